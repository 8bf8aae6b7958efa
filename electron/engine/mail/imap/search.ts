import type { SearchTerm } from '../session.ts';
import { packUidSets } from './responses.ts';
import { type Part, string } from './wire/outgoing.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The terms as arguments of SEARCH (RFC 3501, 6.4.4). Text beyond ASCII goes as a literal in UTF-8, announced by CHARSET. */
export function searchArguments(terms: readonly SearchTerm[]): Part[] {
  const charset = terms.some((term) => 'value' in term && !isAscii(term.value)) ? [' CHARSET UTF-8'] : [];
  return [...charset, ...(terms.length === 0 ? [' ALL'] : terms.flatMap(partsOf))];
}

function partsOf(term: SearchTerm): Part[] {
  switch (term.key) {
    case 'since':
    case 'before':
    case 'sentsince':
    case 'sentbefore':
      return [` ${term.key.toUpperCase()} ${searchDay(term.day)}`];
    case 'message-id':
      return [' HEADER Message-ID ', text(term.value)];
    case 'uid':
      return [` UID ${packUidSets(term.uids, Number.POSITIVE_INFINITY)[0] ?? '1'}`];
    default:
      return [` ${term.key.toUpperCase()} `, text(term.value)];
  }
}

/** `2026-03-01` as a server takes it: `1-Mar-2026`. */
function searchDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${Number(date)}-${MONTHS[Number(month) - 1] ?? 'Jan'}-${year}`;
}

function text(value: string): Part {
  // No header has a line end or NUL in it.
  const line = value.replace(/[\r\n\0]+/g, ' ');
  return isAscii(line) ? string(line) : Buffer.from(line);
}

function isAscii(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}
