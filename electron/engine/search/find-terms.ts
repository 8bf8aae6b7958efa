import type { SearchHit } from '../../../shared/contract/search.ts';
import { otherSpelling } from '../../../shared/domain/punycode.ts';
import type { Search } from '../workspace/search.ts';

/**
 * Looks up each term and lays the answers side by side: first the best of each, then the second best. An address nobody knows
 * leads to its domain; a domain is found in both of its spellings, with umlauts and as `xn--`.
 */
export function findTerms(search: Search, terms: readonly string[], limit: number): readonly SearchHit[] {
  const answers = terms.map((term) => findOne(search, term, limit));
  const merged = new Map<string, SearchHit>();
  const longest = Math.max(0, ...answers.map((answer) => answer.length));
  for (let place = 0; place < longest && merged.size < limit; place++) {
    for (const answer of answers) {
      const hit = answer[place];
      if (hit && merged.size < limit) merged.set(`${hit.kind} ${hit.id}`, hit);
    }
  }
  return [...merged.values()];
}

function findOne(search: Search, term: string, limit: number): readonly SearchHit[] {
  const other = otherSpelling(term);
  const found = [...search.find(term, limit), ...(other === null ? [] : search.find(other, limit))];
  if (found.length > 0) return found;
  const domain = /^[^@\s]+@([^@\s]+\.[^@\s]+)$/.exec(term)?.[1];
  return domain === undefined ? [] : findOne(search, domain, limit);
}
