import type { SurgeryOutcome } from '../../../shared/contract/surgery.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { type UndoReason, type UndoWay, undoReasonWords } from '../../../shared/domain/undo.ts';
import { ensureFolder, mustBeAble } from './folders.ts';
import { takeAway } from './taking.ts';
import { eachFolder, lineKey, type UndoLook, type UndoRequest } from './undo-look.ts';

/** What the agent confirmed. */
export interface ConfirmedUndo extends UndoRequest {
  readonly surgeryId: string;
  readonly look: UndoLook;
  readonly way: UndoWay;
  readonly at: string;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Takes away what a look showed as going and what still is as it was then. Goes folder by folder; cut off anywhere, the same again
 * goes on.
 *
 * @throws AppError `mail.cannot-move`, and whatever the connection ends with
 */
export async function undoRun(undo: ConfirmedUndo): Promise<SurgeryOutcome> {
  const { session, surgeries, mailboxId, runId, look, way, surgeryId } = undo;
  mustBeAble(session);
  if (way === 'remove' && !session.facts.uidplus) throw cannotRemove();
  const { moveTo, goes } = look.preview;
  if (way === 'move') await ensureFolder(session, moveTo);
  const folder = way === 'move' ? moveTo : null;
  surgeries.add({ id: surgeryId, mailboxId, kind: 'undo', runId, way, folder, at: undo.at });
  let done = 0;
  const left = new Map<UndoReason, number>();
  await eachFolder(undo, 'select', async (_path, whole, plan) => {
    const uids = plan.goes.filter((line) => look.shown.has(lineKey(line))).map((line) => line.destinationUid);
    for (const { line, reason } of plan.stays)
      if (look.shown.has(lineKey(line))) left.set(reason, (left.get(reason) ?? 0) + 1);
    if (whole === null || uids.length === 0) return;
    const onGone = (messages: number): void => {
      done += messages;
      undo.onProgress(done, goes);
    };
    const taking = {
      session,
      surgeries,
      surgeryId,
      mailboxId,
      way,
      moveTo,
      signal: undo.signal,
      forgets: true,
      onGone,
    };
    await takeAway(taking, whole, uids);
  });
  const reasons = [...left].map(([reason, messages]) => ({ reason: undoReasonWords[reason], messages }));
  return { surgeryId, done, left: reasons, folder };
}

function cannotRemove(): AppError {
  const message = 'This server can move messages, but not remove chosen ones (UIDPLUS). Move them instead.';
  return new AppError({ code: 'mail.cannot-move', side: 'destination', message });
}
