import { AppError, type ErrorCode, type ErrorWire, isAppError } from '../../../shared/domain/errors.ts';
import type { FolderFacts, FolderMapEntry } from '../../../shared/domain/folder.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { seriousKinds, type Verification } from '../../../shared/domain/verification.ts';
import { toMailError } from '../mail/errors.ts';
import { markOf } from '../verify/folder-mark.ts';
import { type MappedFolder, verifyMailbox } from '../verify/verify-mailbox.ts';
import type { FolderMark } from '../workspace/ledger.ts';
import { ByteBudget } from './byte-budget.ts';
import { mapBetween } from './compare-sides.ts';
import { copyFolder } from './copy-folder.ts';
import { creationOrder, FolderCreator } from './folder-creator.ts';
import { type Lane, Lanes, type RetryOptions, withRetry } from './lanes.ts';
import { RunTracker } from './run-tracker.ts';
import type { RunContext, RunOutcome, RunRequest } from './run-types.ts';
import { createThrottle } from './throttle.ts';

const MAX_LANES = 4;
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
  const lanes = openLanes(request, context);
  const onAbort = (): void => void setTimeout(() => lanes.abort(), CANCEL_PATIENCE_MS).unref();
  context.signal.addEventListener('abort', onAbort, { once: true });
  try {
    refuseSameMailbox(request);
    const outcome = await new RunExecution(request, context, tracker, lanes).run();
    tracker.say('ended', outcome.verdict);
    return outcome;
  } catch (error) {
    return ended(error, request, context, tracker);
  } finally {
    context.signal.removeEventListener('abort', onAbort);
    await lanes.close();
  }
}

class RunExecution {
  readonly #request: RunRequest;
  readonly #context: RunContext;
  readonly #tracker: RunTracker;
  readonly #lanes: Lanes;

  constructor(request: RunRequest, context: RunContext, tracker: RunTracker, lanes: Lanes) {
    this.#request = request;
    this.#context = context;
    this.#tracker = tracker;
    this.#lanes = lanes;
  }

  async run(): Promise<RunOutcome> {
    const { options } = this.#request;
    this.#tracker.say('connecting', 'Connecting to both servers');
    const { source, destination, map } = await this.#retrying(() => this.#look(), { atOnce: NEVER_REACHED });
    const wanted = this.#wanted(map, source);
    const counts = new Map(source.map((folder) => [folder.path, folder.status?.messages ?? 0]));
    this.#tracker.plan(wanted, (path) => counts.get(path) ?? 0);
    this.#tracker.say('listing', `${formatNumberOf(wanted.length, 'folder')} to look at`);
    const unchanged = this.#unchanged(wanted, source, destination);
    if (options.kind !== 'verify') {
      const changed = wanted.filter((entry) => !unchanged.has(entry.source));
      await this.#copy(changed, source, destination);
    }
    this.#context.signal.throwIfAborted();
    const verification = await this.#verify(wanted, unchanged, map, destination);
    return this.#outcome(verification);
  }

