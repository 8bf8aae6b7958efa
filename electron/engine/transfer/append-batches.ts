import { setImmediate } from 'node:timers/promises';
import { AppError, type ErrorCode, isAppError } from '../../../shared/domain/errors.ts';
import { flagsFor, flagText } from '../mail/flags.ts';
import { usualImapDate } from '../mail/internal-date.ts';
import type { AppendResult, MailSession, MessageListing, OpenFolder } from '../mail/session.ts';
import type { MessageKeys } from '../verify/identity.ts';
import type { LedgerEntry, LedgerFolder, LedgerState } from '../workspace/ledger.ts';
import { appendManner, batchLength, MOST_TOGETHER } from './batches.ts';
import { type CopyServices, type FolderJob, findingFor } from './folder-job.ts';

/** A message that has been read and waits to be appended. */
export interface QueuedMessage extends MessageListing {
  readonly bytes: Uint8Array;
  readonly keys: MessageKeys;
  readonly internalDateMs: number;
}

/** A message the destination has said it took, with the UID it has there where that was told. */
interface Arrival {
  readonly message: QueuedMessage;
  readonly uid: number | null;
}

/** Refusals that are about the message itself, so that the others of a batch can still go. */
const ABOUT_THE_MESSAGE: readonly ErrorCode[] = ['mail.refused', 'mail.message-too-big', 'mail.message-refused'];

/** Some servers hang up on a message they do not like. So often a run tries one before it goes on without. */
const MOST_LOSSES = 3;
/** A batch the connection was lost over is sent again in so many parts: the third time a message stands alone. */
const PARTS_AFTER_LOSS = 25;

/** How far reading may be ahead of writing in one folder: enough that neither waits for the other, and no more. */
const AHEAD_MESSAGES = 2 * MOST_TOGETHER;
const AHEAD_BYTES = 16 * 1024 * 1024;

/** The writing end of one folder: takes messages in order and appends them in batches while reading goes on. */
export interface AppendLine {
  push(message: QueuedMessage): void;
  /** Whether a message can be pushed now, without waiting for room. */
  hasRoom(bytes: number): boolean;
  /** Waits while as much is read ahead as one folder may have in memory. A message larger than that is let in alone. */
  room(bytes: number): Promise<void>;
  /** Rethrows what went wrong in writing, so that reading stops. */
  throwIfFailed(): void;
  /** Resolves when everything pushed has been appended or reported. */
  finish(): Promise<void>;
  /** Drops what is not on its way yet. */
  stop(): void;
  idle(): Promise<void>;
}

