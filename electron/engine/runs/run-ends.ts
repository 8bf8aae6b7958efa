import { randomUUID } from 'node:crypto';
import { type ErrorWire, isAppError } from '../../../shared/domain/errors.ts';
import type { RunTotals } from '../../../shared/domain/run.ts';
import type { Log } from '../log.ts';
import type { RunOutcome } from '../transfer/run-types.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The verdict of a run that ended because its engine did. */
export const INTERRUPTED =
  'The run was interrupted because Mailferry stopped; continue it, nothing is lost or copied twice.';

/** The end of a run that did nothing, or no more. */
export function cancelledOutcome(totals: RunTotals, verdict: string): RunOutcome {
  return { state: 'cancelled', totals, verdict, error: null, verification: null, findings: [] };
}

/** The end of a run that met an error it did not expect. A bug is logged with its stack under the reference the error names. */
export function failedOutcome(
  runId: string,
  totals: RunTotals,
  error: unknown,
  log: Log,
): RunOutcome & { state: 'failed' } {
  const wire = toWire(runId, error, log);
  const verdict = `The run failed: ${wire.message}`;
  return { state: 'failed', totals, verdict, error: wire, verification: null, findings: [] };
}

function toWire(runId: string, error: unknown, log: Log): ErrorWire {
  if (isAppError(error)) return error.wire;
  const reference = randomUUID().slice(0, 8);
  log.error('A run met a bug', { reference, runId, err: error });
  return { code: 'internal', message: `Something went wrong inside Mailferry (reference ${reference}).`, reference };
}

/** Takes known secrets out of everything in an outcome that servers had a say in. */
export function cleanOutcome(outcome: RunOutcome, clean: (text: string) => string): RunOutcome {
  const { error } = outcome;
  return {
    ...outcome,
    verdict: clean(outcome.verdict),
    error: error && {
      ...error,
      message: clean(error.message),
      ...(error.serverText === undefined ? {} : { serverText: clean(error.serverText) }),
    },
    findings: outcome.findings.map((finding) => ({ ...finding, detail: clean(finding.detail) })),
  };
}

/** Marks what stands as queued, running or cancelling, though nobody carries it out any more, as interrupted. */
export function recoverRuns(workspace: Workspace, at: string, isAlive: (runId: string) => boolean): void {
  workspace.transaction(() => {
    for (const run of workspace.runs.listActive()) {
      if (isAlive(run.id)) continue;
      const seq = workspace.runEvents.lastSeq(run.id) + 1;
      workspace.runEvents.add(run.id, [{ seq, at, level: 'warn', text: INTERRUPTED }]);
      workspace.runs.end(run.id, {
        state: 'interrupted',
        endedAt: at,
        totals: run.totals,
        verdict: INTERRUPTED,
        error: null,
        verification: null,
      });
    }
  });
}
