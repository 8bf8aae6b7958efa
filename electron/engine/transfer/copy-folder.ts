import { formatNumberOf } from '../../../shared/domain/format.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MessageTable } from '../mail/message-table.ts';
import type { MailSession, MessageListing, OpenFolder } from '../mail/session.ts';
import { readForgiving } from '../mail/whole-folder.ts';
import { keysOfMessage } from '../verify/identity.ts';
import type { LedgerFolder } from '../workspace/ledger.ts';
import { type AppendLine, appendInOrder, type QueuedMessage } from './append-batches.ts';
import { readChunks } from './batches.ts';
import type { ByteBudget } from './byte-budget.ts';
import { markCopied } from './copied-mark.ts';
import { bringFlagChanges } from './flag-changes.ts';
import { type CopyServices, type FolderJob, findingFor } from './folder-job.ts';
import { refuseOutdated } from './outdated-findings.ts';
import { type Prepared, prepareFolder, settleFolder } from './prepare-folder.ts';
import type { RunTracker } from './run-tracker.ts';
import type { SessionPool } from './session-pool.ts';

/** Brings one folder over, from wherever it stands. Safe to call again after any failure. */
export async function copyFolder(
  job: FolderJob,
  writer: MailSession,
  readers: SessionPool,
  services: CopyServices,
): Promise<void> {
  const { tracker } = services;
  const path = job.entry.source;
  tracker.beginFolder(path);
  // A reader is free for another folder as soon as all is read; the rest is written while that one is listed.
  const { line, prepared } = await readers.lend((source) => readFolder(job, source, writer, services));
  await line?.finish();
  tracker.folderState(path, 'done');
  const clean = prepared.plan.gone.length === 0 && !tracker.findings.some((one) => one.sourceFolder === path);
  if (job.markable && clean) services.later(markCopied(job, prepared, writer, services.context.ledger));
}

/** Looks at both sides and reads what is to copy; resolves when all is read, with what is still writing it. */
async function readFolder(
  job: FolderJob,
  source: MailSession,
  writer: MailSession,
  services: CopyServices,
): Promise<{ readonly line: AppendLine | null; readonly prepared: Prepared }> {
  const { tracker, context } = services;
  const { source: path, destination } = job.entry;
  const rehearsal = job.options.kind === 'rehearsal';
  const { prepared, over, flags } = await services.moving(async () => {
    const prepared = await prepareFolder(job, source, writer, context.ledger);
    refuseOutdated(job.filter.only, path, prepared.listing);
    const over = await settleFolder(job, prepared, source, writer, context.ledger);
    return { prepared, over, flags: await bringFlagChanges(job, prepared, source, writer, context.ledger) };
  });
  const { plan, listing, target } = prepared;
  tracker.flagsBrought(flags.copies);
  if (flags.notKept.length > 0)
    context.log('warn', `Folder "${path}": the destination does not keep ${flags.notKept.join(', ')}.`);
  if (plan.departed.length > 0) {
    const many = formatNumberOf(plan.departed.length, 'message');
    context.log('info', `Folder "${path}": ${many} deleted on the source since they were copied; the copies stay.`);
  }
  const candidates = new Set(plan.candidates);
  // Copied once, under a UID we were never told, and no stranger turned out to be it: gone, and only brought back when asked.
  if (job.options.redeliver)
    for (const { sourceUid } of plan.unresolved) if (!plan.leftOut.has(sourceUid)) candidates.add(sourceUid);
  const todo = [...listing.keys()].filter((uid) => candidates.has(uid) && !over.has(uid));
  const messages = listing.size - plan.leftOut.size;
  tracker.folderCounted(path, {
    messages,
    over: messages - todo.length - plan.tooBig.length,
    skipped: plan.tooBig.length,
    bytesToCopy: todo.reduce((sum, uid) => sum + listing.sizeOf(uid), 0),
  });
  await reportTooBig(plan.tooBig, source, job, tracker);

  if (todo.length === 0) return { line: null, prepared };
  if (rehearsal) tracker.add(path, 'copied', todo.length);
  context.log('info', `Folder "${path}" to "${destination}": ${todo.length} of ${listing.size} messages are to copy.`);
  if (rehearsal || target === null) return { line: null, prepared };
  const line = await read(job, prepared.folder, target, todo, listing, source, writer, services);
  return { line, prepared };
}

