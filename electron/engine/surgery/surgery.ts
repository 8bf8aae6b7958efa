import { randomUUID } from 'node:crypto';
import type { DuplicatesFound, MovedMessage, SurgeryOutcome, SurgeryRow } from '../../../shared/contract/surgery.ts';
import { copyKey, type DuplicateCopy, type DuplicateScope } from '../../../shared/domain/duplicates.ts';
import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { isActive, runOptions } from '../../../shared/domain/run.ts';
import type { UndoPreview, UndoWay } from '../../../shared/domain/undo.ts';
import { isoTime } from '../clock.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailSession } from '../mail/session.ts';
import type { MailWork } from '../mail-work.ts';
import { BoundedCache } from '../messages/bounded-cache.ts';
import type { Changes } from '../runs/changes.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import type { RunService } from '../runs/run-service.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Duplicates } from './find-duplicates.ts';
import type { UndoLook } from './undo-look.ts';

/** Messages over all looks that are kept for acting upon them. */
const MOST_KEPT = 400_000;

export interface SurgeryOptions {
  readonly workspace: Workspace;
  readonly secrets: SecretSource;
  readonly runs: RunService;
  readonly changes: Changes;
  readonly mailWork: Pick<MailWork, 'openSession' | 'previewFolderMap'>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Tells how far something is. */
export type Tell = (text: string, done: number, total: number) => void;

interface KeptDuplicates {
  readonly found: DuplicatesFound;
  readonly look: Duplicates;
}

/** Takes messages away at a destination, one thing at a time for a mailbox; see README.md of this folder for the rules. */
export class Surgery {
  readonly #options: SurgeryOptions;
  readonly #undos = new BoundedCache<UndoLook>(MOST_KEPT);
  readonly #duplicates = new BoundedCache<KeptDuplicates>(MOST_KEPT);

  constructor(options: SurgeryOptions) {
    this.#options = options;
  }

  /** @throws AppError `input.invalid` for a run that is going on */
  async previewUndo(runId: string, signal: AbortSignal): Promise<UndoPreview> {
    const { workspace, runs, now } = this.#options;
    const run = runs.get(runId);
    if (isActive(run.state))
      throw new AppError({ code: 'run.already-running', message: `This run of ${run.address} is still going on.` });
    const { lookAtUndo } = await import('./undo-look.ts');
    const at = now();
    const { mailboxId } = run;
    const looked = await this.#atDestination(mailboxId, signal, (session) =>
      lookAtUndo({ session, surgeries: workspace.surgeries, mailboxId, runId, signal, now: at }),
    );
    const { shown, ...rest } = looked;
    const preview: UndoPreview = { ...rest, id: randomUUID(), runId, mailboxId, at: isoTime(at) };
    this.#undos.set(preview.id, { preview, shown }, Math.max(1, shown.size));
    return preview;
  }

  /** @throws AppError `input.invalid` when another number of messages was confirmed than the preview showed */
  async undo(
    confirmed: { readonly previewId: string; readonly way: UndoWay; readonly messages: number },
    tell: Tell,
    signal: AbortSignal,
  ): Promise<SurgeryOutcome> {
    const look = kept(this.#undos, confirmed.previewId);
    const { mailboxId, runId, goes } = look.preview;
    if (confirmed.messages !== goes) throw mismatch(confirmed.messages, goes);
    const { workspace, now } = this.#options;
    const { undoRun } = await import('./undo-run.ts');
    const { way } = confirmed;
    const surgeryId = randomUUID();
    // One preview, one try: what is left is shown by the next.
    this.#undos.delete(confirmed.previewId);
    const outcome = await this.#act(mailboxId, surgeryId, signal, (session) =>
      undoRun({
        session,
        surgeries: workspace.surgeries,
        mailboxId,
        runId,
        signal,
        now: now(),
        surgeryId,
        look,
        way,
        at: isoTime(now()),
        onProgress: (done, total) => tell(way === 'move' ? 'Moving' : 'Removing', done, total),
      }),
    );
    this.#writeIntoLog(runId, undoneSentence(outcome, way));
    return outcome;
  }

