import { randomUUID } from 'node:crypto';
import type { Mailbox } from '../../../shared/domain/directory.ts';
import { emptyTotals, type Run, type RunOptions, type RunProgress } from '../../../shared/domain/run.ts';
import type { Clock } from '../clock.ts';
import type { Log, Redactor } from '../log.ts';
import { RunControl } from '../transfer/run-control.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Changes } from './changes.ts';
import { RunLog } from './run-log.ts';
import { ProgressFeed } from './run-progress.ts';

/** How much of what a run has counted may be lost when the engine is killed. */
const KEEP_TOTALS_MS = 2000;

/** Who wants a run: an agent, who waits for it, or a job over many mailboxes. */
export type RunOrigin = 'agent' | 'job';

/** A run that waits or goes on. */
export interface ActiveRun {
  readonly run: Run;
  readonly origin: RunOrigin;
  readonly feed: ProgressFeed;
  readonly log: RunLog;
  readonly abort: AbortController;
  /** What the agent may still decide. */
  readonly control: RunControl;
  /** Resolves when the end of the run is stored and told. */
  readonly ended: Promise<void>;
  readonly markEnded: () => void;
}

/** What an active run needs from its surroundings. */
export interface Surroundings {
  readonly workspace: Workspace;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly log: Log;
  readonly redactor: Redactor;
}

/** A new run of a mailbox, before anything has happened. */
export function queuedRun(mailbox: Mailbox, options: RunOptions, queuedAt: string): Run {
  return {
    id: randomUUID(),
    mailboxId: mailbox.id,
    address: mailbox.address,
    domainId: mailbox.domainId,
    kind: options.kind,
    state: 'queued',
    options,
    queuedAt,
    startedAt: null,
    endedAt: null,
    totals: emptyTotals,
    verdict: null,
    error: null,
  };
}

/** Gives a queued run its progress feed, its log and its way to be stopped. */
export function activate(
  run: Run,
  origin: RunOrigin,
  { workspace, changes, clock, log, redactor }: Surroundings,
): ActiveRun {
  const { promise: ended, resolve: markEnded } = Promise.withResolvers<void>();
  let keptAt = clock.now();
  const send = (progress: RunProgress): void => {
    changes.send({ topic: 'progress', progress });
    const now = clock.now();
    if (progress.phase === 'ended' || now - keptAt < KEEP_TOTALS_MS) return;
    keptAt = now;
    try {
      workspace.runs.setTotals(run.id, progress.totals);
    } catch (error) {
      // The run finds out by itself when the disk is full; these numbers are a convenience.
      log.warn('The totals of a run could not be stored', { runId: run.id, err: error });
    }
  };
  const control = new RunControl(clock);
  const feed = new ProgressFeed({ run, clock, send, control });
  control.onChange = () => feed.refresh();
  return {
    run,
    origin,
    feed,
    control,
    log: new RunLog({
      runId: run.id,
      events: workspace.runEvents,
      clock,
      clean: redactor.redact,
      onLost: (error) => log.error('Log lines of a run could not be stored', { runId: run.id, err: error }),
    }),
    abort: new AbortController(),
    ended,
    markEnded,
  };
}
