import { matchMessages } from '../../../shared/domain/comparison.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import { identityOfEntry, readIdentities } from '../verify/identities.ts';
import { keysOfMessage } from '../verify/identity.ts';
import type { Ledger, LedgerEntry, LedgerFolder } from '../workspace/ledger.ts';
import { appendInOrder, type QueuedMessage } from './append-batches.ts';
import { readChunks } from './batches.ts';
import { type CopyServices, type FolderJob, findingFor } from './folder-job.ts';
import { type FolderPlan, planFolder } from './folder-plan.ts';
import type { Lane } from './lanes.ts';
import type { RunTracker } from './run-tracker.ts';
import type { NewFinding } from './run-types.ts';

interface Prepared {
  readonly folder: LedgerFolder;
  readonly listing: ReadonlyMap<number, MessageListing>;
  readonly entries: ReadonlyMap<number, LedgerEntry>;
  readonly plan: FolderPlan;
}

/** Brings one folder over, from wherever it stands. Safe to call again after any failure. */
export async function copyFolder(job: FolderJob, lane: Lane, services: CopyServices): Promise<void> {
  const { tracker, context } = services;
  const { source: path, destination } = job.entry;
  tracker.folderState(path, 'active');
  const source = await lane.source.get();
  const writer = await lane.destination.get();
  const prepared = await prepare(job, source, writer, context.ledger);
  const { plan, listing } = prepared;
  tracker.setFolder(path, {
    messages: listing.size,
    alreadyThere: plan.settled,
    copied: 0,
    skipped: plan.tooOld.length + plan.tooBig.length,
    bytesCopied: 0,
  });
  const over = await settle(job, prepared, source, writer, context.ledger);
  const candidates = new Set(plan.candidates);
  // Copied once, under a UID we were never told, and no stranger turned out to be it: gone, and only brought back when asked.
  if (job.options.redeliver) for (const entry of plan.unresolved) candidates.add(entry.sourceUid);
  const todo = [...candidates].filter((uid) => !over.has(uid)).sort((a, b) => a - b);
  tracker.setFolder(path, { alreadyThere: listing.size - todo.length - plan.tooOld.length - plan.tooBig.length });
  tracker.addExpectedBytes(todo.reduce((sum, uid) => sum + (listing.get(uid)?.size ?? 0), 0));
  await reportTooBig(plan.tooBig, source, job, tracker);

  if (job.options.kind === 'rehearsal') {
    tracker.add(path, 'copied', todo.length);
  } else if (todo.length > 0) {
    await job.ready();
    await transfer(job, prepared.folder, todo, listing, source, writer, services);
  }
  tracker.folderState(path, 'done');
  if (todo.length > 0)
    context.log(
      'info',
      `Folder "${path}" to "${destination}": ${todo.length} of ${listing.size} messages were to copy.`,
    );
}

async function prepare(job: FolderJob, source: MailSession, writer: MailSession, ledger: Ledger): Promise<Prepared> {
  const { source: path, destination } = job.entry;
  const opened = await source.examine(path);
  const listing = new Map<number, MessageListing>();
  if (opened.messages > 0) await source.listMessages('all', (message) => listing.set(message.uid, message));
  const folder = ledger.folder(job.mailboxId, path, opened.uidValidity, destination);
  const destinationUids = new Set<number>();
  if (job.destinationExists()) {
    const there =
      job.options.kind === 'rehearsal' ? await writer.examine(destination) : await writer.select(destination);
    if (folder.destinationUidValidity !== there.uidValidity)
      ledger.setDestinationUidValidity(folder.id, there.uidValidity);
    if (there.messages > 0) await writer.listMessages('all', (message) => destinationUids.add(message.uid));
  }
  const entries = ledger.entries(folder.id);
  const plan = planFolder({
    source: [...listing.values()],
    entries,
    destinationUids,
    othersUids: uidsOfOtherFolders(job, folder, ledger),
    sinceMs: job.options.since === null ? null : Date.parse(job.options.since),
    maxSize: job.options.maxSize,
    appendLimit: writer.facts.appendLimit,
    redeliver: job.options.redeliver,
  });
  return { folder, listing, entries: new Map(entries.map((entry) => [entry.sourceUid, entry])), plan };
}

/** Other source folders may share the destination folder (a merge the agent chose): their copies are no strangers. */
function uidsOfOtherFolders(job: FolderJob, own: LedgerFolder, ledger: Ledger): ReadonlySet<number> {
  const uids = new Set<number>();
  for (const folder of ledger.folders(job.mailboxId)) {
    if (folder.destinationPath !== own.destinationPath || folder.sourcePath === own.sourcePath) continue;
    for (const entry of ledger.entries(folder.id)) if (entry.destinationUid !== null) uids.add(entry.destinationUid);
  }
  return uids;
}

