import { isAppError } from '../../../shared/domain/errors.ts';
import { emptyTotals, type RunTotals } from '../../../shared/domain/run.ts';
import type { Clock } from '../clock.ts';
import type { MigrationStatus, OmaClient } from '../platforms/opensrs/oma/oma-client.ts';
import type { ExecuteRun } from '../runs/run-service.ts';
import { PauseBecameLong } from '../transfer/run-control.ts';
import type { RunContext, RunOutcome, RunRequest } from '../transfer/run-types.ts';
import { type CopyProgress, copyProgress, mailboxIn } from './copy-progress.ts';

export interface WatchDeps {
  readonly client: (endpointId: string) => OmaClient;
  /** Compares both sides afterwards. */
  readonly execute: ExecuteRun;
  readonly clock: Clock;
}

/** How long to wait before asking again: often in the beginning, when small mailboxes come to their end. */
const FIRST_WAITS_MS = [250, 500, 1000, 2000];
const WAIT_MS = 5000;
/** What looks finished, or broken, has to look so this often. */
const TO_BE_SURE = 2;

/** Statuses of jobs, asked for once for all mailboxes of a job that are watched at the same time. */
export class JobStatuses {
  readonly #asked = new Map<string, { readonly at: number; readonly status: Promise<MigrationStatus> }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A status no older than `maxAgeMs`. */
  get(job: string, client: OmaClient, maxAgeMs: number): Promise<MigrationStatus> {
    const known = this.#asked.get(job);
    if (known && this.#now() - known.at < maxAgeMs) return known.status;
    const status = client.migrationStatus(job);
    this.#asked.set(job, { at: this.#now(), status });
    status.catch(() => this.#asked.delete(job));
    return status;
  }
}

/** One run at OpenSRS: watches its mailbox in a job until nothing is left to do, then compares both sides. */
export async function watchCopy(
  job: string,
  request: RunRequest,
  context: RunContext,
  statuses: JobStatuses,
  deps: WatchDeps,
): Promise<RunOutcome> {
  let totals = emptyTotals;
  try {
    const client = deps.client(request.destination.endpoint.id);
    context.log('info', `OpenSRS copies by itself, job ${job}.`);
    totals = await untilSettled(job, request, context, statuses, client, deps.clock);
    context.log('info', 'OpenSRS has nothing left to do; now both sides are compared.');
  } catch (error) {
    if (context.signal.aborted) return stopped(job, totals);
    if (!isAppError(error)) throw error;
    context.failed?.(error);
    context.log('error', error.message);
    const verdict = `What OpenSRS does with the mailbox could not be seen: ${error.message}`;
    return { state: 'failed', totals, verdict, error: error.wire, verification: null, findings: [] };
  }
  const verify = request.options.verify === 'none' ? 'standard' : request.options.verify;
  const compared = await deps.execute(
    { ...request, options: { ...request.options, kind: 'verify', verify, atOpenSrs: null } },
    context,
  );
  // What was brought is OpenSRS' own count; what is there is ours.
  return { ...compared, totals: { ...compared.totals, copied: totals.copied, bytesCopied: totals.bytesCopied } };
}

async function untilSettled(
  job: string,
  { source, destination }: RunRequest,
  context: RunContext,
  statuses: JobStatuses,
  client: OmaClient,
  clock: Clock,
): Promise<RunTotals> {
  let settled = 0;
  let broken = 0;
  for (let round = 0; ; round++) {
    await hold(context);
    const waitMs = FIRST_WAITS_MS[round] ?? WAIT_MS;
    const { users, rate } = await statuses.get(job, client, waitMs / 2);
    const found = mailboxIn(users, destination.user, source.user);
    const progress: CopyProgress | null = found ? copyProgress(found) : null;
    if (progress !== null) {
      const { totals, folders } = progress;
      const text = progress.problem ?? `Copied by OpenSRS${rate === null ? '' : `, ${rate} over the whole job`}`;
      context.onSnapshot({ phase: 'copying', text, totals, folders });
      settled = progress.settled ? settled + 1 : 0;
      broken = progress.problem !== null && !progress.settled ? broken + 1 : 0;
      if (settled >= TO_BE_SURE) return totals;
      if (broken >= TO_BE_SURE) {
        context.log('error', `OpenSRS: ${progress.problem}`);
        // The comparison tells what of it has arrived.
        return totals;
      }
    } else {
      context.onSnapshot({ phase: 'waiting', text: 'Waiting for OpenSRS to begin', totals: emptyTotals, folders: [] });
    }
    await wait(waitMs, clock, context.signal);
  }
}

/** Paused: nothing is asked; OpenSRS goes on by itself. */
async function hold({ control, signal }: RunContext): Promise<void> {
  try {
    await control?.hold(signal);
  } catch (error) {
    if (!(error instanceof PauseBecameLong)) throw error;
    await control?.untilResumed(signal, () => undefined);
  }
  signal.throwIfAborted();
}

function stopped(job: string, totals: RunTotals): RunOutcome {
  const verdict = `Mailferry stopped watching. OpenSRS goes on with job ${job} by itself: it has no way to stop one. Continue to watch it again.`;
  return { state: 'cancelled', totals, verdict, error: null, verification: null, findings: [] };
}

function wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const undo = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      undo();
      reject(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
