import { setImmediate } from 'node:timers/promises';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { type ErrorCode, isAppError } from '../../../shared/domain/errors.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { isSetAside } from '../../../shared/domain/set-aside.ts';
import { systemClock } from '../clock.ts';
import type { MailSession } from '../mail/session.ts';
import { bothOrNeither } from '../mail/whole-folder.ts';
import { filterOf, isFiltered, type MessageFilter } from '../verify/message-filter.ts';
import type { Turn } from '../verify/turns.ts';
import { MailboxVerification, type MappedFolder, type VerifyInput } from '../verify/verify-mailbox.ts';
import type { FolderMark } from '../workspace/ledger.ts';
import { ByteBudget } from './byte-budget.ts';
import { mapBetween } from './compare-sides.ts';
import { copyFolder } from './copy-folder.ts';
import { creationOrder, FolderCreator } from './folder-creator.ts';
import type { CopyServices } from './folder-job.ts';
import { LaneKeeper } from './lane-keeper.ts';
import { restoreLostFlags } from './lost-flags.ts';
import { createRest, QuietHoursBegun, type Rest } from './quiet-hours.ts';
import { PauseBecameLong, RunControl } from './run-control.ts';
import { endsTheRun, folderFailure, outcomeOf, refuseSameMailbox, stoppedOutcome } from './run-end.ts';
import { type BothTrees, unchangedFolders, wantedFolders } from './run-scope.ts';
import { RunTracker } from './run-tracker.ts';
import type { RunContext, RunOutcome, RunRequest } from './run-types.ts';
import { SessionPool } from './session-pool.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { type RetryOptions, withRetry } from './with-retry.ts';

/** To begin with, where nothing better is known. */
const USUAL_CONNECTIONS = 4;
const BUDGET_BYTES = 64 * 1024 * 1024;
/** How long a cancelled run lets the append that is on its way come back before it cuts the connections. */
const CANCEL_PATIENCE_MS = 800;
/** Before the first connection these are most likely wrong settings; waiting a minute for them would only hide that. */
const NEVER_REACHED: readonly ErrorCode[] = ['mail.unreachable', 'mail.name-unknown', 'mail.timeout'];

/**
 * One run of one mailbox from the first connection to the verdict. Expected failures are in the outcome; the ledger and the
 * destination are consistent however it ends, so that the next run continues.
 */
export async function executeRun(request: RunRequest, context: RunContext): Promise<RunOutcome> {
  const tracker = new RunTracker((snapshot) => context.onSnapshot(snapshot));
  const pools = openPools(request, context);
  // Who only looks has nothing on its way.
  const patienceMs = request.options.kind === 'verify' || request.options.kind === 'rehearsal' ? 0 : CANCEL_PATIENCE_MS;
  const onAbort = (): void =>
    void setTimeout(() => {
      pools.readers.abort();
      pools.writers.abort();
    }, patienceMs).unref();
  context.signal.addEventListener('abort', onAbort, { once: true });
  let outcome: RunOutcome;
  try {
    refuseSameMailbox(request);
    outcome = await new RunExecution(request, context, tracker, pools).run();
  } catch (error) {
    outcome = stoppedOutcome(error, request, context, tracker);
  } finally {
    context.signal.removeEventListener('abort', onAbort);
    await Promise.all([pools.readers.close(), pools.writers.close()]);
    context.serverBudget?.end();
  }
  tracker.say('ended', outcome.verdict);
  return outcome;
}

/**
 * The connections to both sides. Who needs one of each takes the writer first: a folder that reads always has where to write
 * to, so nobody waits in a circle.
 */
interface Pools {
  readonly readers: SessionPool;
  readonly writers: SessionPool;
}

class RunExecution {
  readonly #request: RunRequest;
  readonly #context: RunContext;
  readonly #tracker: RunTracker;
  readonly #pools: Pools;
  readonly #filter: MessageFilter;
  readonly #rest: Rest;
  readonly #control: RunControl;
  #beforeRest: RunTracker['words'] = { phase: 'connecting', text: '' };
  /** While messages are copied. */
  #lanes: LaneKeeper | null = null;
  /** What is wrong with the whole mailbox; nothing new is begun then. */
  #fatal: { readonly error: unknown } | null = null;

