import type { Step } from '../../../shared/domain/directory.ts';
import type { CheckFact, StepCheck, StepEvidence } from '../../../shared/domain/step-check.ts';
import type { Database } from './database.ts';

/** What the steps of all domains rest on; only ever added to. */
export interface StepEvidenceStore {
  add(evidence: StepEvidence): void;
  /** Newest first, of one step or of all. */
  list(domainId: string, step: Step | null, limit: number): StepEvidence[];
  /** The newest checks of each step of a domain, one a step. */
  latestChecks(domainId: string): StepCheck[];
  /** How many entries each step has. */
  counts(domainId: string): Record<Step, number>;
  /** Since when the checks of a step pass without one in between that did not; null when the last one did not. */
  passingSince(domainId: string, step: Step): string | null;
}

interface Columns {
  id: string;
  domainId: string;
  step: Step;
  kind: StepEvidence['kind'];
  at: string;
  text: string;
  by: StepCheck['by'] | null;
  outcome: StepCheck['outcome'] | null;
  facts: string | null;
  stateAfter: Extract<StepEvidence, { kind: 'check' }>['stateAfter'] | null;
}

const COLUMNS = `e.id, e.domain_id AS domainId, e.step, e.kind, e.at, e.text, e.asked_by AS "by", e.outcome, e.facts,
  e.state_after AS stateAfter`;

/** Evidence of steps on the workspace database. */
export function openStepEvidence(database: Database): StepEvidenceStore {
  const add = database.prepare(
    `INSERT INTO step_evidence (id, domain_id, step, kind, at, text, asked_by, outcome, facts, state_after)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const list = database.prepare(
    `SELECT ${COLUMNS} FROM step_evidence e WHERE e.domain_id = ?1 AND (?2 IS NULL OR e.step = ?2)
     ORDER BY e.at DESC, e.rowid DESC LIMIT ?3`,
  );
  const latest = database.prepare(
    `SELECT ${COLUMNS} FROM step_evidence e WHERE e.rowid IN (
       SELECT (SELECT n.rowid FROM step_evidence n WHERE n.domain_id = ?1 AND n.step = s.step AND n.kind = 'check'
               ORDER BY n.at DESC, n.rowid DESC LIMIT 1)
       FROM (SELECT DISTINCT step FROM step_evidence WHERE domain_id = ?1) s)`,
  );
  const counts = database.prepare(
    'SELECT step, count(*) AS count FROM step_evidence WHERE domain_id = ? GROUP BY step',
  );
  // A check that could not look says nothing about the step, so it does not end the streak.
  const passingSince = database.prepare(
    `SELECT min(e.at) AS at FROM step_evidence e
     WHERE e.domain_id = ?1 AND e.step = ?2 AND e.kind = 'check' AND e.outcome = 'passed' AND NOT EXISTS (
       SELECT 1 FROM step_evidence n WHERE n.domain_id = ?1 AND n.step = ?2 AND (n.at, n.rowid) > (e.at, e.rowid)
         AND (n.kind = 'set-back' OR n.outcome IN ('partly', 'failed')))`,
  );
  return {
    add(evidence) {
      const { id, domainId, step, kind, at } = evidence;
      if (evidence.kind === 'check') {
        const { summary, by, outcome, facts, stateAfter } = evidence;
        add.run(id, domainId, step, kind, at, summary, by, outcome, JSON.stringify(facts), stateAfter);
      } else add.run(id, domainId, step, kind, at, evidence.text, null, null, null, null);
    },
    list: (domainId, step, limit) => list.all<Columns>(domainId, step, limit).map(toEvidence),
    latestChecks: (domainId) =>
      latest
        .all<Columns>(domainId)
        .map(toEvidence)
        .flatMap((evidence) => (evidence.kind === 'check' ? [evidence] : [])),
    counts(domainId) {
      const found: Record<Step, number> = { provision: 0, routing: 0, webmail: 0, copy: 0 };
      for (const { step, count } of counts.all<{ step: Step; count: number }>(domainId)) found[step] = count;
      return found;
    },
    passingSince: (domainId, step) => passingSince.get<{ at: string | null }>(domainId, step)?.at ?? null,
  };
}

function toEvidence({ text, by, outcome, facts, stateAfter, kind, ...rest }: Columns): StepEvidence {
  if (kind !== 'check') return { ...rest, kind, text };
  return {
    ...rest,
    kind,
    summary: text,
    by: by ?? 'run',
    outcome: outcome ?? 'unknown',
    facts: facts === null ? [] : (JSON.parse(facts) as CheckFact[]),
    stateAfter: stateAfter ?? 'unknown',
  };
}
