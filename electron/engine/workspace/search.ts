import type { SearchHit } from '../../../shared/contract/workspace.ts';
import type { Database } from './database.ts';

/** Finds customers, domains and mailboxes by any part of their name, runs by their number. */
export interface Search {
  /** Exact hits first, then those that begin with the text, then those that contain it. */
  find(text: string, limit: number): SearchHit[];
}

// LIKE over the names' own UNIQUE indexes: they hold nothing but the names, so reading all of one is quick.
const SQL = `
  WITH hit AS (
    SELECT 'mailbox' AS kind, id, address AS title FROM mailbox WHERE address LIKE ?2 ESCAPE '\\'
    UNION ALL SELECT 'domain', id, name FROM domain WHERE name LIKE ?2 ESCAPE '\\'
    UNION ALL SELECT 'customer', id, name FROM customer WHERE name LIKE ?2 ESCAPE '\\'
    UNION ALL SELECT 'run', id, id FROM run WHERE id = ?1
  ), best AS (
    SELECT kind, id, title,
      CASE WHEN title = ?1 COLLATE NOCASE THEN 0 WHEN title LIKE ?3 ESCAPE '\\' THEN 1 ELSE 2 END AS rank,
      CASE kind WHEN 'run' THEN 0 WHEN 'customer' THEN 1 WHEN 'domain' THEN 2 ELSE 3 END AS breadth
    FROM hit ORDER BY rank, breadth, length(title), title COLLATE NOCASE LIMIT ?4
  )
  SELECT b.kind, b.id, coalesce(rm.address, b.title) AS title,
    CASE b.kind
      WHEN 'mailbox' THEN (SELECT c.name FROM domain d JOIN customer c ON c.id = d.customer_id WHERE d.id = m.domain_id)
      WHEN 'domain' THEN (SELECT c.name FROM customer c JOIN domain d ON d.customer_id = c.id WHERE d.id = b.id)
      WHEN 'customer' THEN (SELECT count(*) || iif(count(*) = 1, ' domain', ' domains') FROM domain d WHERE d.customer_id = b.id)
      ELSE r.kind || ' run, ' || r.state
    END AS subtitle,
    CASE b.kind
      WHEN 'customer' THEN coalesce((SELECT d.id FROM domain d WHERE d.customer_id = b.id ORDER BY d.name LIMIT 1), b.id)
      WHEN 'run' THEN r.mailbox_id
      ELSE b.id
    END AS targetId
  FROM best b
  LEFT JOIN mailbox m ON b.kind = 'mailbox' AND m.id = b.id
  LEFT JOIN run r ON b.kind = 'run' AND r.id = b.id
  LEFT JOIN mailbox rm ON rm.id = r.mailbox_id
  ORDER BY b.rank, b.breadth, length(b.title), b.title COLLATE NOCASE`;

/** Search on the workspace database. */
export function openSearch(database: Database): Search {
  const find = database.prepare(SQL);
  return {
    find(text, limit) {
      const wanted = bareAddress(text);
      if (wanted === '') return [];
      const literal = wanted.replace(/[\\%_]/g, '\\$&');
      return find.all<SearchHit>(wanted, `%${literal}%`, `${literal}%`, limit);
    },
  };
}

/** What was meant: `Anna <anna@harbour.test>` and `mailto:anna@harbour.test` are pasted as often as the address alone. */
function bareAddress(text: string): string {
  const inBrackets = /<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1];
  return (inBrackets ?? text).trim().replace(/^mailto:/i, '');
}
