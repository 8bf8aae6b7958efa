/**
 * Where the names of a domain point: accounts at DNS providers, templates of destinations, what was last seen, and every change with the
 * records before and after it.
 */
export const sql = `
CREATE TABLE dns_account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  settings TEXT NOT NULL
) STRICT;

CREATE TABLE dns_template (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  template TEXT NOT NULL
) STRICT;

-- How the world is asked; one line, or none while nobody has said anything.
CREATE TABLE dns_world (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  world TEXT NOT NULL
) STRICT;

CREATE TABLE domain_dns (
  domain_id TEXT PRIMARY KEY REFERENCES domain(id) ON DELETE CASCADE,
  -- What the agent chose for this domain; NULL for what follows from its servers.
  account_id TEXT,
  by_hand INTEGER NOT NULL DEFAULT 0,
  template_id TEXT,
  -- The last look at its names and at its webmail, as shared/domain has them.
  look TEXT,
  webmail TEXT,
  -- Since when all its servers send mail to the destination alone; NULL while one does not.
  settled_at TEXT
) STRICT;

-- The lifetimes the old mail route was seen with. One that no server gives any more is still in caches for that long after gone_at.
CREATE TABLE dns_old_route (
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  ttl INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  gone_at TEXT,
  PRIMARY KEY (domain_id, ttl)
) STRICT, WITHOUT ROWID;

CREATE TABLE dns_change (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  account_id TEXT,
  account_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('move', 'ttl', 'undo')),
  undoes TEXT,
  zone TEXT NOT NULL,
  state TEXT NOT NULL,
  sets TEXT NOT NULL,
  warnings TEXT NOT NULL,
  planned_at TEXT NOT NULL,
  applied_at TEXT,
  error TEXT
) STRICT;
CREATE INDEX dns_change_domain ON dns_change(domain_id, planned_at);
`;
