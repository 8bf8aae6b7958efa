/** Directory, runs, ledger and findings. Times are ISO 8601 in UTC unless a column says `_ms` (Unix milliseconds). */
export const sql = `
CREATE TABLE customer (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

CREATE TABLE domain (
  id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  "order" TEXT NOT NULL DEFAULT 'standard' CHECK ("order" IN ('standard', 'forced')),
  deadline_at TEXT,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX domain_customer ON domain(customer_id);

CREATE TABLE domain_step (
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('provision', 'routing', 'webmail', 'copy')),
  state TEXT NOT NULL CHECK (state IN ('unknown', 'todo', 'doing', 'done')),
  at TEXT,
  evidence TEXT,
  PRIMARY KEY (domain_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoint (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  platform TEXT NOT NULL,
  protocol TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  tls TEXT NOT NULL,
  pinned_fingerprint TEXT,
  max_connections INTEGER NOT NULL
) STRICT;

CREATE TABLE mailbox (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  address TEXT NOT NULL UNIQUE COLLATE NOCASE,
  source_endpoint_id TEXT NOT NULL REFERENCES endpoint(id),
  source_user TEXT NOT NULL,
  destination_endpoint_id TEXT NOT NULL REFERENCES endpoint(id),
  destination_user TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mailbox_domain ON mailbox(domain_id);
CREATE INDEX mailbox_source_endpoint ON mailbox(source_endpoint_id);
CREATE INDEX mailbox_destination_endpoint ON mailbox(destination_endpoint_id);

-- The agent's own choices for the folder map; a destination of NULL leaves the folder out.
CREATE TABLE folder_choice (
  mailbox_id TEXT NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,
  source_path TEXT NOT NULL,
  destination_path TEXT,
  PRIMARY KEY (mailbox_id, source_path)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id TEXT PRIMARY KEY,
  mailbox_id TEXT NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  options TEXT NOT NULL,
  queued_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  totals TEXT NOT NULL,
  verdict TEXT,
  error TEXT,
  -- The verification made by this run, as shared/domain has it; NULL without one.
  verification TEXT
) STRICT;
CREATE INDEX run_mailbox ON run(mailbox_id, queued_at);
CREATE INDEX run_queued ON run(queued_at);
CREATE INDEX run_state ON run(state);

CREATE TABLE run_event (
  run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  level TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  source_folder TEXT,
  destination_folder TEXT,
  source_uid INTEGER,
  destination_uid INTEGER,
  subject TEXT NOT NULL,
  sender TEXT NOT NULL,
  date TEXT,
  size INTEGER,
  message_id TEXT,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX finding_run ON finding(run_id, kind);

CREATE TABLE ledger_folder (
  id INTEGER PRIMARY KEY,
  mailbox_id TEXT NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,
  source_path TEXT NOT NULL,
  source_uidvalidity TEXT NOT NULL,
  destination_path TEXT NOT NULL,
  -- The destination's numbering to which destination_uid below belongs; NULL before the first look.
  destination_uidvalidity TEXT,
  UNIQUE (mailbox_id, source_path, source_uidvalidity, destination_path)
) STRICT;

CREATE TABLE ledger_message (
  folder_id INTEGER NOT NULL REFERENCES ledger_folder(id) ON DELETE CASCADE,
  source_uid INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  run_id TEXT NOT NULL,
  destination_uid INTEGER,
  size INTEGER NOT NULL,
  internal_date_ms INTEGER NOT NULL,
  -- SHA-256 of the bytes with line ends normalised; NULL for messages found by headers alone.
  bytes_hash BLOB,
  message_key BLOB,
  header_key BLOB NOT NULL,
  PRIMARY KEY (folder_id, source_uid)
) STRICT, WITHOUT ROWID;
`;