export function appendInOrder(line: {
  readonly job: FolderJob;
  readonly folder: LedgerFolder;
  readonly writer: MailSession;
  /** The destination folder, open on the writer. */
  readonly target: OpenFolder;
  readonly services: CopyServices;
}): AppendLine {
  const { job, folder, writer, services } = line;
  const { permanentFlags, uidValidity } = line.target;
  const { context, tracker, budget, serverBudget } = services;
  const manner = appendManner(writer.facts);
  const queue: QueuedMessage[] = [];
  let queuedBytes = 0;
  let working: Promise<void> | null = null;
  let failure: unknown;
  let wake: () => void = () => undefined;

  async function work(): Promise<void> {
    while (queue.length > 0 && failure === undefined) {
      const sizes = queue.slice(0, MOST_TOGETHER + 1).map((message) => message.bytes.length);
      const most = serverBudget?.most('destination').messages ?? MOST_TOGETHER;
      const batch = queue.splice(0, Math.min(most, lengthAfterLosses(batchLength(sizes, manner))));
      try {
        context.signal.throwIfAborted();
        const bytes = batch.reduce((sum, message) => sum + message.bytes.length, 0);
        await serverBudget?.pace('destination', batch.length, bytes);
        if (!goesWithout(batch)) await services.moving(() => appendBatch(batch));
      } catch (error) {
        failure = error;
      } finally {
        for (const message of batch) release(message.bytes.length);
      }
    }
    if (failure !== undefined) drop();
  }

  function drop(): void {
    for (const message of queue.splice(0)) release(message.bytes.length);
    wake();
  }

  function release(bytes: number): void {
    queuedBytes -= bytes;
    budget.give(bytes);
    wake();
  }

  /** With `plain`, without keywords. */
  async function appendBatch(batch: readonly QueuedMessage[], plain = false): Promise<void> {
    context.ledger.put(
      folder.id,
      job.runId,
      batch.map((message) => row(message, 'pending', null)),
    );
    if (manner === 'in-flight' && batch.length > 1) await appendInFlight(batch);
    else await appendTogether(batch, plain);
  }

  async function appendTogether(batch: readonly QueuedMessage[], plain: boolean): Promise<void> {
    let uids: readonly number[] | null;
    try {
      uids = copyUidsOf(
        await writer.append(
          job.entry.destination,
          batch.map((message) => outgoing(message, plain)),
        ),
      );
    } catch (error) {
      if (isAppError(error, 'mail.connection-lost')) countLosses(batch);
      await appendHalves(batch, error, plain);
      return;
    }
    arrived(batch.map((message, index) => ({ message, uid: uids?.[index] ?? null })));
  }

  /**
   * One APPEND each, all on their way together; a connection carries them out in order (RFC 3501 5.5). A refusal concerns its
   * own message only. What was answered counts, also when the connection is lost before the rest is.
   */
  async function appendInFlight(batch: readonly QueuedMessage[]): Promise<void> {
    let answered: Arrival[] = [];
    const unanswered = new Set(batch);
    const refused: (readonly [QueuedMessage, AppError])[] = [];
    const failures: unknown[] = [];
    const confirm = (): void => {
      const some = answered;
      answered = [];
      if (some.length > 0) arrived(some);
    };
    const one = async (message: QueuedMessage): Promise<void> => {
      try {
        const uids = copyUidsOf(await writer.append(job.entry.destination, [outgoing(message, false)]));
        unanswered.delete(message);
        answered.push({ message, uid: uids?.[0] ?? null });
        // Answers that came in one turn are written down in one go.
        if (answered.length === 1) await setImmediate().then(confirm);
      } catch (error) {
        if (isAppError(error, ...ABOUT_THE_MESSAGE)) refused.push([message, error]);
        else failures.push(error);
        if (!isAppError(error, 'mail.connection-lost')) unanswered.delete(message);
      }
    };
    await Promise.all(batch.map(one));
    if (failures.length > 0) {
      countLosses([...unanswered]);
      throw failures[0];
    }
    for (const [message, error] of refused) await appendHalves([message], error, false);
  }

  /** A folder that was made anew meanwhile has another numbering; the next look settles what arrived there. */
  function copyUidsOf(appended: AppendResult): readonly number[] | null {
    return appended.uidValidity === uidValidity ? appended.uids : null;
  }

  function arrived(some: readonly Arrival[]): void {
    context.ledger.confirm(
      folder.id,
      job.runId,
      some.map(({ message, uid }) => ({ sourceUid: message.uid, destinationUid: uid })),
    );
    const flagged = some.filter(({ message }) => flagText(message.flags) !== '');
    if (flagged.length > 0)
      tracker.flagged(
        job.entry.source,
        flagged.map(({ message }) => message.uid),
      );
    tracker.add(job.entry.source, 'copied', some.length);
    tracker.add(
      job.entry.source,
      'bytesCopied',
      some.reduce((sum, { message }) => sum + message.bytes.length, 0),
    );
  }

  function countLosses(batch: readonly QueuedMessage[]): void {
    for (const { uid } of batch)
      job.losses.set(uid, { times: (job.losses.get(uid)?.times ?? 0) + 1, batch: batch.length });
  }

  /** What was lost with a batch goes in smaller ones, apart from what was not. */
  function lengthAfterLosses(length: number): number {
    const [first] = queue;
    const lost = first === undefined ? undefined : job.losses.get(first.uid);
    if (lost !== undefined) return Math.min(length, Math.ceil(lost.batch / PARTS_AFTER_LOSS));
    const next = queue.slice(0, length).findIndex(({ uid }) => job.losses.has(uid));
    return next < 0 ? length : next;
  }

  /** Gives up a message that stood alone when the connection was lost over it once too often. */
  function goesWithout(batch: readonly QueuedMessage[]): boolean {
    const [message] = batch;
    const lost = message === undefined ? undefined : job.losses.get(message.uid);
    if (message === undefined || lost === undefined || lost.batch > 1 || lost.times < MOST_LOSSES) return false;
    const words = `The destination ended the connection ${lost.times} times while it was given this message.`;
    refuse(message, new AppError({ code: 'mail.message-refused', side: 'destination', message: words }));
    return true;
  }

  /** A refused batch stored nothing (RFC 3502): halve it until the message is found that is not wanted. */
  async function appendHalves(batch: readonly QueuedMessage[], error: unknown, plain: boolean): Promise<void> {
    if (!isAppError(error, ...ABOUT_THE_MESSAGE)) throw error;
    const [message] = batch;
    if (message !== undefined && batch.length === 1) {
      const keywords = outgoing(message, false).flags.some((flag) => !flag.startsWith('\\'));
      // Some servers refuse a message for a keyword they do not know. The comparison says what became of the keyword.
      if (!plain && keywords && error.code !== 'mail.message-too-big') await appendBatch(batch, true);
      else refuse(message, error);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await appendBatch(batch.slice(0, middle));
    await appendBatch(batch.slice(middle));
  }

  function refuse(message: QueuedMessage, error: AppError): void {
    context.failed?.(error);
    context.ledger.put(folder.id, job.runId, [row(message, 'refused', null)]);
    tracker.add(job.entry.source, 'skipped', 1);
    const kind = error.code === 'mail.message-too-big' ? 'too-big' : 'refused';
    const words = error.wire.serverText ?? error.message;
    tracker.finding(findingFor(job, message, message.bytes, kind, `The destination refused it: ${words}`));
    context.log('warn', `Folder "${job.entry.source}" UID ${message.uid}: the destination refused it: ${words}`);
  }

  /** Most messages have the same few flags. */
  const kept = new Map<string, readonly string[]>();
  function flagsToGive(flags: readonly string[]): readonly string[] {
    const key = flags.join(' ');
    const known = kept.get(key) ?? flagsFor(flags, permanentFlags).keep;
    kept.set(key, known);
    return known;
  }

  function outgoing(message: QueuedMessage, plain: boolean) {
    const keep = flagsToGive(message.flags);
    const flags = plain ? keep.filter((flag) => flag.startsWith('\\')) : keep;
    return { bytes: message.bytes, flags, internalDate: usualImapDate(message.internalDate) };
  }

  function hasRoom(bytes: number): boolean {
    return queuedBytes === 0 || (queue.length < AHEAD_MESSAGES && queuedBytes + bytes <= AHEAD_BYTES);
  }

  return {
    hasRoom,
    async room(bytes) {
      while (failure === undefined && !hasRoom(bytes)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== undefined) throw failure;
    },
    push(message) {
      queue.push(message);
      queuedBytes += message.bytes.length;
      // One turn of the event loop later: the reader hands over many messages in one, and they go in one batch.
      working ??= setImmediate()
        .then(work)
        .finally(() => {
          working = null;
        });
    },
    throwIfFailed() {
      if (failure !== undefined) throw failure;
    },
    async finish() {
      while (working !== null) await working;
      if (failure !== undefined) throw failure;
    },
    stop() {
      failure ??= new Error('stopped');
      drop();
    },
    async idle() {
      while (working !== null) await working;
    },
  };
}

function row(message: QueuedMessage, state: LedgerState, destinationUid: number | null): LedgerEntry {
  return {
    sourceUid: message.uid,
    state,
    destinationUid,
    size: message.bytes.length,
    internalDateMs: Number.isNaN(message.internalDateMs) ? 0 : message.internalDateMs,
    bytesHash: message.keys.bytesHash,
    messageKey: message.keys.messageKey,
    headerKey: message.keys.headerKey,
    sourceFlags: flagText(message.flags),
  };
}