  /** Both folder trees and the map between them. */
  async #look(): Promise<{
    source: readonly FolderFacts[];
    destination: readonly FolderFacts[];
    map: FolderMapEntry[];
  }> {
    const [from, to] = await Promise.all([this.#lanes.first.source.get(), this.#lanes.first.destination.get()]);
    const [source, destination] = await Promise.all([from.listWithStatus(), to.listWithStatus()]);
    const map = mapBetween(
      { folders: source, prefix: from.facts.prefix },
      { folders: destination, prefix: to.facts.prefix, delimiter: to.facts.delimiter },
      this.#request.choices,
      this.#context.ledger.places(this.#request.mailboxId),
    );
    return { source, destination, map };
  }

  /**
   * Folders in which nothing has changed on either side since a comparison found no difference at all: STATUS says so
   * (UIDVALIDITY, UIDNEXT, messages, HIGHESTMODSEQ). A repeat of a copy need not open them. Who asks for a verification, or
   * for anything but the ordinary, gets every folder opened.
   */
  #unchanged(
    wanted: readonly MappedFolder[],
    source: readonly FolderFacts[],
    destination: readonly FolderFacts[],
  ): ReadonlyMap<string, FolderMark> {
    const { kind, verify, since, maxSize, redeliver } = this.#request.options;
    const ordinary = (kind === 'copy' || kind === 'delta') && verify === 'standard' && !redeliver;
    const unchanged = new Map<string, FolderMark>();
    if (!ordinary || since !== null || maxSize !== null) return unchanged;
    const marks = this.#context.ledger.marks(this.#request.mailboxId);
    const statusOf = (folders: readonly FolderFacts[]): ReadonlyMap<string, string | null> =>
      new Map(folders.map(({ path, status }) => [path, status === null ? null : markOf(status)]));
    const from = statusOf(source);
    const to = statusOf(destination);
    const sharing = Map.groupBy(wanted, (entry) => entry.destination);
    for (const entry of wanted) {
      // Folders that share a destination are compared together or not at all.
      if (sharing.get(entry.destination)?.length !== 1) continue;
      const mark = marks.get(entry.source);
      if (mark === undefined || mark.destinationPath !== entry.destination) continue;
      if (mark.source !== from.get(entry.source) || mark.destination !== to.get(entry.destination)) continue;
      unchanged.set(entry.source, mark);
      const counts = { messages: mark.messages, over: mark.messages, skipped: 0, bytesToCopy: 0 };
      this.#tracker.folderCounted(entry.source, counts);
      this.#tracker.folderState(entry.source, 'done');
    }
    if (unchanged.size > 0) {
      const folders = formatNumberOf(unchanged.size, 'folder');
      this.#context.log('info', `${folders} did not change on either side since they agreed.`);
    }
    return unchanged;
  }

  /** The folders this run looks after, largest first, so that the last ones to finish are short. */
  #wanted(map: readonly FolderMapEntry[], source: readonly FolderFacts[]): MappedFolder[] {
    const { folders, exclude } = this.#request.options;
    const sizes = new Map(source.map((folder) => [folder.path, folder.status?.size ?? folder.status?.messages ?? 0]));
    for (const name of folders) {
      if (!map.some((entry) => entry.source === name)) {
        throw new AppError({
          code: 'mail.folder-missing',
          side: 'source',
          message: `The source has no folder "${name}".`,
        });
      }
    }
    return map
      .filter((entry): entry is MappedFolder => entry.selectable && entry.destination !== null)
      .filter((entry) => (folders.length === 0 || folders.includes(entry.source)) && !exclude.includes(entry.source))
      .sort((a, b) => (sizes.get(b.source) ?? 0) - (sizes.get(a.source) ?? 0));
  }

  async #copy(
    wanted: readonly MappedFolder[],
    source: readonly FolderFacts[],
    destination: readonly FolderFacts[],
  ): Promise<void> {
    const { options, mailboxId, runId } = this.#request;
    const rehearsal = options.kind === 'rehearsal';
    const subscribed = new Set(source.filter((folder) => folder.subscribed).map((folder) => folder.path));
    const creator = new FolderCreator(
      // The last lane gets its first folder last: its connection has time for this while the others append.
      this.#lanes.last.destination,
      this.#lanes.first.destination,
      // A parent that cannot be selected does not hold messages yet: CREATE makes a folder of it.
      destination.filter((folder) => folder.selectable).map((folder) => folder.path),
      wanted.filter((entry) => subscribed.has(entry.source)).map((entry) => entry.destination),
    );
    if (!rehearsal) for (const path of creationOrder(wanted)) creator.ensure(path).catch(() => undefined);
    const services = {
      context: this.#context,
      tracker: this.#tracker,
      budget: new ByteBudget(BUDGET_BYTES),
      throttle: createThrottle(options.rate, this.#context.signal),
    };
    this.#tracker.say('copying', rehearsal ? 'Looking what there is to copy' : 'Copying');
    await this.#eachFolder(wanted, async (entry, lane) => {
      const job = {
        entry,
        mailboxId,
        runId,
        options,
        ready: () => creator.ensure(entry.destination),
        destinationExists: () => creator.exists(entry.destination),
      };
      await copyFolder(job, lane, services);
    });
  }

  /** Gives folders to lanes. A folder that fails for its own reasons is a finding; what concerns the whole mailbox ends the run. */
  async #eachFolder(
    folders: readonly MappedFolder[],
    work: (entry: MappedFolder, lane: Lane) => Promise<void>,
  ): Promise<void> {
    // Folders that share a destination take turns: what one of them appends must not look like a stranger to the other.
    const queue = [...Map.groupBy(folders, (entry) => entry.destination).values()];
    let fatal: unknown;
    const copyOne = async (entry: MappedFolder): Promise<void> => {
      try {
        await this.#onLane(
          (lane) => work(entry, lane),
          () => this.#tracker.copiedOf(entry.source),
        );
      } catch (error) {
        if (!isAppError(error) || endsTheRun(error)) throw error;
        this.#folderFailed(entry, error);
      }
    };
    const drive = async (): Promise<void> => {
      for (let group = queue.shift(); group !== undefined && fatal === undefined; group = queue.shift()) {
        try {
          for (const entry of group) await copyOne(entry);
        } catch (error) {
          fatal ??= error;
        }
      }
    };
    await Promise.all(this.#lanes.all.slice(0, Math.max(1, folders.length)).map(drive));
    if (fatal !== undefined) throw fatal;
  }

  #folderFailed(entry: MappedFolder, error: AppError): void {
    this.#tracker.folderState(entry.source, 'failed');
    this.#context.log('error', `Folder "${entry.source}": ${error.message}`);
    this.#tracker.finding({
      kind: 'folder-failed',
      sourceFolder: entry.source,
      destinationFolder: entry.destination,
      sourceUid: null,
      destinationUid: null,
      subject: '',
      from: '',
      date: null,
      size: null,
      messageId: null,
      detail: error.message,
    });
  }

  async #verify(
    wanted: readonly MappedFolder[],
    unchanged: ReadonlyMap<string, FolderMark>,
    map: readonly FolderMapEntry[],
    destination: readonly FolderFacts[],
  ): Promise<Omit<Verification, 'runId' | 'mailboxId'> | null> {
    const { options, mailboxId } = this.#request;
    if (options.kind === 'rehearsal') return null;
    const depth = options.kind === 'verify' && options.verify === 'none' ? 'standard' : options.verify;
    if (depth === 'none') return null;
    this.#tracker.say('verifying', 'Comparing both sides');
    const mapped = new Set(map.map((entry) => entry.destination));
    const { verification, differences } = await verifyMailbox({
      mailboxId,
      ledger: this.#context.ledger,
      depth,
      folders: wanted,
      unchanged,
      otherFolders: destination
        .filter((folder) => folder.selectable && !mapped.has(folder.path))
        .map((folder) => folder.path),
      parallel: Math.min(this.#lanes.all.length, Math.max(1, wanted.length - unchanged.size)),
      withSessions: (folder, work) =>
        this.#onLane(async (lane) => {
          this.#tracker.say('verifying', `Comparing folder "${folder}"`);
          const [source, destination] = await Promise.all([lane.source.get(), lane.destination.get()]);
          return work(source, destination);
        }),
      onFolder: (folder, verdict) => {
        this.#tracker.setFolder(folder.source, { messages: verdict.sourceMessages });
        this.#tracker.folderState(folder.source, 'done');
      },
      now: () => this.#context.now(),
      sinceMs: options.since === null ? null : Date.parse(options.since),
      reported: this.#tracker.findings.splice(0),
    });
    this.#tracker.findings.push(...differences);
    return verification;
  }

  /** Does work on a lane of its own, again after failures that may pass. */
  #onLane<T>(work: (lane: Lane) => Promise<T>, progress?: () => number): Promise<T> {
    const onRetired = (error: AppError): void =>
      this.#context.log('warn', `${error.message} Going on with fewer connections.`);
    return this.#retrying(() => this.#lanes.lend(work, onRetired), progress === undefined ? {} : { progress });
  }

  #retrying<T>(work: () => Promise<T>, patience: Pick<RetryOptions, 'atOnce' | 'progress'> = {}): Promise<T> {
    const { signal } = this.#context;
    return withRetry(work, {
      ...patience,
      signal,
      onRetry: (error, afterMs) =>
        this.#context.log('warn', `${error.message} Trying again in ${Math.ceil(afterMs / 1000)} s.`),
    });
  }

  #outcome(verification: Omit<Verification, 'runId' | 'mailboxId'> | null): RunOutcome {
    const totals = this.#tracker.totals();
    const findings = [...this.#tracker.findings];
    const { kind } = this.#request.options;
    const serious = findings.some((finding) => seriousKinds.has(finding.kind));
    const left = totals.skipped > 0;
    const verdict =
      verification?.sentence ??
      (kind === 'rehearsal'
        ? `A copy would bring ${formatNumberOf(totals.copied, 'message')}; ${formatNumberOf(totals.alreadyThere, 'message')} of ${formatNumberOf(totals.messages, 'message')} are there already. Nothing was changed.`
        : `${formatNumberOf(totals.copied, 'message')} copied, not compared.`);
    const complete = !serious && !left && (verification?.agrees === true || kind === 'rehearsal');
    return { state: complete ? 'complete' : 'findings', totals, verdict, error: null, verification, findings };
  }
}

