/**
 * Jobs over many mailboxes, what runs may ask of each server, and the watch over old sides after the last copy. Items are written
 * before and after their work, so that a job whose engine was killed goes on where it was. And a run that read the source over POP3
 * instead saw the INBOX alone: its comparison proves nothing about the rest of the mailbox.
 */
export const sql = `
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  "action" TEXT NOT NULL,
  step TEXT,
  state TEXT NOT NULL CHECK (state IN ('scheduled', 'running', 'paused', 'stopped', 'done')),
  options TEXT NOT NULL,
  sequence TEXT NOT NULL,
  schedule TEXT NOT NULL,
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  -- The last time this job was looked after while it was open: what was missed lies between this and the next time.
  seen_at TEXT
) STRICT;
CREATE INDEX job_state ON job(state);

CREATE TABLE job_item (
  job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  mailbox_id TEXT REFERENCES mailbox(id) ON DELETE CASCADE,
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'findings', 'failed', 'skipped')),
  -- Above 0: moved up by an agent, the highest first.
  front INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  symptom TEXT,
  symptom_words TEXT,
  run_id TEXT REFERENCES run(id) ON DELETE SET NULL,
  started_at TEXT,
  ended_at TEXT,
  PRIMARY KEY (job_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_item_state ON job_item(job_id, state);
CREATE INDEX job_item_mailbox ON job_item(mailbox_id);
CREATE INDEX job_item_domain ON job_item(domain_id);
CREATE INDEX job_item_run ON job_item(run_id);

CREATE TABLE job_remark (
  job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX job_remark_job ON job_remark(job_id, at);

CREATE TABLE server_budget (
  endpoint_id TEXT PRIMARY KEY REFERENCES endpoint(id) ON DELETE CASCADE,
  budget TEXT NOT NULL
) STRICT;

CREATE TABLE drift_watch (
  domain_id TEXT PRIMARY KEY REFERENCES domain(id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('watching', 'quiet', 'ended')),
  started_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  ended_at TEXT,
  quiet_hours REAL NOT NULL,
  sweeps INTEGER NOT NULL CHECK (sweeps IN (0, 1)),
  looks INTEGER NOT NULL DEFAULT 0,
  last_look_at TEXT,
  last_arrival_at TEXT,
  seen INTEGER NOT NULL DEFAULT 0,
  found TEXT NOT NULL DEFAULT '[]',
  unseen TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX drift_watch_state ON drift_watch(state);

ALTER TABLE run ADD COLUMN inbox_only INTEGER NOT NULL DEFAULT 0;
UPDATE run SET inbox_only = 1
  WHERE options ->> '$.sourceEndpointId' IN (SELECT id FROM endpoint WHERE protocol = 'pop3');

DROP VIEW mailbox_standing;
CREATE VIEW mailbox_standing AS
SELECT
  m.id AS mailbox_id,
  CASE
    WHEN EXISTS (SELECT 1 FROM run a WHERE a.mailbox_id = m.id AND a.state IN ('queued', 'running', 'cancelling'))
      THEN 'running'
    WHEN d.id IS NULL THEN 'not-started'
    WHEN d.state IN ('interrupted', 'cancelled') THEN 'interrupted'
    WHEN d.state = 'failed' THEN 'failed'
    WHEN d.verification IS NULL THEN iif(d.findings > 0, 'findings', 'copied')
    WHEN NOT (d.verification ->> '$.agrees') THEN 'findings'
    WHEN d.narrowed OR d.inbox_only THEN 'copied'
    ELSE 'verified'
  END AS state,
  CASE WHEN d.state IN ('complete', 'findings') OR d.messages > 0 THEN d.messages END AS messages,
  CASE WHEN d.state IN ('complete', 'findings') OR d.findings > 0 THEN d.findings END AS findings,
  d.verdict AS verdict,
  l.id AS last_run_id,
  coalesce(l.ended_at, l.started_at, l.queued_at) AS last_run_at
FROM mailbox m
-- The run that decides: the latest that ended, without rehearsals and without verifications that proved nothing.
LEFT JOIN run d ON d.rowid = (
  SELECT r.rowid FROM run r
  WHERE r.mailbox_id = m.id
    AND r.state IN ('complete', 'findings', 'cancelled', 'failed', 'interrupted')
    AND r.kind <> 'rehearsal'
    AND NOT (r.kind = 'verify' AND (r.state IN ('cancelled', 'interrupted') OR (r.state = 'complete' AND (r.narrowed OR r.inbox_only))))
  ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1
)
LEFT JOIN run l ON l.rowid = (
  SELECT r.rowid FROM run r WHERE r.mailbox_id = m.id ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1
);

UPDATE mailbox SET (state, messages, findings, verdict, last_run_id, last_run_at) =
  (SELECT state, messages, findings, verdict, last_run_id, last_run_at FROM mailbox_standing WHERE mailbox_id = mailbox.id)
  WHERE id IN (SELECT mailbox_id FROM run WHERE inbox_only);
`;
