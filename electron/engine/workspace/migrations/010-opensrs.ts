/** Accounts at OpenSRS, one for each destination server, and what provisioning did of its plans, line by line. */
export const sql = `
CREATE TABLE opensrs_account (
  endpoint_id TEXT PRIMARY KEY REFERENCES endpoint(id) ON DELETE CASCADE,
  cluster TEXT NOT NULL CHECK (cluster IN ('a', 'b', 'test', 'custom')),
  -- Only of the cluster "custom".
  url TEXT,
  user TEXT NOT NULL,
  company TEXT NOT NULL,
  -- The last test, JSON; NULL before one.
  test TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE provision_job (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  endpoint_id TEXT NOT NULL,
  at TEXT NOT NULL,
  ended_at TEXT,
  state TEXT NOT NULL CHECK (state IN ('running', 'stopping', 'stopped', 'interrupted', 'ended')),
  -- Why it could not go on, JSON; NULL when nothing stood in its way.
  error TEXT
) STRICT;
CREATE INDEX provision_job_domain ON provision_job(domain_id, at);

CREATE TABLE provision_line (
  job_id TEXT NOT NULL REFERENCES provision_job(id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  -- As planned, JSON; without any password.
  line TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'applying', 'applied', 'refused', 'left')),
  -- What came of it, in words.
  note TEXT,
  login TEXT NOT NULL DEFAULT 'not-tried' CHECK (login IN ('not-tried', 'works', 'refused')),
  PRIMARY KEY (job_id, seq)
) STRICT, WITHOUT ROWID;
`;
