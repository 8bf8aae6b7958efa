import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import {
  isActive,
  type Run,
  type RunEvent,
  type RunOptions,
  type RunProgress,
  type RunState,
  runOptions,
} from '../../../shared/domain/run.ts';
import { isoTime } from '../clock.ts';
import { traceOf } from '../mail/protocol-trace.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { RunContext, RunOutcome, RunRequest } from '../transfer/run-types.ts';
import type { RunBudget, ServerBudgets } from '../transfer/server-budgets.ts';
import type { RunFilter } from '../workspace/runs.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type ActiveRun, activate, queuedRun, type RunOrigin, type Surroundings } from './active-run.ts';
import { mailboxLogins } from './mailbox-logins.ts';
import { repairList } from './repair-list.ts';
import { cancelledOutcome, cleanOutcome, failedOutcome, INTERRUPTED, recoverRuns } from './run-ends.ts';
import { watchEnded } from './run-progress.ts';

/** Carries a run out; never rejects for expected failures. `transfer/execute-run.ts` in production. */
export type ExecuteRun = (request: RunRequest, context: RunContext) => Promise<RunOutcome>;

const WORDS_FOR_GOING: Partial<Record<RunState, string>> = { queued: 'waiting', paused: 'paused' };

export interface RunServiceOptions extends Surroundings {
  readonly secrets: SecretSource;
  readonly execute: ExecuteRun;
  /** Runs at the same time, those of jobs and repairs not counted; the others wait their turn. */
  readonly maxParallel?: number;
  /** What all runs together may ask of each server; without it, only the runs themselves know a limit. */
  readonly budgets?: ServerBudgets;
  /** Called inside the transaction that stores the end of a run, to draw conclusions that must hold together with it. */
  readonly onStored?: (run: Run) => void;
  /** Called with the number of queued and running runs whenever it changes. */
  readonly onActive?: (count: number) => void;
}

/** Repairs that go on beside the other runs. */
const REPAIR_LANE = 2;

function laneOf({ run, origin }: ActiveRun): RunOrigin | 'repair' {
  return run.options.repair === null ? origin : 'repair';
}

/** Starts, queues, watches and ends runs; what it tells is stored first. */
export class RunService {
  private readonly options: RunServiceOptions;
  private readonly workspace: Workspace;
  private readonly clock: Surroundings['clock'];
  private readonly active = new Map<string, ActiveRun>();
  private readonly queue: ActiveRun[] = [];
  /** Runs that have begun and are not paused: as many as go on at the same time. */
  private readonly going = new Set<ActiveRun>();
  private stopping = false;
  private held = false;
  /** Mailboxes in which something else is at work. */
  private readonly heldMailboxes = new Set<string>();

  constructor(options: RunServiceOptions) {
    this.options = options;
    this.workspace = options.workspace;
    this.clock = options.clock;
  }

  /** Marks what an earlier engine left unfinished as interrupted. Call it before the first run. */
  recover(): void {
    recoverRuns(this.workspace, isoTime(this.clock.now()), (runId) => this.active.has(runId));
  }

  /** @throws AppError `run.already-running`, `workspace.not-found`, `engine.stopped` */
  start(mailboxId: string, options: RunOptions, origin: RunOrigin = 'agent'): Run {
    if (this.stopping) {
      throw new AppError({ code: 'engine.stopped', message: 'Mailferry is closing; no run is started any more.' });
    }
    if (this.held) {
      throw new AppError({ code: 'workspace.in-use', message: 'The workspace is being reset; try again in a moment.' });
    }
    const run = this.workspace.transaction(() => {
      const mailbox = this.workspace.mailboxes.find(mailboxId);
      if (!mailbox)
        throw new AppError({ code: 'workspace.not-found', message: `There is no mailbox ${mailboxId} here.` });
      this.mustBeFree(mailboxId, mailbox.address);
      if (options.repair !== null) repairList(this.workspace, mailboxId, options.repair);
      const added = queuedRun(mailbox, this.settled(options, mailbox.domainId), isoTime(this.clock.now()));
      this.workspace.runs.add(added);
      return added;
    });

    const entry = activate(run, origin, this.options);
    for (const { number, title } of this.workspace.incidents.touching(run.domainId))
      entry.log.add('info', `Incident ${number} is open: ${title}.`);
    this.active.set(run.id, entry);
    this.queue.push(entry);
    this.tellActive();
    this.tell(run);
    this.fill();
    return this.get(run.id);
  }