  constructor(request: RunRequest, context: RunContext, tracker: RunTracker, pools: Pools) {
    this.#request = request;
    this.#context = context;
    this.#tracker = tracker;
    this.#pools = pools;
    this.#filter = filterOf(request.options, request.only ?? null);
    const clock = { ...systemClock(() => context.now()), ...(context.after ? { after: context.after } : {}) };
    const { serverBudget } = context;
    this.#rest = createRest(
      () => [
        ...(request.options.quietHours === null ? [] : [request.options.quietHours]),
        ...(serverBudget?.quietHours ?? []),
      ],
      clock,
      context.signal,
    );
    if (serverBudget)
      serverBudget.onWait = (words) => {
        if (words !== null) context.log('info', `${words}.`);
        tracker.say('connecting', words ?? 'Connecting to both servers');
      };
    this.#control = context.control ?? new RunControl(clock);
  }

  async run(): Promise<RunOutcome> {
    const { options, mailboxId } = this.#request;
    this.#tracker.say('connecting', 'Connecting to both servers');
    const trees = await this.#retrying(() => this.#moving(() => this.#look()), { atOnce: NEVER_REACHED });
    const wanted = wantedFolders(trees, options, this.#filter);
    const counts = new Map(trees.source.map((folder) => [folder.path, folder.status?.messages ?? 0]));
    this.#tracker.plan(wanted, (path) => counts.get(path) ?? 0);
    this.#tracker.say('listing', `${formatNumberOf(wanted.length, 'folder')} to look at`);
    const unchanged = unchangedFolders(wanted, trees, options, this.#filter, this.#context.ledger.marks(mailboxId));
    this.#reportUnchanged(unchanged);
    const changed = wanted.filter((entry) => !unchanged.has(entry.source));
    for (const pool of [this.#pools.readers, this.#pools.writers]) pool.warm(changed.length);
    const verification = this.#verification(wanted, unchanged, trees);
    if (options.kind === 'verify') await this.#compareAll(changed, verification);
    else await this.#copyAll(changed, trees, verification);
    this.#context.signal.throwIfAborted();
    if (verification === null) return outcomeOf(this.#request, this.#tracker, null);
    this.#tracker.say('verifying', 'Comparing both sides');
    const concluded = await verification.conclude(this.#tracker.findings.splice(0));
    for (const difference of concluded.differences) this.#tracker.finding(difference);
    return outcomeOf(this.#request, this.#tracker, concluded.verification);
  }

  /** Both folder trees and the map between them. */
  async #look(): Promise<BothTrees> {
    const { ledger } = this.#context;
    const places = ledger.places(this.#request.mailboxId);
    const list = (pool: SessionPool) =>
      pool.lend(async (session) => {
        // The login was right. Where nothing was copied before there will be work for all connections.
        if (places.size === 0) pool.warm(pool.size);
        return { folders: await session.listWithStatus(), facts: session.facts };
      });
    const [from, to] = await bothOrNeither(list(this.#pools.readers), list(this.#pools.writers));
    const map = mapBetween(
      { folders: from.folders, prefix: from.facts.prefix },
      { folders: to.folders, prefix: to.facts.prefix, delimiter: to.facts.delimiter },
      this.#request.choices,
      places,
    );
    return { source: from.folders, destination: to.folders, map };
  }

  #reportUnchanged(unchanged: ReadonlyMap<string, FolderMark>): void {
    for (const [source, { messages }] of unchanged) {
      this.#tracker.folderCounted(source, { messages, over: messages, skipped: 0, bytesToCopy: 0 });
      this.#tracker.folderState(source, 'done');
    }
    if (unchanged.size === 0) return;
    const folders = formatNumberOf(unchanged.size, 'folder');
    this.#context.log('info', `${folders} did not change on either side since they agreed.`);
  }

  /** Copies the folders side by side; each is compared as soon as all that goes into its destination is over. */
  async #copyAll(
    folders: readonly MappedFolder[],
    trees: BothTrees,
    verification: MailboxVerification | null,
  ): Promise<void> {
    const { options, mailboxId, runId } = this.#request;
    const { creator, subscriptions } = this.#createFolders(folders, trees);
    const rehearsal = options.kind === 'rehearsal';
    const unawaited: Promise<void>[] = [];
    const services: CopyServices = {
      context: this.#context,
      tracker: this.#tracker,
      budget: new ByteBudget(this.#context.budgetBytes ?? BUDGET_BYTES),
      serverBudget: this.#context.serverBudget,
      throttle: this.#throttle(),
      moving: (work) => this.#moving(work),
      later: (work) => {
        unawaited.push(
          work.catch((error: unknown) => {
            this.#fatal ??= { error };
          }),
        );
      },
    };
    this.#tracker.say('copying', rehearsal ? 'Looking what there is to copy' : 'Copying');
    let copying = folders.length;
    this.#lanes = this.#keepLanes(() => copying);
    await this.#eachGroup(folders, async (group) => {
      for (const entry of group) {
        const { source, destination } = entry;
        const job = {
          entry,
          mailboxId,
          runId,
          // What is brought back by name is wanted although it was copied before.
          options: this.#filter.only === null ? options : { ...options, redeliver: true },
          filter: this.#filter,
          ready: (session: MailSession) => creator.ensure(destination, session),
          destinationExists: () => creator.exists(destination),
          losses: new Map(),
          turn: this.#turn,
          onLooked: (done: 'listed' | 'identified', messages: number) =>
            this.#tracker.note(`Folder "${source}": ${formatNumberOf(messages, 'message')} ${done}`),
          markable: group.length === 1 && options.verify === 'none' && !rehearsal && !isFiltered(this.#filter),
        };
        await this.#orFinding(entry, () =>
          this.#retrying(
            () =>
              this.#pools.writers.lend(async (writer) => {
                if (this.#fatal === null) await copyFolder(job, writer, this.#pools.readers, services);
              }),
            { progress: () => this.#tracker.copiedOf(source) },
          ),
        );
        copying -= 1;
      }
      if (copying === 0) this.#lanes?.stop();
      if (copying === 0 && verification !== null) this.#tracker.say('verifying', 'Comparing both sides');
      if (this.#fatal === null) await verification?.compare(group);
    }).finally(() => this.#lanes?.stop());
    await Promise.all([subscriptions, ...unawaited]);
    if (this.#fatal !== null) throw this.#fatal.error;
  }

  /** Finds out while the run goes on how many folders at once are good for it. */
  #keepLanes(work: () => number): LaneKeeper {
    const { readers, writers } = this.#pools;
    const { limits, now, log, paceWindowMs } = this.#context;
    const { source, destination, options } = this.#request;
    const keeper = new LaneKeeper({
      readers,
      writers,
      work,
      copied: () => {
        const { copied, bytes, bytesCopied } = this.#tracker.totals();
        return { messages: copied, bytesLeft: Math.max(0, bytes - bytesCopied) };
      },
      capped: options.rate !== null || options.messageRate !== null,
      windowMs: paceWindowMs,
      log: (text) => log('info', text),
      learn: ({ side, size }) => {
        const { id } = (side === 'source' ? source : destination).endpoint;
        limits.learn(id, side, size, now());
      },
    });
    keeper.start();
    return keeper;
  }

  async #compareAll(folders: readonly MappedFolder[], verification: MailboxVerification | null): Promise<void> {
    this.#tracker.say('verifying', 'Comparing both sides');
    await this.#eachGroup(folders, async (group) => verification?.compare(group));
  }

  /** Has the missing destination folders made while the first folders are read. */
  #createFolders(folders: readonly MappedFolder[], { source, destination }: BothTrees) {
    const { mailboxId, options } = this.#request;
    const { ledger } = this.#context;
    const creator = new FolderCreator(
      // A parent that cannot be selected does not hold messages yet: CREATE makes a folder of it.
      destination.filter((folder) => folder.selectable).map((folder) => folder.path),
      {
        add: (paths) => ledger.addSubscriptionsDue(mailboxId, paths),
        done: (paths) => ledger.removeSubscriptionsDue(mailboxId, paths),
      },
    );
    if (options.kind === 'rehearsal') return { creator, subscriptions: Promise.resolve() };
    const subscribed = new Set(source.filter((folder) => folder.subscribed).map((folder) => folder.path));
    const toSubscribe = folders.filter((entry) => subscribed.has(entry.source)).map((entry) => entry.destination);
    const owed = ledger.subscriptionsDue(mailboxId);
    const order = creationOrder(folders);
    const idle = owed.length === 0 && order.every((path) => creator.exists(path));
    const subscriptions = idle
      ? Promise.resolve()
      : this.#pools.writers
          .any()
          .then((session) => creator.createAll(order, new Set(toSubscribe), session, owed))
          // Each folder asks for itself again and meets the failure there.
          .catch(() => undefined);
    return { creator, subscriptions };
  }

  /** Folders that share a destination take turns: what one of them appends must not look like a stranger to the other. */
  async #eachGroup(
    folders: readonly MappedFolder[],
    work: (group: readonly MappedFolder[]) => Promise<void>,
  ): Promise<void> {
    const groups = [...Map.groupBy(folders, (entry) => entry.destination).values()];
    const one = async (group: readonly MappedFolder[]): Promise<void> => {
      try {
        await work(group);
      } catch (error) {
        this.#fatal ??= { error };
      }
    };
    await Promise.all(groups.map(one));
    if (this.#fatal !== null) throw this.#fatal.error;
  }

  /** A folder that fails for its own reasons is a finding; what concerns the whole mailbox ends the run. */
  async #orFinding(entry: MappedFolder, work: () => Promise<void>): Promise<void> {
    if (this.#fatal !== null) return;
    try {
      await work();
    } catch (error) {
      if (!isAppError(error) || endsTheRun(error)) throw error;
      this.#context.failed?.(error);
      this.#tracker.folderState(entry.source, 'failed');
      this.#context.log('error', `Folder "${entry.source}": ${error.message}`);
      this.#tracker.finding(folderFailure(entry, error));
    }
  }

  #verification(
    folders: readonly MappedFolder[],
    unchanged: ReadonlyMap<string, FolderMark>,
    { map, destination }: BothTrees,
  ): MailboxVerification | null {
    const { options, mailboxId } = this.#request;
    if (options.kind === 'rehearsal') return null;
    const depth = options.kind === 'verify' && options.verify === 'none' ? 'standard' : options.verify;
    if (depth === 'none') return null;
    const mapped = new Set(map.map((entry) => entry.destination));
    return new MailboxVerification({
      mailboxId,
      ledger: this.#context.ledger,
      depth,
      folders,
      unchanged,
      otherFolders: destination
        .filter((folder) => folder.selectable && !mapped.has(folder.path) && !isSetAside(folder.path))
        .map((folder) => folder.path),
      // What is compared is nearly done: it goes before folders that have not been begun.
      withSessions: (_folder, work) =>
        this.#retrying(() =>
          this.#pools.writers.lend(
            (to) => this.#pools.readers.lend((from) => this.#moving(() => work(from, to)), { urgent: true }),
            { urgent: true },
          ),
        ),
      onListed: (folder, messages) =>
        this.#tracker.note(`Comparing folder "${folder.source}": ${formatNumberOf(messages, 'message')} listed`),
      onFolder: (folder, verdict) => {
        this.#tracker.setFolder(folder.source, { messages: verdict.sourceMessages });
        this.#tracker.folderState(folder.source, 'done');
      },
      now: () => this.#context.now(),
      turn: this.#turn,
      filter: this.#filter,
      partial: options.folders.length + options.exclude.length > 0,
      ...(options.kind === 'verify' ? {} : { restoreFlags: this.#restoreFlags }),
    });
  }

  readonly #turn: Turn = async () => {
    await setImmediate();
    this.#context.signal.throwIfAborted();
  };

  /** What a verification may do for copies this run has made: others are the customer's business. */
  readonly #restoreFlags: NonNullable<VerifyInput['restoreFlags']> = async (folder, pairs, destination, own) => {
    const fresh = this.#tracker.flaggedIn(folder.source);
    const lost = pairs
      .filter((pair) => fresh.has(pair.source.listing.uid))
      .map((pair) => ({ source: pair.source.listing, copy: pair.destination.listing }));
    const before = own?.flagsNotKept ?? [];
    if (lost.length === 0) return { copies: new Map(), notKept: before };
    const { copies, notKept } = await restoreLostFlags(folder.destination, lost, destination);
    const known = [...new Set([...before, ...notKept])];
    if (own !== undefined && known.length > before.length) this.#context.ledger.setFlagsNotKept(own.id, known);
    return { copies, notKept: known };
  };

  /** Waits between two messages for the caps on the rate; stops the work when quiet hours have begun. */
  #throttle(): Throttle {
    const throttle = createThrottle(this.#request.options, this.#context.signal);
    const { signal } = this.#context;
    return (bytes) => {
      this.#rest.throwIfQuiet();
      const turn = throttle(bytes);
      if (turn !== undefined) return turn.then(() => this.#control.hold(signal));
      return this.#control.paused ? this.#control.hold(signal) : undefined;
    };
  }

  /** What a pause waits for, and what is not begun in one. */
  #moving<T>(work: () => Promise<T>): Promise<T> {
    return this.#control.moving(this.#context.signal, work);
  }

  /** Does work outside of quiet hours and pauses: not before they end, and once more when they ended it in the middle. */
  async #awake<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#rest.wait((until) => this.#lieDown(until));
      if (this.#tracker.words.phase === 'resting') this.#tracker.say(this.#beforeRest.phase, this.#beforeRest.text);
      if (this.#control.paused) {
        await this.#control.untilResumed(this.#context.signal, () => void this.#closeIdle());
        continue;
      }
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof QuietHoursBegun || error instanceof PauseBecameLong)) throw error;
      }
    }
  }

  async #lieDown(until: string): Promise<void> {
    const { words } = this.#tracker;
    if (words.phase !== 'resting') {
      this.#beforeRest = words;
      this.#tracker.say('resting', `Waiting until ${until}: quiet hours`);
      this.#context.log('info', `Waiting until ${until}: quiet hours. The connections are closed meanwhile.`);
    }
    await this.#closeIdle();
  }

  async #closeIdle(): Promise<void> {
    await Promise.all([this.#pools.readers.closeIdle(), this.#pools.writers.closeIdle()]);
    this.#context.serverBudget?.rest();
  }

  /** Does work that may fail for a while, outside of quiet hours. */
  #retrying<T>(work: () => Promise<T>, patience: Pick<RetryOptions, 'atOnce' | 'progress'> = {}): Promise<T> {
    const { signal } = this.#context;
    return withRetry(() => this.#awake(work), {
      ...patience,
      signal,
      onRetry: (error, afterMs) => {
        this.#context.log('warn', `${error.message} Trying again in ${Math.ceil(afterMs / 1000)} s.`);
        this.#context.failed?.(error);
        this.#lanes?.note(error);
      },
    });
  }
}

function openPools(
  { source, destination, options }: RunRequest,
  { secrets, signal, log, limits, silenceMs, now, serverBudget }: RunContext,
): Pools {
  // POP3 locks the mailbox for one connection (RFC 1939 section 4), and has one folder to read.
  const pop3 = source.endpoint.protocol === 'pop3';
  const pool = (login: MailLogin): SessionPool => {
    const { id, maxConnections } = login.endpoint;
    // Who asks for a number gets it; else what the server refused lately is not tried again.
    const learned = options.connections === null ? limits.connections(id, login.side, now()) : null;
    const most = pop3 ? 1 : Math.min(options.connections ?? maxConnections, maxConnections, learned ?? maxConnections);
    return new SessionPool({
      login,
      most,
      size: Math.min(most, options.connections ?? learned ?? USUAL_CONNECTIONS),
      secrets,
      signal,
      silenceMs,
      leases: serverBudget?.sides[login.side],
      onRefused: (error, size) => {
        log('warn', `${error.message} Going on with fewer connections.`);
        limits.learn(id, login.side, size, now());
      },
    });
  };
  return { readers: pool(source), writers: pool(destination) };
}
