import type { UndoWay } from '../../../shared/domain/undo.ts';
import { comparableFlags } from '../mail/flags.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession, MessageListing, MessageReading } from '../mail/session.ts';
import type { WholeFolder } from '../mail/whole-folder.ts';
import { type IdentifiedMessage, identityFields, readIdentities } from '../verify/identities.ts';
import type { NotedMessage, Surgeries, TakenMessage } from '../workspace/surgeries.ts';
import { openIfThere } from './folders.ts';

/** So many go with one command: what is uncertain after a lost connection stays small. */
const AT_ONCE = 200;

/** One time that messages are taken away. */
export interface Taking {
  readonly session: MailSession;
  readonly surgeries: Surgeries;
  readonly surgeryId: string;
  readonly mailboxId: string;
  readonly way: UndoWay;
  /** Where to; not used when they are removed. */
  readonly moveTo: string;
  readonly signal: AbortSignal;
  /** Forgets the ledger lines of what went, so that a later copy brings it again. */
  readonly forgets: boolean;
  readonly onGone: (messages: number) => void;
}

/** A session that is asked only for the fields that identify and name a message. */
export function readingOf(session: MailSession): MessageReading {
  return {
    fetchHeaders: (uids, onMessage) => session.fetchHeaders(uids, onMessage, identityFields),
    fetchMessages: (uids, onMessage) => session.fetchMessages(uids, onMessage),
  };
}

/**
 * Takes messages of the folder that is open read-write away: each is written down before the command leaves, and struck off when the
 * folder does not list it any more. Returns how many went.
 */
export async function takeAway(
  taking: Taking,
  { opened, listing }: WholeFolder,
  uids: readonly number[],
): Promise<number> {
  const folder = { path: opened.path, uidValidity: opened.uidValidity };
  const { session, surgeries } = taking;
  surgeries.dropMarks(taking.mailboxId, folder.path);
  const ascending = uids.toSorted((a, b) => a - b);
  let went = 0;
  for (let from = 0; from < ascending.length; from += AT_ONCE) {
    taking.signal.throwIfAborted();
    const some = ascending.slice(from, from + AT_ONCE);
    const named = await readIdentities(readingOf(session), some);
    // Whoever read or marked one in the last moments wants it.
    const untouched = [...named.values()].filter(
      ({ listing: now }) => comparableFlags(now.flags) === comparableFlags(listing.get(now.uid)?.flags ?? []),
    );
    const messages = untouched.map((message) => takenOf(message, folder));
    const ids = surgeries.note(taking.surgeryId, messages);
    const noted = messages.map((message, at) => ({ ...message, id: ids[at] ?? 0 }));
    const gone = await takeSome(taking, noted);
    if (taking.forgets && gone.length > 0)
      surgeries.forgetCopies(taking.mailboxId, folder.path, folder.uidValidity, gone);
    went += gone.length;
    taking.onGone(gone.length);
  }
  return went;
}

async function takeSome(taking: Taking, noted: readonly (TakenMessage & { id: number })[]): Promise<number[]> {
  const { session, surgeries } = taking;
  const uids = noted.map(({ uid }) => uid);
  let places = new Map<number, number>();
  let numbering: string | null = null;
  try {
    if (taking.way === 'remove') await session.removeMessages(uids);
    else {
      const moved = await session.moveMessages(uids, taking.moveTo);
      places = new Map(moved.uids);
      numbering = moved.uidValidity;
    }
  } catch (error) {
    // A refusal says nothing of those before it. After a lost connection the next look settles it.
    if (session.usable) await settle();
    throw error;
  }
  return settle();

  async function settle(): Promise<number[]> {
    const left = new Set<number>();
    await session.listFlags(uids, ({ uid }) => left.add(uid));
    const gone = noted.filter(({ uid }) => !left.has(uid));
    surgeries.setGone(gone.map(({ id, uid }) => ({ id, uidValidity: numbering, uid: places.get(uid) ?? null })));
    surgeries.strike(noted.filter(({ uid }) => left.has(uid)).map(({ id }) => id));
    return gone.map(({ uid }) => uid);
  }
}

function takenOf(message: IdentifiedMessage, folder: { path: string; uidValidity: string }): TakenMessage {
  const { listing, keys, shown } = message;
  return {
    folder: folder.path,
    uidValidity: folder.uidValidity,
    uid: listing.uid,
    size: listing.size,
    messageKey: keys.messageKey,
    headerKey: keys.headerKey,
    subject: shown.subject,
    sender: shown.from,
    date: isoDateOf(listing),
  };
}

/** The internal date in ISO 8601, null where the server gave none. */
export function isoDateOf({ internalDate }: Pick<MessageListing, 'internalDate'>): string | null {
  const ms = imapDateMs(internalDate);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/**
 * Settles what an attempt that was cut off left as going in a folder: what the folder does not list any more went with it.
 * What it still lists stays written down, so that the next attempt knows our mark on it. Returns the UIDs of an undo that went:
 * their lines of the ledger are to be forgotten.
 */
export function settleGoing(
  going: readonly NotedMessage[],
  path: string,
  folder: WholeFolder | null,
  surgeries: Surgeries,
): number[] {
  const here = going.filter((one) => one.folder === path);
  const valid = here.filter((one) => one.uidValidity === folder?.opened.uidValidity);
  // Nobody can tell any more what became of the others.
  surgeries.setState(
    here.filter((one) => one.uidValidity !== folder?.opened.uidValidity).map(({ id }) => id),
    'lost',
  );
  const gone = valid.filter(({ uid }) => folder?.listing.has(uid) === false);
  surgeries.setGone(gone.map(({ id }) => ({ id, uidValidity: null, uid: null })));
  return gone.filter(({ kind }) => kind === 'undo').map(({ uid }) => uid);
}

/** The same in every folder that an attempt which was cut off was about, with a look at each. */
export async function settleAll(session: MailSession, surgeries: Surgeries, mailboxId: string): Promise<void> {
  const going = surgeries.going(mailboxId);
  for (const path of new Set(going.map(({ folder }) => folder))) {
    const folder = await openIfThere(session, path, 'examine');
    const settled = settleGoing(going, path, folder, surgeries);
    if (folder !== null && settled.length > 0)
      surgeries.forgetCopies(mailboxId, path, folder.opened.uidValidity, settled);
  }
}