  /** Starts a new run with the options of an ended one. @throws AppError as `start` */
  continue(runId: string): Run {
    const run = this.get(runId);
    // Options of an older version lack what has come since.
    return this.start(run.mailboxId, runOptions.parse(run.options));
  }

  /** Asks a run to stop between two messages; one that waits is cancelled at once, one that has ended stays as it is. */
  cancel(runId: string): Run {
    const entry = this.active.get(runId);
    if (entry && !entry.abort.signal.aborted) {
      entry.log.add('info', 'The agent cancelled the run.');
      entry.abort.abort();
      const place = this.queue.indexOf(entry);
      if (place >= 0) {
        this.queue.splice(place, 1);
        this.store(entry, cancelledOutcome(entry.feed.totals(), 'Cancelled before it began.'));
      } else {
        this.workspace.runs.setState(runId, 'cancelling');
        entry.feed.setState('cancelling');
        this.tell(entry.run);
      }
    }
    return this.get(runId);
  }

  /** Lets a run finish what is on its way and then stand still; its place among those going on is free meanwhile. */
  pause(runId: string): Run {
    const entry = this.active.get(runId);
    if (entry && !entry.control.paused && !entry.abort.signal.aborted) {
      entry.log.add('info', 'The agent paused the run.');
      entry.control.pause();
      this.going.delete(entry);
      this.tell(entry.run);
      this.fill();
    }
    return this.get(runId);
  }

  /** Lets a paused run go on where it stopped; one that had not begun waits for its turn again. */
  resume(runId: string): Run {
    const entry = this.active.get(runId);
    if (entry?.control.paused && !entry.abort.signal.aborted) {
      entry.log.add('info', 'The agent resumed the run.');
      entry.control.resume();
      if (!this.queue.includes(entry)) this.going.add(entry);
      this.tell(entry.run);
      this.fill();
    }
    return this.get(runId);
  }

  /** Decides the order in which folders that have not been begun are read. */
  setNewestFirst(runId: string, newestFirst: boolean): Run {
    const entry = this.active.get(runId);
    if (entry) {
      const { options } = this.get(runId);
      this.workspace.runs.setOptions(runId, { ...options, newestFirst });
      entry.control.newestFirst = newestFirst;
      entry.log.add('info', `Folders not begun yet are read ${newestFirst ? 'newest' : 'oldest'} message first.`);
      this.tell(entry.run);
    }
    return this.get(runId);
  }

  list({ states, ...filter }: RunFilter): Run[] {
    // Who pauses is known here alone; in the file such a run goes on, or waits.
    const stored = states?.includes('paused') ? [...states, 'queued' as const, 'running' as const] : states;
    const runs = this.workspace.runs.list({ ...filter, states: stored }).map((run) => this.live(run));
    return states ? runs.filter((run) => states.includes(run.state)) : runs;
  }

  /** @throws AppError `workspace.not-found` */
  get(runId: string): Run {
    const run = this.workspace.runs.find(runId);
    if (!run) throw new AppError({ code: 'workspace.not-found', message: `There is no run ${runId} here.` });
    return this.live(run);
  }

  readLog(runId: string, afterSeq: number, limit: number): RunEvent[] {
    this.get(runId);
    this.active.get(runId)?.log.flush();
    return this.workspace.runEvents.list(runId, afterSeq, limit);
  }

  /** The latest progress first, then each new one until the run has ended and is stored. @throws AppError `workspace.not-found` */
  watch(runId: string, signal?: AbortSignal): AsyncIteratorObject<RunProgress, undefined, void> {
    const entry = this.active.get(runId);
    return entry ? entry.feed.watch(signal) : watchEnded(this.get(runId));
  }

  /** Progress of all runs that are going or waiting, with the address they work on. */
  activeProgress(): (RunProgress & { address: string })[] {
    return [...this.active.values()].map((entry) => ({ ...entry.feed.now(), address: entry.run.address }));
  }

  /** Resolves when the run has ended and is stored; at once for one that has. */
  async finished(runId: string): Promise<Run> {
    await this.active.get(runId)?.ended;
    return this.get(runId);
  }

  /** Cancels all runs, waits for their ends, and does the work while none can begin. */
  async withoutRuns(work: () => Promise<void>): Promise<void> {
    this.held = true;
    try {
      const entries = [...this.active.values()];
      for (const entry of entries) this.cancel(entry.run.id);
      await Promise.all(entries.map((entry) => entry.ended));
      await work();
    } finally {
      this.held = false;
    }
  }

