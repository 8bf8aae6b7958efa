/**
 * How each mailbox stands, derived from its runs in one place: the view `mailbox_standing`. Triggers copy it into columns
 * of the mailbox, so that lists of 200,000 mailboxes and counts over 50,000 domains read an index and no run.
 */
export const sql = `
ALTER TABLE run ADD COLUMN messages INTEGER GENERATED ALWAYS AS (totals ->> '$.messages') VIRTUAL;
ALTER TABLE run ADD COLUMN findings INTEGER GENERATED ALWAYS AS (totals ->> '$.findings') VIRTUAL;
ALTER TABLE run ADD COLUMN copied INTEGER GENERATED ALWAYS AS (totals ->> '$.copied') VIRTUAL;
ALTER TABLE run ADD COLUMN bytes_copied INTEGER GENERATED ALWAYS AS (totals ->> '$.bytesCopied') VIRTUAL;
-- A run told to look at a part only; it proves nothing about the whole mailbox.
ALTER TABLE run ADD COLUMN partial INTEGER GENERATED ALWAYS AS (
  json_array_length(options, '$.folders') > 0
  OR json_array_length(options, '$.exclude') > 0
  OR options ->> '$.since' IS NOT NULL
) VIRTUAL;
CREATE INDEX run_copied ON run(copied, bytes_copied);

ALTER TABLE mailbox ADD COLUMN state TEXT NOT NULL DEFAULT 'not-started';
ALTER TABLE mailbox ADD COLUMN messages INTEGER;
ALTER TABLE mailbox ADD COLUMN findings INTEGER;
ALTER TABLE mailbox ADD COLUMN verdict TEXT;
ALTER TABLE mailbox ADD COLUMN last_run_id TEXT;
ALTER TABLE mailbox ADD COLUMN last_run_at TEXT;
DROP INDEX mailbox_domain;
CREATE INDEX mailbox_domain ON mailbox(domain_id, state, findings);
CREATE INDEX mailbox_state ON mailbox(state);

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
    WHEN d.partial THEN 'copied'
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
    AND NOT (r.kind = 'verify' AND (r.state IN ('cancelled', 'interrupted') OR (r.state = 'complete' AND r.partial)))
  ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1
)
LEFT JOIN run l ON l.rowid = (
  SELECT r.rowid FROM run r WHERE r.mailbox_id = m.id ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1
);

UPDATE mailbox SET (state, messages, findings, verdict, last_run_id, last_run_at) =
  (SELECT state, messages, findings, verdict, last_run_id, last_run_at FROM mailbox_standing WHERE mailbox_id = mailbox.id);

CREATE TRIGGER run_added AFTER INSERT ON run BEGIN
  UPDATE mailbox SET (state, messages, findings, verdict, last_run_id, last_run_at) =
    (SELECT state, messages, findings, verdict, last_run_id, last_run_at FROM mailbox_standing WHERE mailbox_id = NEW.mailbox_id)
  WHERE id = NEW.mailbox_id;
END;
CREATE TRIGGER run_changed AFTER UPDATE OF state, totals, verdict, verification, started_at, ended_at ON run BEGIN
  UPDATE mailbox SET (state, messages, findings, verdict, last_run_id, last_run_at) =
    (SELECT state, messages, findings, verdict, last_run_id, last_run_at FROM mailbox_standing WHERE mailbox_id = NEW.mailbox_id)
  WHERE id = NEW.mailbox_id;
END;
CREATE TRIGGER run_removed AFTER DELETE ON run BEGIN
  UPDATE mailbox SET (state, messages, findings, verdict, last_run_id, last_run_at) =
    (SELECT state, messages, findings, verdict, last_run_id, last_run_at FROM mailbox_standing WHERE mailbox_id = OLD.mailbox_id)
  WHERE id = OLD.mailbox_id;
END;
`;