  async findDuplicates(
    mailboxId: string,
    scope: DuplicateScope,
    tell: Tell,
    signal: AbortSignal,
  ): Promise<DuplicatesFound> {
    const { workspace, now, mailWork, secrets } = this.#options;
    const { findDuplicates, unreadReason } = await import('./find-duplicates.ts');
    const { settleAll } = await import('./taking.ts');
    tell('Connecting', 0, 0);
    const logins = mailboxLogins(workspace, mailboxId);
    const { ledger } = workspace;
    let sourceUnread: string | null = null;
    const unread = (error: unknown): null => {
      signal.throwIfAborted();
      sourceUnread = unreadReason(error);
      return null;
    };
    const session = await mailWork.openSession(logins.source, secrets, signal).catch(unread);
    try {
      const map =
        session === null
          ? null
          : await mailWork.previewFolderMap({ ...logins, secrets, ledger, mailboxId, signal }).catch(unread);
      const source = session === null || map === null ? null : { session, map };
      const look = await this.#atDestination(mailboxId, signal, async (destination) => {
        // The record tells from here on what a move that was cut off has taken.
        await settleAll(destination, workspace.surgeries, mailboxId);
        return findDuplicates({ destination, source, ledger, mailboxId, scope, signal, onProgress: tell });
      });
      const { groups, more, messages, folders, moveTo, refusal } = look;
      const found: DuplicatesFound = {
        id: randomUUID(),
        mailboxId,
        scope,
        at: isoTime(now()),
        messages,
        folders,
        groups: [...groups],
        more,
        sourceUnread,
        moveTo,
        refusal,
      };
      this.#duplicates.set(found.id, { found, look }, Math.max(1, groups.length));
      return found;
    } finally {
      await session?.close();
    }
  }

  async moveDuplicates(
    lookId: string,
    extras: readonly Pick<DuplicateCopy, 'folder' | 'uid'>[],
    tell: Tell,
    signal: AbortSignal,
  ): Promise<SurgeryOutcome> {
    const { found, look } = kept(this.#duplicates, lookId);
    const known = new Set(look.groups.flatMap((group) => group.copies.map(copyKey)));
    const chosen = new Set(extras.map(copyKey));
    for (const key of chosen) {
      if (!known.has(key))
        throw new AppError({ code: 'input.invalid', message: `Message ${key} is not among the duplicates found.` });
    }
    const { workspace, now } = this.#options;
    const { moveDuplicates } = await import('./move-duplicates.ts');
    const surgeryId = randomUUID();
    this.#duplicates.delete(lookId);
    return this.#act(found.mailboxId, surgeryId, signal, (session) =>
      moveDuplicates({
        session,
        surgeries: workspace.surgeries,
        mailboxId: found.mailboxId,
        surgeryId,
        groups: look.groups,
        numbering: look.numbering,
        chosen,
        moveTo: look.moveTo,
        at: isoTime(now()),
        signal,
        onProgress: (done, total) => tell('Moving', done, total),
      }),
    );
  }

  list(mailboxId: string): SurgeryRow[] {
    return this.#options.workspace.surgeries.list(mailboxId);
  }

  moved(id: string): MovedMessage[] {
    this.#surgery(id);
    return this.#options.workspace.surgeries.messages(id).flatMap(({ id: message, state, sender, ...rest }) =>
      state === 'going'
        ? []
        : [
            {
              id: message,
              state,
              from: sender,
              folder: rest.folder,
              subject: rest.subject,
              date: rest.date,
              size: rest.size,
            },
          ],
    );
  }

  /** @throws AppError `input.invalid` for an undo: a copy brings its messages again */
  async putBack(
    id: string,
    messages: readonly number[] | null,
    tell: Tell,
    signal: AbortSignal,
  ): Promise<SurgeryOutcome> {
    const { mailboxId, kind, folder } = this.#surgery(id);
    if (kind !== 'duplicates' || folder === null)
      throw new AppError({ code: 'input.invalid', message: 'An undone run is brought again by a copy.' });
    const { workspace } = this.#options;
    const { putBack } = await import('./put-back.ts');
    return this.#act(mailboxId, id, signal, (session) =>
      putBack({
        session,
        surgeries: workspace.surgeries,
        mailboxId,
        surgeryId: id,
        folder,
        ids: messages === null ? null : new Set(messages),
        signal,
        onProgress: (done, total) => tell('Putting back', done, total),
      }),
    );
  }

  /** Acts at the destination while no run of the mailbox can begin, and has both sides compared afterwards: the last comparison is no proof any more. */
  async #act(
    mailboxId: string,
    surgeryId: string,
    signal: AbortSignal,
    work: (session: MailSession) => Promise<SurgeryOutcome>,
  ): Promise<SurgeryOutcome> {
    const { runs, workspace, now, changes } = this.#options;
    const { surgeries } = workspace;
    try {
      // Never cut in the middle of a command: it stops between two.
      const open = (): Promise<SurgeryOutcome> => this.#atDestination(mailboxId, signal, work, false);
      const outcome = await runs.withoutRunOf(mailboxId, open);
      surgeries.end(surgeryId, isoTime(now()));
      return outcome;
    } finally {
      const touched = (surgeries.find(surgeryId)?.messages ?? 0) > 0 || surgeries.going(mailboxId).length > 0;
      if (touched) this.#compare(mailboxId);
      changes.send({ topic: 'directory' });
    }
  }

  /** What a killed engine left: nothing it compared before is a proof any more. Call it once, before the first run. */
  recover(): void {
    const { workspace, runs } = this.#options;
    for (const { mailboxId, at } of workspace.surgeries.cutOff()) {
      const [latest] = runs.list({ mailboxId, limit: 1 });
      if (latest === undefined || latest.queuedAt < at) this.#compare(mailboxId);
    }
  }

  #compare(mailboxId: string): void {
    try {
      this.#options.runs.start(mailboxId, verifyOptions);
    } catch (error) {
      // Somebody has started one, or the engine is closing; then this is made up for at the next start.
      if (!isAppError(error)) throw error;
    }
  }

  async #atDestination<T>(
    mailboxId: string,
    signal: AbortSignal,
    work: (session: MailSession) => Promise<T>,
    mayCut = true,
  ): Promise<T> {
    const { workspace, secrets, mailWork } = this.#options;
    const { destination } = mailboxLogins(workspace, mailboxId);
    const session = await mailWork.openSession(destination, secrets, signal);
    const cut = (): void => session.abort();
    if (mayCut) signal.addEventListener('abort', cut, { once: true });
    try {
      return await work(session);
    } finally {
      signal.removeEventListener('abort', cut);
      await session.close();
    }
  }

  #surgery(id: string): SurgeryRow {
    const found = this.#options.workspace.surgeries.find(id);
    if (!found) throw new AppError({ code: 'workspace.not-found', message: 'This is not known here any more.' });
    return found;
  }

  #writeIntoLog(runId: string, text: string): void {
    const { runEvents } = this.#options.workspace;
    const seq = runEvents.lastSeq(runId) + 1;
    runEvents.add(runId, [{ seq, at: isoTime(this.#options.now()), level: 'warn', text }]);
    this.#options.changes.send({ topic: 'runs', runId, mailboxId: this.#options.runs.get(runId).mailboxId });
  }
}

const verifyOptions = runOptions.parse({ kind: 'verify' });

function kept<T>(cache: BoundedCache<T>, id: string): T {
  const found = cache.get(id);
  if (found === undefined)
    throw new AppError({
      code: 'workspace.not-found',
      message: 'What this look showed is not kept any more. Look again.',
    });
  return found;
}

function mismatch(confirmed: number, shown: number): AppError {
  const message = `${formatNumberOf(confirmed, 'message')} were confirmed, but the preview showed ${formatNumberOf(shown, 'message')}. Look again.`;
  return new AppError({ code: 'input.invalid', message });
}

function undoneSentence({ done, left, folder }: SurgeryOutcome, way: UndoWay): string {
  const where = way === 'move' ? `moved to "${folder}"` : 'removed for good';
  const stayed = left.map(({ reason, messages }) => `${formatNumberOf(messages, 'message')} stayed: ${reason}`);
  return [`Undone: ${formatNumberOf(done, 'message')} of this run were ${where}.`, ...stayed].join(' ');
}
