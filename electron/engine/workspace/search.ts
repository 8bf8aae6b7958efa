import type { SearchHit, SearchRef } from '../../../shared/contract/search.ts';
import type { Database } from './database.ts';

/** Finds customers, domains and mailboxes by any part of their name, mailboxes by their logins, runs by their number, incidents by number and title. */
export interface Search {
  /** Exact hits first, then those that begin with the text, then those that contain all its words; each owner once. */
  find(text: string, limit: number): readonly SearchHit[];
  /** What is known of hits from earlier, in the same order; without those that are gone. */
  recall(refs: readonly SearchRef[]): readonly SearchHit[];
}

const kinds = ['customer', 'domain', 'mailbox', 'mailbox', 'incident'] as const satisfies readonly SearchHit['kind'][];
/** Trigrams know nothing shorter. */
const SHORTEST = 3;
/** So many that contain the text are looked at before the best of them are taken: all of them may be tens of thousands. */
const CONTAINING = 200;

interface Term {
  readonly kind: number;
  readonly ownerId: string;
  readonly text: string;
}

/** Search on the workspace database. */
export function openSearch(database: Database): Search {
  const columns = 'kind, owner_id AS ownerId, text';
  const exact = database.prepare(`SELECT ${columns} FROM search_term WHERE kind IN (0, 1, 2, 3, 4) AND text = ?`);
  const beginning = database.prepare(
    `SELECT ${columns} FROM search_term WHERE kind = ?1 AND text >= ?2 AND text < ?2 || char(1114111) ORDER BY text LIMIT ?3`,
  );
  const containing = database.prepare(
    `SELECT t.kind, t.owner_id AS ownerId, t.text FROM search_index f JOIN search_term t ON t.id = f.rowid WHERE search_index MATCH ? LIMIT ${CONTAINING}`,
  );
  const facts = {
    customer: database.prepare(
      `SELECT c.name AS title, count(d.id) || iif(count(d.id) = 1, ' domain', ' domains') AS subtitle,
         coalesce((SELECT id FROM domain WHERE customer_id = c.id ORDER BY name LIMIT 1), c.id) AS targetId
       FROM customer c LEFT JOIN domain d ON d.customer_id = c.id WHERE c.id = ? GROUP BY c.id`,
    ),
    domain: database.prepare(
      `SELECT d.name AS title, c.name AS subtitle, d.id AS targetId, d.id AS domainId
       FROM domain d JOIN customer c ON c.id = d.customer_id WHERE d.id = ?`,
    ),
    mailbox: database.prepare(
      `SELECT m.address AS title, c.name AS subtitle, m.id AS targetId, d.id AS domainId
       FROM mailbox m JOIN domain d ON d.id = m.domain_id JOIN customer c ON c.id = d.customer_id WHERE m.id = ?`,
    ),
    incident: database.prepare(
      `SELECT number AS title, title || iif(status = 'closed', ' (closed)', '') AS subtitle, id AS targetId FROM incident WHERE id = ?`,
    ),
    run: database.prepare(
      `SELECT m.address AS title, r.kind || ' run, ' || r.state AS subtitle, m.id AS targetId, m.domain_id AS domainId
       FROM run r JOIN mailbox m ON m.id = r.mailbox_id WHERE r.id = ?`,
    ),
  };

  function hit(kind: SearchHit['kind'], id: string, login: string | null): SearchHit | undefined {
    const found = facts[kind].get<Pick<SearchHit, 'title' | 'subtitle' | 'targetId' | 'domainId'>>(id);
    if (!found) return undefined;
    return { kind, id, ...found, ...(login === null ? {} : { subtitle: `Login ${login}, ${found.subtitle}` }) };
  }

  function* terms(text: string, limit: number): Generator<Term> {
    yield* exact.all<Term>(text);
    for (const kind of kinds.keys()) yield* beginning.all<Term>(kind, text, limit);
    const words = text.split(' ').filter((word) => word.length >= SHORTEST);
    if (words.length === 0) return;
    const phrase = words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ');
    yield* containing.all<Term>(phrase).sort(byCloseness(words[0] ?? ''));
  }

  return {
    find(text, limit) {
      const wanted = text.trim().replace(/\s+/g, ' ');
      if (wanted === '') return [];
      const hits = new Map<string, SearchHit>();
      const run = hit('run', wanted, null);
      if (run) hits.set(`run ${run.id}`, run);
      for (const { kind, ownerId, text: name } of terms(wanted, limit)) {
        if (hits.size >= limit) break;
        const of = kinds[kind];
        const key = `${of} ${ownerId}`;
        if (!of || hits.has(key)) continue;
        const found = hit(of, ownerId, kind === 3 ? name : null);
        if (found) hits.set(key, found);
      }
      return [...hits.values()];
    },
    recall: (refs) => refs.map(({ kind, id }) => hit(kind, id, null)).filter((found) => found !== undefined),
  };
}

/** What contains the text at the beginning of a word comes before the rest, then the broader noun, then the shorter name. */
function byCloseness(word: string): (a: Term, b: Term) => number {
  const wanted = word.toLowerCase();
  const inside = ({ text }: Term): number => {
    const at = text.toLowerCase().indexOf(wanted);
    return at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 1 : 0;
  };
  return (a, b) =>
    inside(a) - inside(b) || a.kind - b.kind || a.text.length - b.text.length || (a.text < b.text ? -1 : 1);
}