/** What is wrong with the whole mailbox, not with one folder. */
function endsTheRun(error: AppError): boolean {
  return !['mail.folder-refused', 'mail.folder-missing', 'mail.refused', 'mail.protocol', 'internal'].includes(
    error.code,
  );
}

function openLanes(request: RunRequest, context: RunContext): Lanes {
  const { source, destination, options } = request;
  const allowed = Math.min(source.endpoint.maxConnections, destination.endpoint.maxConnections);
  // POP3 locks the mailbox for one connection (RFC 1939 section 4), and has one folder to read.
  const count =
    source.endpoint.protocol === 'pop3' ? 1 : Math.max(1, Math.min(options.connections ?? MAX_LANES, allowed));
  return new Lanes(source, destination, count, context.secrets, context.signal);
}

function refuseSameMailbox({ source, destination }: RunRequest): void {
  const same = source.endpoint.host === destination.endpoint.host && source.endpoint.port === destination.endpoint.port;
  if (same && source.user.toLowerCase() === destination.user.toLowerCase()) {
    throw new AppError({
      code: 'run.source-is-destination',
      message: `Source and destination are both ${source.user} on ${source.endpoint.host}.`,
    });
  }
}

function ended(error: unknown, request: RunRequest, context: RunContext, tracker: RunTracker): RunOutcome {
  const totals = tracker.totals();
  const findings = [...tracker.findings];
  const cancelled = context.signal.aborted;
  const wire: ErrorWire | null = cancelled
    ? null
    : toMailError(error, { side: 'source', host: request.source.endpoint.host, port: request.source.endpoint.port })
        .wire;
  const verdict = cancelled
    ? `Cancelled after ${formatNumberOf(totals.copied, 'message')} had been copied. Continue whenever you like.`
    : `Stopped after ${formatNumberOf(totals.copied, 'message')} had been copied: ${wire?.message ?? ''}`;
  if (wire !== null) context.log('error', wire.message);
  tracker.say('ended', verdict);
  return { state: cancelled ? 'cancelled' : 'failed', totals, verdict, error: wire, verification: null, findings };
}