  /**
   * Stops runs between two messages and stores them as interrupted, so that they can be continued. What has not stopped within the
   * deadline is stored as interrupted too, and nothing it still says is heard.
   */
  async stop(deadlineMs: number): Promise<void> {
    this.stopping = true;
    for (const entry of this.queue.splice(0)) this.store(entry, cancelledOutcome(entry.feed.totals(), INTERRUPTED));
    const entries = [...this.active.values()];
    for (const entry of entries) entry.abort.abort();
    const deadline = Promise.withResolvers<void>();
    const undo = this.clock.after(deadlineMs, deadline.resolve);
    await Promise.race([Promise.all(entries.map((entry) => entry.ended)), deadline.promise]);
    undo();
    for (const entry of [...this.active.values()])
      this.store(entry, cancelledOutcome(entry.feed.totals(), INTERRUPTED));
  }

  /** Options with what the order of the domain decides. */
  private settled(options: RunOptions, domainId: string): RunOptions {
    // In the forced order the customer has the new mailbox already, and misses today's mail more than last year's.
    const forced = this.workspace.domains.row(domainId)?.order === 'forced';
    const usual = options.repair !== null || (options.kind !== 'verify' && forced);
    return { ...options, newestFirst: options.newestFirst ?? usual };
  }

  private fill(): void {
    while (!this.stopping) {
      const place = this.queue.findIndex((entry) => !entry.control.paused && this.hasRoomFor(entry));
      const [entry] = place < 0 ? [] : this.queue.splice(place, 1);
      if (!entry) return;
      this.going.add(entry);
      void this.carryOut(entry).finally(() => {
        this.going.delete(entry);
        this.fill();
      });
    }
  }

  /**
   * A repair has a lane of its own: somebody waits for those few messages while whole mailboxes are copied. Who starts runs for a job
   * counts them; an agent's run never waits behind them here, and goes before them at the servers.
   */
  private hasRoomFor(wanted: ActiveRun): boolean {
    const lane = laneOf(wanted);
    const beside = [...this.going].filter((entry) => laneOf(entry) === lane).length;
    return beside < (lane === 'job' ? Infinity : lane === 'repair' ? REPAIR_LANE : (this.options.maxParallel ?? 4));
  }

  private async carryOut(entry: ActiveRun): Promise<void> {
    let outcome: RunOutcome;
    let serverBudget: RunBudget | undefined;
    try {
      this.workspace.runs.setStarted(entry.run.id, isoTime(this.clock.now()));
      entry.feed.setState('running', 'Starting');
      this.tell(entry.run);
      const logins = mailboxLogins(this.workspace, entry.run.mailboxId, entry.run.options.sourceEndpointId);
      const { repair } = entry.run.options;
      const only = repair === null ? null : repairList(this.workspace, entry.run.mailboxId, repair);
      const { signal } = entry.abort;
      const { source, destination } = logins;
      serverBudget = this.options.budgets?.forRun(
        source.endpoint.id,
        destination.endpoint.id,
        entry.origin === 'agent',
        signal,
      );
      outcome = await this.options.execute(
        { runId: entry.run.id, mailboxId: entry.run.mailboxId, options: entry.run.options, only, ...logins },
        {
          ledger: this.workspace.ledger,
          limits: this.workspace.endpointLimits,
          secrets: this.options.secrets,
          onSnapshot: (snapshot) => entry.feed.take(snapshot),
          log: (level, text) => entry.log.add(level, text),
          signal: entry.abort.signal,
          control: entry.control,
          serverBudget,
          failed: (error) => this.keepTrace(entry.run.id, error),
          now: () => this.clock.now(),
          after: (ms, call) => this.clock.after(ms, call),
        },
      );
    } catch (error) {
      // Given up at the deadline of a stop: the workspace is closed under it, which is no bug.
      if (!this.active.has(entry.run.id)) return;
      outcome = failedOutcome(entry.run.id, entry.feed.totals(), error, this.options.log);
    } finally {
      serverBudget?.end();
    }
    this.store(entry, outcome);
  }

  /** Keeps what the connection said before a failure, for a hand-off. */
  private keepTrace(runId: string, error: unknown): void {
    const lines = traceOf(error);
    if (lines.length === 0 || !isAppError(error)) return;
    const { redact } = this.options.redactor;
    try {
      this.workspace.runTraces.add(runId, {
        at: isoTime(this.clock.now()),
        side: error.wire.side ?? null,
        code: error.code,
        text: redact(error.message),
        lines: lines.map(redact),
      });
    } catch (lost) {
      this.options.log.warn('The trace of a failure could not be stored', { runId, err: lost });
    }
  }

