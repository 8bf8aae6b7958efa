import type { SurgeryOutcome } from '../../../shared/contract/surgery.ts';
import type { MailSession } from '../mail/session.ts';
import type { WholeFolder } from '../mail/whole-folder.ts';
import { readIdentities } from '../verify/identities.ts';
import type { NotedMessage, Surgeries } from '../workspace/surgeries.ts';
import { ensureFolder, mustBeAble, openIfThere } from './folders.ts';
import { readingOf, settleAll } from './taking.ts';

const AT_ONCE = 200;

export interface PutBack {
  readonly session: MailSession;
  readonly surgeries: Surgeries;
  readonly mailboxId: string;
  readonly surgeryId: string;
  /** The quarantine folder. */
  readonly folder: string;
  /** Null for all that are not back yet. */
  readonly ids: ReadonlySet<number> | null;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Moves messages from the quarantine folder back into the folders they came from: by UID, or by what identifies them where the server did
 * not tell their UID. A folder that is gone meanwhile is made again.
 */
export async function putBack(work: PutBack): Promise<SurgeryOutcome> {
  const { session, surgeries, surgeryId, ids, signal } = work;
  mustBeAble(session);
  await settleAll(session, surgeries, work.mailboxId);
  const wanted = surgeries
    .messages(surgeryId)
    .filter(({ id, state }) => state === 'gone' && (ids === null || ids.has(id)));
  const quarantine = await openIfThere(session, work.folder, 'select');
  const places = quarantine === null ? new Map<number, number>() : await findIn(session, quarantine, wanted);
  const lost = wanted.filter(({ id }) => !places.has(id));
  surgeries.setState(
    lost.map(({ id }) => id),
    'lost',
  );
  let done = 0;
  for (const [folder, messages] of Map.groupBy(
    wanted.filter(({ id }) => places.has(id)),
    (one) => one.folder,
  )) {
    await ensureFolder(session, folder);
    surgeries.dropMarks(work.mailboxId, folder);
    const uids = new Map(messages.map(({ id }) => [places.get(id) ?? 0, id]));
    const ascending = [...uids.keys()].sort((a, b) => a - b);
    for (let from = 0; from < ascending.length; from += AT_ONCE) {
      signal.throwIfAborted();
      const some = ascending.slice(from, from + AT_ONCE);
      await session.moveMessages(some, folder);
      const left = new Set<number>();
      await session.listFlags(some, ({ uid }) => left.add(uid));
      const back = some.filter((uid) => !left.has(uid));
      surgeries.setState(
        back.flatMap((uid) => uids.get(uid) ?? []),
        'back',
      );
      done += back.length;
      work.onProgress(done, wanted.length);
    }
  }
  const left = lost.length === 0 ? [] : [{ reason: `not in "${work.folder}" any more`, messages: lost.length }];
  return { surgeryId, done, left, folder: work.folder };
}

/** Where each message lies in the quarantine folder, by its id. No UID stands for two of them. */
async function findIn(
  session: MailSession,
  { opened, listing }: WholeFolder,
  wanted: readonly NotedMessage[],
): Promise<Map<number, number>> {
  const places = new Map<number, number>();
  const unknown: NotedMessage[] = [];
  for (const message of wanted) {
    const { id, movedUid, movedUidValidity } = message;
    if (movedUid === null || movedUidValidity !== opened.uidValidity) unknown.push(message);
    else if (listing.has(movedUid)) places.set(id, movedUid);
  }
  if (unknown.length === 0) return places;
  const taken = new Set(places.values());
  const named = await readIdentities(readingOf(session), [...listing.keys()]);
  const free = [...named.values()].filter(({ listing: { uid } }) => !taken.has(uid));
  for (const message of unknown) {
    const place = free.findIndex(
      ({ keys, listing: { size } }) =>
        size === message.size && same(keys.headerKey, message.headerKey) && same(keys.messageKey, message.messageKey),
    );
    const [found] = place < 0 ? [] : free.splice(place, 1);
    if (found !== undefined) places.set(message.id, found.listing.uid);
  }
  return places;
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}
