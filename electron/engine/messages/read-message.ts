import type { Side } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { type ComparableCopy, messageDifferences } from '../../../shared/domain/message-difference.ts';
import type { MessageCopy, MessageView } from '../../../shared/domain/message-view.ts';
import { splitMessage } from '../../../shared/domain/raw-message.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { FetchedMessage, MailSession } from '../mail/session.ts';
import type { MessageParser } from './message-parser.ts';
import { type ParsedMessage, shownValue } from './parse-message.ts';

/** A copy as it was fetched, with what the other side needs to be held against it. */
export interface FetchedCopy {
  readonly side: Side;
  readonly message: FetchedMessage;
  /** False when it was too big to be read: then only its header is there. */
  readonly whole: boolean;
  readonly keepsFlags: boolean;
}

/** Bytes up to which a message is read as a whole to be shown. */
const MOST_SHOWN = 64 * 1024 * 1024;

/**
 * Reads one message from the open folder, or its header where it is too big.
 *
 * @throws AppError `mail.message-gone`
 */
export async function fetchCopy(session: MailSession, side: Side, uid: number, toldSize: number): Promise<FetchedCopy> {
  const whole = toldSize <= MOST_SHOWN;
  let found: FetchedMessage | null = null;
  if (whole) {
    await session.fetchMessages([uid], (message) => {
      if (message.uid === uid) found = message;
    });
  } else {
    await session.fetchHeaders([uid], ({ header, ...listing }) => {
      if (listing.uid === uid) found = { ...listing, bytes: header };
    });
  }
  if (found === null) throw new AppError({ code: 'mail.message-gone', side, message: goneWords(side) });
  return { side, message: found, whole, keepsFlags: session.keepsFlags };
}

function goneWords(side: Side): string {
  const place = side === 'source' ? 'The source' : 'The destination';
  return `${place} did not hand over this message: it was deleted or moved meanwhile. Read the folder again.`;
}

/** Takes the copies apart and says what differs where both were read as a whole. */
export async function viewOf(
  source: FetchedCopy | null,
  destination: FetchedCopy | null,
  unread: MessageView['unread'],
  parser: MessageParser,
): Promise<MessageView> {
  const [from, to] = await Promise.all([source && parsed(source, parser), destination && parsed(destination, parser)]);
  const both = from !== null && to !== null && from.copy.whole && to.copy.whole;
  return {
    source: from && shown(from),
    destination: to && shown(to),
    differences: both ? messageDifferences(comparable(from), comparable(to)) : null,
    unread,
  };
}

interface ParsedCopy {
  readonly copy: FetchedCopy;
  readonly parts: ParsedMessage;
}

async function parsed(copy: FetchedCopy, parser: MessageParser): Promise<ParsedCopy> {
  return { copy, parts: await parser.parse(copy.message.bytes) };
}

function shown({ copy, parts }: ParsedCopy): MessageCopy {
  const { uid, flags, internalDate, size, bytes } = copy.message;
  const tooBig = 'The message is too big to be shown: only its header was read. Save it to a file to read all of it.';
  return {
    side: copy.side,
    uid,
    flags: flags.filter((flag) => flag.toLowerCase() !== '\\recent'),
    internalDate,
    size: copy.whole ? bytes.length : size,
    toldSize: size,
    headers: [...parts.headers],
    headerCount: parts.headerCount,
    text: copy.whole ? parts.text : null,
    html: copy.whole ? parts.html : null,
    images: [...parts.images],
    attachments: copy.whole ? [...parts.attachments] : [],
    raw: parts.raw,
    rawComplete: copy.whole && parts.rawComplete,
    limits: copy.whole ? [...parts.limits] : [tooBig],
  };
}

function comparable({ copy, parts }: ParsedCopy): ComparableCopy {
  const { bytes, flags, internalDate } = copy.message;
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const attachments = parts.attachments.map(({ name, type, size }) => `${name}\t${type}\t${size}`).join('\n');
  return {
    message: splitMessage(raw),
    flags,
    keepsFlags: copy.keepsFlags,
    internalDate,
    dateMs: imapDateMs(internalDate),
    reads: parts.limits.length > 0 ? null : { text: `${parts.text ?? ''}\0${parts.html ?? ''}`, attachments },
    decode: shownValue,
  };
}
