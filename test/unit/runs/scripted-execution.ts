import type { ExecuteRun } from '../../../electron/engine/runs/run-service.ts';
import type { RunContext, RunOutcome, RunRequest, RunSnapshot } from '../../../electron/engine/transfer/run-types.ts';
import { emptyTotals, type RunTotals } from '../../../shared/domain/run.ts';

/** One execution the run service has begun; the test plays its part. */
export interface Execution {
  readonly request: RunRequest;
  readonly context: RunContext;
  end(outcome?: Partial<RunOutcome>): void;
  fail(error: unknown): void;
}

/** Stands in for `executeRun`: nothing happens until the test says so. */
export class ScriptedExecution {
  readonly begun: Execution[] = [];
  private waiting: (() => void) | null = null;

  readonly execute: ExecuteRun = (request, context) => {
    const { promise, resolve, reject } = Promise.withResolvers<RunOutcome>();
    this.begun.push({
      request,
      context,
      end: (outcome = {}) => resolve({ ...completeOutcome, ...outcome }),
      fail: reject,
    });
    this.waiting?.();
    return promise;
  };

  /** The n-th execution (from 0), as soon as it has begun. */
  async at(index: number): Promise<Execution> {
    for (;;) {
      const execution = this.begun[index];
      if (execution) return execution;
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
  }
}

export function totals(changes: Partial<RunTotals> = {}): RunTotals {
  return { ...emptyTotals, ...changes };
}

export function snapshot(changes: Partial<RunTotals> = {}, phase: RunSnapshot['phase'] = 'copying'): RunSnapshot {
  return { phase, text: 'Copying', totals: totals(changes), folders: [] };
}

export const completeOutcome: RunOutcome = {
  state: 'complete',
  totals: totals({ messages: 3, copied: 3 }),
  verdict: 'All 3 messages agree.',
  error: null,
  verification: {
    at: '2026-11-22T12:00:00.000Z',
    depth: 'standard',
    agrees: true,
    sourceMessages: 3,
    matchedBy: { ledger: 0, bytes: 3, 'message-id': 0, headers: 0 },
    counts: {},
    folders: [],
    sentence: 'All 3 messages agree.',
  },
  findings: [],
};

export const cancelledOutcome: RunOutcome = {
  ...completeOutcome,
  state: 'cancelled',
  verdict: 'Cancelled after 1 of 3 messages.',
  verification: null,
};
