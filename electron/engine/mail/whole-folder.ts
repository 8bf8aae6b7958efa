import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import { MessageTable } from './message-table.ts';
import { isPop3Numbering } from './pop3/numbering.ts';
import type { MailSession, OpenFolder } from './session.ts';

/** How often a folder is opened and listed before its server is taken at its word that there is no more. */
const ATTEMPTS = 3;
/** A life sign after so many messages of a listing. */
const COUNTED = 1000;

export interface WholeFolder {
  readonly opened: OpenFolder;
  /** In order of arrival. */
  readonly listing: MessageTable;
}

/**
 * Opens a folder and lists all of its messages. Some servers answer a FETCH in part and say OK: a message that is not listed
 * would be neither copied nor missed, so the list is held against the number of messages the server gave.
 *
 * @throws AppError `mail.protocol` when the list stays shorter than that, however often it is asked for
 */
export async function openWhole(
  session: MailSession,
  path: string,
  how: 'examine' | 'select',
  onListed?: (count: number) => void,
): Promise<WholeFolder> {
  for (let attempt = 1; ; attempt += 1) {
    // Opened anew each time: messages deleted meanwhile make a list rightly shorter.
    const opening = how === 'examine' ? session.examine(path) : session.select(path);
    const listing = new MessageTable();
    // Asked for in one breath: the number of messages is known a round trip later than it could be needed.
    const listed = session.listMessages('all', (message) => {
      listing.add(message);
      if (listing.size % COUNTED === 0) onListed?.(listing.size);
    });
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
    // UIDs of IMAP ascend with arrival, in whatever order they are listed; numbers of POP3 do not, there the list is in order.
    if (listing.size >= opened.messages)
      return { opened, listing: isPop3Numbering(opened.uidValidity) ? listing : MessageTable.ascending(listing) };
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

/** Fills in the dates that a listing does not have but headers give, for whom the date decides. */
export async function withDates(session: MailSession, listing: MessageTable): Promise<MessageTable> {
  const dateless: number[] = [];
  for (const { uid, internalDate } of listing.values()) if (internalDate === '') dateless.push(uid);
  if (dateless.length === 0) return listing;
  const dates = new Map<number, string>();
  await session.fetchHeaders(dateless, ({ uid, internalDate }) => dates.set(uid, internalDate));
  const complete = new MessageTable(listing.size);
  for (const message of listing.values())
    complete.add({ ...message, internalDate: dates.get(message.uid) ?? message.internalDate });
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
