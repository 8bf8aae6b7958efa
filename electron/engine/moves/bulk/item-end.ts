import { type ErrorWire, errorCatalogue } from '../../../../shared/domain/errors.ts';
import type { Preflight } from '../../../../shared/domain/inspection.ts';
import { preflightOutcome } from '../../../../shared/domain/preflight-outcome.ts';
import type { Run } from '../../../../shared/domain/run.ts';
import type { StepFinding } from '../../../../shared/domain/step-check.ts';
import { symptomOf } from '../../../../shared/domain/symptom.ts';
import type { Verification } from '../../../../shared/domain/verification.ts';
import type { ItemEnd } from '../../workspace/jobs.ts';

/** How an item came to its end, before its time is known; `queued`: it has its turn once more. */
export type Outcome = Omit<ItemEnd, 'endedAt'>;

/** What a run means for its item. */
export function endOfRun(run: Run, counts: Verification['counts']): Outcome {
  const symptom = symptomOf({ state: run.state, error: run.error, counts });
  const reason = run.verdict;
  switch (run.state) {
    case 'complete':
      return { state: 'done', reason, symptom: null };
    case 'findings':
      return { state: 'findings', reason, symptom: symptom ?? { key: 'findings', words: 'Findings' } };
    case 'failed':
      return { state: 'failed', reason: run.error?.message ?? reason, symptom };
    case 'interrupted':
      return { state: 'queued', reason: 'It was interrupted and goes on from where it was.', symptom: null };
    default:
      return {
        state: 'skipped',
        reason: 'An agent cancelled its run.',
        symptom: { key: 'cancelled', words: 'Cancelled by an agent' },
      };
  }
}

/** What a preflight means for its item. */
export function endOfPreflight(preflight: Preflight): Outcome {
  const { ok, text } = preflightOutcome(preflight);
  if (ok) return { state: 'done', reason: text, symptom: null };
  const error = preflight.source.error ?? preflight.destination.error;
  if (error !== null) return endOfError(error);
  const blocker = preflight.problems.find((problem) => problem.severity === 'blocker');
  // Numbers and names differ from mailbox to mailbox, the trouble is the same.
  const words = (blocker?.title ?? text).replaceAll(/"[^"]*"/g, '…').replaceAll(/\d[\d.,]*/g, 'n');
  return { state: 'findings', reason: text, symptom: { key: `preflight ${words}`, words } };
}

/** What a check of a step means for its domain. */
export function endOfCheck({ outcome, summary }: StepFinding): Outcome {
  switch (outcome) {
    case 'passed':
      return { state: 'done', reason: summary, symptom: null };
    case 'partly':
      return {
        state: 'findings',
        reason: summary,
        symptom: { key: 'check partly', words: 'Only in part as it should be' },
      };
    case 'failed':
      return { state: 'findings', reason: summary, symptom: { key: 'check failed', words: 'Not as it should be' } };
    case 'unknown':
      return { state: 'failed', reason: summary, symptom: { key: 'check unknown', words: 'Could not be checked' } };
  }
}

/** What an error means for an item. */
export function endOfError(error: ErrorWire): Outcome {
  const symptom = symptomOf({ state: 'failed', error, counts: {} });
  return {
    state: 'failed',
    reason: error.message,
    symptom: symptom ?? { key: `failed ${error.code}`, words: errorCatalogue[error.code].title },
  };
}
