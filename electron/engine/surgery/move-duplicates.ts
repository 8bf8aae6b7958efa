import type { SurgeryOutcome } from '../../../shared/contract/surgery.ts';
import { allowedExtras, copyKey, type DuplicateCopy, type DuplicateGroup } from '../../../shared/domain/duplicates.ts';
import type { MailSession } from '../mail/session.ts';
import type { WholeFolder } from '../mail/whole-folder.ts';
import type { Surgeries } from '../workspace/surgeries.ts';
import { ensureFolder, mustBeAble, openIfThere } from './folders.ts';
import { settleAll, takeAway } from './taking.ts';

export interface MoveDuplicates {
  readonly session: MailSession;
  readonly surgeries: Surgeries;
  readonly mailboxId: string;
  readonly surgeryId: string;
  readonly groups: readonly DuplicateGroup[];
  readonly numbering: ReadonlyMap<string, string>;
  /** By `copyKey`. */
  readonly chosen: ReadonlySet<string>;
  readonly moveTo: string;
  readonly at: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Moves the extras an agent chose into the quarantine folder. First all folders of the groups are looked at again: where one that is to
 * stay is gone, or a folder was renumbered, the group is left alone.
 */
export async function moveDuplicates(move: MoveDuplicates): Promise<SurgeryOutcome> {
  const { session, surgeries, mailboxId, surgeryId, chosen, signal } = move;
  mustBeAble(session);
  const concerned = move.groups.filter((group) => group.copies.some((copy) => chosen.has(copyKey(copy))));
  await settleAll(session, surgeries, mailboxId);
  const there = await whatIsThere(move, concerned);
  const stillThere = (copy: DuplicateCopy): boolean => there.get(copy.folder)?.has(copy.uid) ?? false;
  const goes: DuplicateCopy[] = [];
  let refused = 0;
  for (const group of concerned) {
    const allowed = allowedExtras(group, chosen, stillThere);
    goes.push(...allowed.goes);
    if (allowed.refused) refused += group.copies.filter((copy) => chosen.has(copyKey(copy))).length;
  }
  const left = [];
  const gone = chosen.size - goes.length - refused;
  if (refused > 0) left.push({ reason: 'too few would have stayed: their like is gone meanwhile', messages: refused });
  if (gone > 0) left.push({ reason: 'moved, deleted or renumbered meanwhile', messages: gone });
  if (goes.length === 0) return { surgeryId, done: 0, left, folder: move.moveTo };

  await ensureFolder(session, move.moveTo);
  surgeries.add({
    id: surgeryId,
    mailboxId,
    kind: 'duplicates',
    runId: null,
    way: 'move',
    folder: move.moveTo,
    at: move.at,
  });
  let done = 0;
  const onGone = (messages: number): void => {
    done += messages;
    move.onProgress(done, goes.length);
  };
  for (const [path, copies] of Map.groupBy(goes, ({ folder }) => folder)) {
    const folder = await openIfThere(session, path, 'select');
    if (folder === null || folder.opened.uidValidity !== move.numbering.get(path)) continue;
    const taking = {
      session,
      surgeries,
      surgeryId,
      mailboxId,
      way: 'move' as const,
      moveTo: move.moveTo,
      signal,
      forgets: false,
      onGone,
    };
    await takeAway(
      taking,
      folder,
      copies.flatMap(({ uid }) => (folder.listing.has(uid) ? uid : [])),
    );
  }
  const late = goes.length - done;
  if (late > 0) left.push({ reason: 'touched or gone in the last moment', messages: late });
  return { surgeryId, done, left, folder: move.moveTo };
}

/** UIDs in the folders of these groups now, of folders that still have their numbering. */
async function whatIsThere(
  { session, numbering, signal }: MoveDuplicates,
  groups: readonly DuplicateGroup[],
): Promise<ReadonlyMap<string, WholeFolder['listing']>> {
  const there = new Map<string, WholeFolder['listing']>();
  for (const path of new Set(groups.flatMap(({ copies }) => copies.map(({ folder }) => folder)))) {
    signal.throwIfAborted();
    const folder = await openIfThere(session, path, 'examine');
    if (folder !== null && folder.opened.uidValidity === numbering.get(path)) there.set(path, folder.listing);
  }
  return there;
}
