/**
 * The flags of a source message as they were last brought over, and the flags a destination folder does not keep. And runs that
 * were narrowed in more ways than `partial` knows prove nothing about the whole mailbox either.
 */
export const sql = `
-- Flags joined by blanks; NULL where they were never noted.
ALTER TABLE ledger_message ADD COLUMN source_flags TEXT;
-- A JSON array, NULL where nothing is known.
ALTER TABLE ledger_folder ADD COLUMN flags_not_kept TEXT;

ALTER TABLE run ADD COLUMN narrowed INTEGER GENERATED ALWAYS AS (
  partial
  OR options ->> '$.before' IS NOT NULL
  OR coalesce(options ->> '$.skipDeleted', 0)
  OR options ->> '$.repair' IS NOT NULL
  OR coalesce(json_array_length(options, '$.messages'), 0) > 0
) VIRTUAL;

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
    WHEN d.narrowed THEN 'copied'
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
    AND NOT (r.kind = 'verify' AND (r.state IN ('cancelled', 'interrupted') OR (r.state = 'complete' AND r.narrowed)))
  ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1
)
LEFT JOIN run l ON l.rowid = (
  SELECT r.rowid FROM run r WHERE r.mailbox_id = m.id ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1
);
`;
