/**
 * What the steps of a domain rest on: every check, remark and setting back, kept for good. Before this a step could be ticked by hand;
 * such a tick proved nothing, so it becomes a remark and the step is unknown again. What the console had worked out itself stays.
 */
export const sql = `
CREATE TABLE step_evidence (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('provision', 'routing', 'webmail', 'copy')),
  kind TEXT NOT NULL CHECK (kind IN ('check', 'remark', 'set-back')),
  at TEXT NOT NULL,
  -- A sentence: what a check found, or what the agent wrote.
  text TEXT NOT NULL,
  -- Of checks alone: who asked, what came of it, what was looked at (JSON), and the state of the step afterwards.
  asked_by TEXT,
  outcome TEXT,
  facts TEXT,
  state_after TEXT
) STRICT;
CREATE INDEX step_evidence_domain ON step_evidence(domain_id, step, at);

-- Since when the domain goes in its order; NULL where it never was changed.
ALTER TABLE domain ADD COLUMN order_since TEXT;

-- Of the step "copy": every mailbox was verified once.
ALTER TABLE domain_step ADD COLUMN first_copied INTEGER NOT NULL DEFAULT 0 CHECK (first_copied IN (0, 1));
UPDATE domain_step SET first_copied = 1 WHERE step = 'copy'
  AND EXISTS (SELECT 1 FROM mailbox m WHERE m.domain_id = domain_step.domain_id)
  AND NOT EXISTS (SELECT 1 FROM mailbox m WHERE m.domain_id = domain_step.domain_id AND m.state <> 'verified');

-- How fast the latest copies were is asked whenever deadlines are shown.
CREATE INDEX run_pace ON run(ended_at) WHERE kind = 'copy' AND state IN ('complete', 'findings');

INSERT INTO step_evidence (id, domain_id, step, kind, at, text)
  SELECT lower(hex(randomblob(16))), domain_id, step, 'remark', at,
    'Was set to "' || CASE state WHEN 'todo' THEN 'to do' WHEN 'doing' THEN 'in progress' ELSE state END
      || '" by hand, before steps were checked.'
  FROM domain_step WHERE evidence = 'Set by hand.' AND at IS NOT NULL;
UPDATE domain_step SET state = 'unknown', at = NULL, evidence = NULL WHERE evidence = 'Set by hand.';

INSERT INTO step_evidence (id, domain_id, step, kind, at, text, asked_by, outcome, facts, state_after)
  SELECT lower(hex(randomblob(16))), domain_id, step, 'check', at, evidence, 'run',
    CASE state WHEN 'done' THEN 'passed' WHEN 'doing' THEN 'partly' WHEN 'todo' THEN 'failed' ELSE 'unknown' END, '[]', state
  FROM domain_step WHERE evidence IS NOT NULL AND at IS NOT NULL;
`;