  /** Stores how the run ended in one transaction, and only then tells. */
  private store(entry: ActiveRun, reported: RunOutcome): void {
    const { id, mailboxId } = entry.run;
    // A run that was given up at the deadline may still come back: it has ended already.
    if (this.active.get(id) !== entry) return;
    const outcome = cleanOutcome(reported, this.options.redactor.redact);
    const stopped = outcome.state === 'cancelled' && this.stopping;
    const verdict = stopped ? INTERRUPTED : outcome.verdict;
    const endedAt = isoTime(this.clock.now());
    entry.log.add(outcome.error ? 'error' : 'info', verdict);
    entry.log.flush();
    try {
      this.workspace.transaction(() => {
        this.workspace.findings.add(id, outcome.findings);
        this.workspace.runs.end(id, {
          state: stopped ? 'interrupted' : outcome.state,
          endedAt,
          totals: outcome.totals,
          verdict,
          error: outcome.error,
          verification: outcome.verification && { ...outcome.verification, runId: id, mailboxId },
        });
        this.options.onStored?.(this.get(id));
      });
    } catch (error) {
      this.storeFailure(entry, error, endedAt);
    }
    this.conclude(entry);
  }

  // The result could not be stored, most likely for want of room: say at least that, which needs little.
  private storeFailure(entry: ActiveRun, cause: unknown, endedAt: string): void {
    const { error, totals, verdict } = failedOutcome(entry.run.id, entry.feed.totals(), cause, this.options.log);
    try {
      this.workspace.runs.end(entry.run.id, { state: 'failed', endedAt, totals, verdict, error, verification: null });
    } catch (second) {
      this.options.log.error('The end of a run could not be stored; it will show as interrupted', {
        runId: entry.run.id,
        err: second,
      });
    }
  }

  private conclude(entry: ActiveRun): void {
    this.active.delete(entry.run.id);
    entry.control.end();
    const run = this.get(entry.run.id);
    // Only when not even the failure could be stored is the run still active in the file.
    entry.feed.end(isActive(run.state) ? { ...run, state: 'interrupted', verdict: INTERRUPTED } : run);
    this.tell(run);
    // The mailbox stands otherwise now, and perhaps a step of its domain.
    this.options.changes.send({ topic: 'directory' });
    this.tellActive();
    this.options.log.info('A run has ended', { runId: run.id, kind: run.kind, state: run.state });
    entry.markEnded();
  }

  /**
   * Does something with the mailbox itself while no run of it can begin.
   *
   * @throws AppError `run.already-running`, `workspace.not-found`
   */
  async withoutRunOf<T>(mailboxId: string, work: () => Promise<T>): Promise<T> {
    const mailbox = this.workspace.mailboxes.find(mailboxId);
    if (!mailbox)
      throw new AppError({ code: 'workspace.not-found', message: `There is no mailbox ${mailboxId} here.` });
    this.mustBeFree(mailboxId, mailbox.address);
    this.heldMailboxes.add(mailboxId);
    try {
      return await work();
    } finally {
      this.heldMailboxes.delete(mailboxId);
    }
  }

  /** Whether a run of this mailbox could begin: nothing else is at work in it. */
  isFree(mailboxId: string): boolean {
    return this.goingOn(mailboxId) === undefined && !this.heldMailboxes.has(mailboxId);
  }

  private mustBeFree(mailboxId: string, address: string): void {
    const going = this.goingOn(mailboxId);
    const what = going
      ? `A ${going.kind} run of ${address} is ${WORDS_FOR_GOING[this.live(going).state] ?? 'going on'} already.`
      : `Messages of ${address} are being moved just now.`;
    if (going || this.heldMailboxes.has(mailboxId)) throw new AppError({ code: 'run.already-running', message: what });
  }

  private goingOn(mailboxId: string): Run | undefined {
    const run = this.workspace.runs.findActive(mailboxId);
    if (!run || this.active.has(run.id)) return run;
    // Its end could not be stored, for want of room at that time.
    this.recover();
    return undefined;
  }

  /** A run as it stands at this moment. */
  private live(run: Run): Run {
    const entry = this.active.get(run.id);
    if (!entry || !isActive(run.state)) return run;
    const paused = entry.control.paused && run.state !== 'cancelling';
    return { ...run, totals: entry.feed.totals(), state: paused ? 'paused' : run.state };
  }

  private tell(run: Run): void {
    this.options.changes.send({ topic: 'runs', runId: run.id, mailboxId: run.mailboxId });
  }

  private tellActive(): void {
    this.options.onActive?.(this.active.size);
  }
}