async function read(
  job: FolderJob,
  folder: LedgerFolder,
  target: OpenFolder,
  todo: readonly number[],
  listing: MessageTable,
  source: MailSession,
  writer: MailSession,
  services: CopyServices,
): Promise<AppendLine> {
  const { context, tracker, budget } = services;
  const line = appendInOrder({ job, folder, writer, target, services });
  const newestFirst = context.control?.newestFirst ?? job.options.newestFirst ?? false;
  const { serverBudget } = services;
  const most = serverBudget?.most('source');
  const mostBytes = Math.min(budget.share, most?.bytes ?? budget.share);
  const chunks = readChunks(todo, (uid) => listing.sizeOf(uid), newestFirst, mostBytes, most?.messages);
  try {
    for (const chunk of chunks) {
      const missing = new Set(chunk);
      const bytes = chunk.reduce((sum, uid) => sum + listing.sizeOf(uid), 0);
      await serverBudget?.pace('source', chunk.length, bytes);
      const seat = await seatFor(chunk, listing, line, budget);
      const fetch = async (uids: readonly number[]): Promise<void> => {
        await source.fetchMessages(uids, (message) => {
          if (!missing.delete(message.uid)) return;
          context.signal.throwIfAborted();
          line.throwIfFailed();
          const bytes = message.bytes.length;
          const room = line.hasRoom(bytes) ? undefined : line.room(bytes);
          const turn = room === undefined ? services.throttle(bytes) : room.then(() => services.throttle(bytes));
          // Most messages need not wait for anything, and a promise for each would cost as much as parsing it.
          if (turn === undefined && seat.takeNow(bytes)) return line.push(queued(message));
          return Promise.resolve(turn)
            .then(() => seat.take(bytes))
            .then(() => line.push(queued(message)));
        });
      };
      try {
        await readForgiving(fetch, chunk, missing);
      } finally {
        seat.leave();
      }
      if (missing.size > 0) await reportUnreadable(missing, source, job, listing, tracker);
    }
    return line;
  } catch (error) {
    line.stop();
    await line.idle();
    throw error;
  }
}

/**
 * Room in memory for what is read next. A huge message, which stands alone in its chunk, is not asked for before there is room:
 * once asked for it is in memory, whatever the budget says.
 */
async function seatFor(chunk: readonly number[], listing: MessageTable, line: AppendLine, budget: ByteBudget) {
  const [uid] = chunk;
  let held = chunk.length === 1 && uid !== undefined ? listing.sizeOf(uid) : 0;
  if (budget.isHuge(held)) {
    await line.room(held);
    await budget.take(held);
  } else held = 0;
  const leave = (): void => {
    if (held > 0) budget.give(held);
    held = 0;
  };
  return {
    leave,
    /** Takes the place of a message that has come, where there is one now. */
    takeNow: (bytes: number): boolean => held === 0 && budget.takeNow(bytes),
    /** For a message that has come: what it takes is given back when it has been appended. */
    async take(bytes: number): Promise<void> {
      // Listed sizes are hints: who turns out small pays as the small do.
      if (held > 0 && budget.isHuge(bytes)) held = 0;
      else {
        leave();
        await budget.take(bytes);
      }
    },
  };
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

/** Where the header can be read, the finding names the message by it. */
async function reportUnreadable(
  uids: ReadonlySet<number>,
  source: MailSession,
  job: FolderJob,
  listing: ReadonlyMap<number, MessageListing>,
  tracker: RunTracker,
): Promise<void> {
  const headers = new Map<number, Uint8Array>();
  const missing = new Set(uids);
  const read = (some: readonly number[]): Promise<void> =>
    source.fetchHeaders(some, ({ uid, header }) => {
      if (missing.delete(uid)) headers.set(uid, header);
    });
  await readForgiving(read, [...uids], missing);
  for (const uid of uids) {
    const header = headers.get(uid);
    const detail =
      header === undefined
        ? 'The source did not hand over this message; it may have been deleted meanwhile.'
        : 'The source shows the header of this message, but did not hand over the message itself.';
    const listed = listing.get(uid) ?? { uid, flags: [], internalDate: '', size: 0 };
    tracker.add(job.entry.source, 'skipped', 1);
    tracker.finding(findingFor(job, listed, header ?? new Uint8Array(), 'unreadable', detail));
  }
}
