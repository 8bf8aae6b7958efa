import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import { isPop3Numbering } from './pop3/numbering.ts';
import type { MailSession, MessageListing, OpenFolder } from './session.ts';

/** How often a folder is opened and listed before its server is taken at its word that there is no more. */
const ATTEMPTS = 3;

export interface WholeFolder {
  readonly opened: OpenFolder;
  /** In order of arrival. */
  readonly listing: ReadonlyMap<number, MessageListing>;
}

/**
 * Opens a folder and lists all of its messages. Some servers answer a FETCH in part and say OK: a message that is not listed
 * would be neither copied nor missed, so the list is held against the number of messages the server gave.
 *
 * @throws AppError `mail.protocol` when the list stays shorter than that, however often it is asked for
 */
export async function openWhole(session: MailSession, path: string, how: 'examine' | 'select'): Promise<WholeFolder> {
  for (let attempt = 1; ; attempt += 1) {
    // Opened anew each time: messages deleted meanwhile make a list rightly shorter.
    const opening = how === 'examine' ? session.examine(path) : session.select(path);
    const listing = new Map<number, MessageListing>();
    // Asked for in one breath: the number of messages is known a round trip later than it could be needed.
    const listed = session.listMessages('all', (message) => listing.set(message.uid, message));
    const [opened, failure] = await bothOrNeither(
      opening,
      listed.then(
        () => null,
        (error: unknown) => error,
      ),
    );
    // Where there is nothing, some servers refuse to list all of it.
    const nothingToList = opened.messages === 0 && isAppError(failure, 'mail.refused');
    if (failure !== null && !nothingToList) throw failure;
    if (listing.size >= opened.messages) return { opened, listing: inOrder(opened, listing) };
    if (attempt < ATTEMPTS) continue;
    throw new AppError({
      code: 'mail.protocol',
      message: `The server says that folder "${path}" has ${opened.messages} messages, but lists ${listing.size}.`,
    });
  }
}

/**
 * Waits for work on two connections. When one fails, the other is waited for all the same: a connection that is still opening
 * a folder must not be given the next task.
 *
 * @throws what the first of the two that failed threw
 */
export async function bothOrNeither<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

/** UIDs of IMAP ascend with arrival, in whatever order they are listed; numbers of POP3 do not, there the list is in order. */
function inOrder(
  { uidValidity }: OpenFolder,
  listing: ReadonlyMap<number, MessageListing>,
): ReadonlyMap<number, MessageListing> {
  if (isPop3Numbering(uidValidity) || isAscending(listing.keys())) return listing;
  return new Map([...listing].sort(([a], [b]) => a - b));
}

function isAscending(uids: Iterable<number>): boolean {
  let last = 0;
  for (const uid of uids) {
    if (uid < last) return false;
    last = uid;
  }
  return true;
}

/** Fills in the dates that a listing does not have but headers give, for whom the date decides. */
export async function withDates(
  session: MailSession,
  listing: ReadonlyMap<number, MessageListing>,
): Promise<ReadonlyMap<number, MessageListing>> {
  const dateless = [...listing.values()].filter((message) => message.internalDate === '').map(({ uid }) => uid);
  if (dateless.length === 0) return listing;
  const complete = new Map(listing);
  await session.fetchHeaders(dateless, ({ uid, internalDate }) => {
    const message = complete.get(uid);
    if (message !== undefined) complete.set(uid, { ...message, internalDate });
  });
  return complete;
}

/**
 * Asks for messages, then one by one for those that a refusal or a short answer left out, so that one bad message costs only
 * itself. `missing` holds what has not come yet; the reader takes out of it what comes.
 */
export async function readForgiving(
  read: (uids: readonly number[]) => Promise<void>,
  uids: readonly number[],
  missing: ReadonlySet<number>,
): Promise<void> {
  try {
    await read(uids);
  } catch (error) {
    if (!isAppError(error, 'mail.refused')) throw error;
  }
  for (const uid of [...missing]) {
    try {
      await read([uid]);
    } catch (error) {
      if (!isAppError(error, 'mail.refused')) throw error;
    }
  }
}