/** Pairs strangers with what is not known to be over; returns the source UIDs that turned out to be there. */
async function settle(
  job: FolderJob,
  { folder, plan, entries }: Prepared,
  source: MailSession,
  writer: MailSession,
  ledger: Ledger,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  if (plan.strangers.length === 0 || plan.candidates.length + plan.unresolved.length === 0) return found;
  const strangers = await readIdentities(writer, plan.strangers);
  const candidates = await readIdentities(source, plan.candidates);
  const sourceSide = [...plan.unresolved.map(identityOfEntry), ...candidates.values()].map((item) => item.identity);
  const { matches } = matchMessages(
    sourceSide,
    [...strangers.values()].map((item) => item.identity),
  );
  const rows: LedgerEntry[] = [];
  for (const match of matches) {
    const entry = entries.get(match.source);
    const candidate = candidates.get(match.source);
    found.add(match.source);
    if (candidate === undefined) {
      if (entry) rows.push({ ...entry, destinationUid: match.destination });
      continue;
    }
    rows.push({
      sourceUid: match.source,
      // A pending line found at the destination is our own append whose answer was lost; its bytes are known.
      state: entry?.state === 'pending' ? 'committed' : 'found',
      destinationUid: match.destination,
      size: entry?.size ?? candidate.identity.size,
      internalDateMs: candidate.identity.dateMs,
      bytesHash: entry?.state === 'pending' ? entry.bytesHash : null,
      messageKey: candidate.keys.messageKey,
      headerKey: candidate.keys.headerKey,
    });
  }
  if (job.options.kind !== 'rehearsal' && rows.length > 0) ledger.put(folder.id, job.runId, rows);
  return found;
}

async function transfer(
  job: FolderJob,
  folder: LedgerFolder,
  todo: readonly number[],
  listing: ReadonlyMap<number, MessageListing>,
  source: MailSession,
  writer: MailSession,
  services: CopyServices,
): Promise<void> {
  const { context, tracker, budget } = services;
  // Selecting tells the permanent flags; right after creation they were not known yet.
  const target = await writer.select(job.entry.destination);
  context.ledger.setDestinationUidValidity(folder.id, target.uidValidity);
  const line = appendInOrder({ job, folder, writer, permanentFlags: target.permanentFlags, services });
  const chunks = readChunks(todo, (uid) => listing.get(uid)?.size ?? 0);
  try {
    for (const chunk of job.options.newestFirst ? chunks.reverse() : chunks) {
      const missing = new Set(chunk);
      const read = async (uids: readonly number[]): Promise<void> => {
        await source.fetchMessages(uids, async (message) => {
          if (!missing.delete(message.uid)) return;
          context.signal.throwIfAborted();
          line.throwIfFailed();
          await services.throttle(message.bytes.length);
          await budget.take(message.bytes.length);
          line.push(queued(message));
        });
      };
      await readForgiving(read, chunk, missing);
      for (const uid of missing) {
        tracker.add(job.entry.source, 'skipped', 1);
        tracker.finding(unreadable(job, uid, listing.get(uid)));
      }
    }
    await line.finish();
  } catch (error) {
    line.stop();
    await line.idle();
    throw error;
  }
}

/** Reads a chunk; what a refusal or a short answer left out is asked for one by one, so that one bad message costs only itself. */
async function readForgiving(
  read: (uids: readonly number[]) => Promise<void>,
  chunk: readonly number[],
  missing: ReadonlySet<number>,
): Promise<void> {
  try {
    await read(chunk);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'mail.refused') throw error;
  }
  for (const uid of [...missing]) {
    try {
      await read([uid]);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'mail.refused') throw error;
    }
  }
}

function queued(message: MessageListing & { readonly bytes: Uint8Array }): QueuedMessage {
  const keys = keysOfMessage(message.bytes, message.bytes.length, message.internalDate);
  return { ...message, keys, internalDateMs: imapDateMs(message.internalDate) };
}

async function reportTooBig(
  uids: readonly number[],
  source: MailSession,
  job: FolderJob,
  tracker: RunTracker,
): Promise<void> {
  if (uids.length === 0) return;
  await source.fetchHeaders(uids, (message) => {
    tracker.finding(
      findingFor(
        job,
        message,
        message.header,
        'too-big',
        'Left out: it is larger than this run or the destination allows.',
      ),
    );
  });
}

function unreadable(job: FolderJob, uid: number, message: MessageListing | undefined): NewFinding {
  const listed = message ?? { uid, flags: [], internalDate: '', size: 0 };
  return findingFor(
    job,
    listed,
    new Uint8Array(),
    'unreadable',
    'The source did not hand over this message; it may have been deleted meanwhile.',
  );
}
