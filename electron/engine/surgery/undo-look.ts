import { undoFolderName } from '../../../shared/domain/set-aside.ts';
import {
  type LiveFolder,
  planUndo,
  type UndoFolder,
  type UndoLine,
  type UndoMessage,
  type UndoPlan,
  type UndoPreview,
  type UndoReason,
} from '../../../shared/domain/undo.ts';
import type { MailSession } from '../mail/session.ts';
import type { WholeFolder } from '../mail/whole-folder.ts';
import { readIdentities } from '../verify/identities.ts';
import type { Surgeries } from '../workspace/surgeries.ts';
import { openIfThere, refusalOf } from './folders.ts';
import { isoDateOf, readingOf, settleGoing } from './taking.ts';

/** As many messages are listed by name, those that go first. */
const MOST_LISTED = 500;

export interface UndoRequest {
  readonly session: MailSession;
  readonly surgeries: Surgeries;
  readonly mailboxId: string;
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly now: number;
}

/** What a look found: the preview for the screen, and which messages it showed as going. */
export interface UndoLook {
  readonly preview: UndoPreview;
  /** By `lineKey`. */
  readonly shown: ReadonlySet<string>;
}

/** Names a message of a plan: the line of the ledger and the copy it means. */
export function lineKey(line: UndoLine): string {
  return [line.folderId, line.sourceUid, line.destinationUidValidity, line.destinationUid].join(' ');
}

/** Examines the folders a run copied into and says what undoing it would take away. Changes nothing at the destination. */
export async function lookAtUndo(request: UndoRequest): Promise<
  Omit<UndoPreview, 'id' | 'runId' | 'mailboxId' | 'at'> & {
    readonly shown: ReadonlySet<string>;
  }
> {
  const { session } = request;
  const folders: UndoFolder[] = [];
  const going: UndoMessage[] = [];
  const staying: UndoMessage[] = [];
  const shown = new Set<string>();
  await eachFolder(request, 'examine', async (path, whole, plan) => {
    const stays: Partial<Record<UndoReason, number>> = {};
    for (const { reason } of plan.stays) stays[reason] = (stays[reason] ?? 0) + 1;
    const bytes = plan.goes.reduce((sum, { destinationUid }) => sum + (whole?.listing.sizeOf(destinationUid) ?? 0), 0);
    folders.push({ path, goes: plan.goes.length, bytes, stays });
    for (const line of plan.goes) shown.add(lineKey(line));
    if (whole === null) return;
    const listed = plan.goes.slice(0, Math.max(0, MOST_LISTED - going.length)).map((line) => ({ line, reason: null }));
    const left = plan.stays
      .filter(({ reason, line }) => reason === 'touched' && line.destinationUid !== null)
      .slice(0, Math.max(0, MOST_LISTED - staying.length));
    going.push(...(await named(session, path, whole, listed)));
    staying.push(...(await named(session, path, whole, left)));
  });
  const sum = (count: (folder: UndoFolder) => number): number => folders.reduce((all, one) => all + count(one), 0);
  return {
    goes: shown.size,
    bytes: sum(({ bytes }) => bytes),
    stays: sum(({ stays }) => Object.values(stays).reduce((all, one) => all + one, 0)),
    folders,
    messages: [...going, ...staying].slice(0, MOST_LISTED),
    moveTo: undoFolderName(session.facts.prefix, new Date(request.now).toISOString().slice(0, 10)),
    refusal: refusalOf(session),
    canRemove: session.facts.uidplus,
    shown,
  };
}

/**
 * Opens each folder the run has lines for, settles what a cut-off attempt left there, and hands over the plan of the folder as it is
 * now, still open.
 */
export async function eachFolder(
  { session, surgeries, mailboxId, runId, signal }: UndoRequest,
  how: 'examine' | 'select',
  take: (path: string, folder: WholeFolder | null, plan: UndoPlan) => Promise<void>,
): Promise<void> {
  const going = surgeries.going(mailboxId);
  const paths = new Set(surgeries.linesOf(mailboxId, runId).map((line) => line.destinationPath));
  for (const path of [...paths].sort()) {
    signal.throwIfAborted();
    const whole = await openIfThere(session, path, how);
    const settled = settleGoing(going, path, whole, surgeries);
    if (whole !== null && settled.length > 0)
      surgeries.forgetCopies(mailboxId, path, whole.opened.uidValidity, settled);
    // Read after that: what a cut-off attempt took is no line of the ledger any more.
    const lines = surgeries.linesOf(mailboxId, runId).filter((line) => line.destinationPath === path);
    await take(path, whole, planUndo(lines, new Map([[path, whole && liveFolder(whole)]])));
  }
}

function liveFolder({ opened, listing }: WholeFolder): LiveFolder {
  return { uidValidity: opened.uidValidity, message: (uid) => listing.get(uid) };
}

async function named(
  session: MailSession,
  folder: string,
  { listing }: WholeFolder,
  lines: readonly { readonly line: UndoLine; readonly reason: UndoReason | null }[],
): Promise<UndoMessage[]> {
  const uids = lines.flatMap(({ line }) => line.destinationUid ?? []).sort((a, b) => a - b);
  const headers = await readIdentities(readingOf(session), uids);
  return lines.map(({ line, reason }) => {
    const uid = line.destinationUid;
    const found = uid === null ? undefined : headers.get(uid);
    const now = uid === null ? undefined : listing.get(uid);
    return {
      folder,
      uid,
      subject: found?.shown.subject ?? '',
      from: found?.shown.from ?? '',
      date: now === undefined ? null : isoDateOf(now),
      size: now?.size ?? line.size,
      reason,
    };
  });
}
