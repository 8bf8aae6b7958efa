// The identity of messages written plainly, byte by byte and line by line: what `electron/engine/verify/identity.ts` must agree with to the
// last bit, because ledgers hold its results.
import { createHash } from 'node:crypto';
import { decodeWords } from 'postal-mime';
import { instantOf, parseImapDate } from '../../../electron/engine/mail/internal-date.ts';
import type { MessageKeys, ShownHeaders } from '../../../electron/engine/verify/identity.ts';

const CR = 13;
const LF = 10;

/**
 * SHA-256 over the bytes with every line end as CRLF: lone LF and lone CR count as CRLF (IMAP servers may store and send
 * those either way, RFC 5322 2.3 allows neither). Nothing else is changed.
 */
export function hashNormalised(bytes: Uint8Array): Uint8Array {
  const hash = createHash('sha256');
  const crlf = Buffer.from('\r\n');
  let start = 0;
  for (let at = nextLineEnd(bytes, 0); at < bytes.length; at = nextLineEnd(bytes, at)) {
    if (bytes[at] === CR && bytes[at + 1] === LF) {
      at += 2;
      continue;
    }
    hash.update(bytes.subarray(start, at)).update(crlf);
    at += 1;
    start = at;
  }
  return hash.update(bytes.subarray(start)).digest();
}

/** The keys of a whole message. */
export function keysOfMessage(bytes: Uint8Array, size: number, internalDate: string): MessageKeys {
  return { ...keysOfHeader(headerOf(bytes), size, internalDate), bytesHash: hashNormalised(bytes) };
}

/**
 * The keys that can be had from the header alone. A message without Date, From and Subject has nothing to be recognised by,
 * so its size and internal date stand in: then it only matches its like.
 */
export function keysOfHeader(header: Uint8Array, size: number, internalDate: string): MessageKeys {
  const fields = readHeaders(header, ['message-id', 'date', 'from', 'to', 'subject']);
  const date = dateKey(fields.get('date'));
  const from = addressKey(fields.get('from'));
  const subject = fold(fields.get('subject') ?? '');
  const weak = date === '' && from === '' && subject === '';
  const arrived = parseImapDate(internalDate);
  const parts = weak
    ? ['weak', String(size), arrived === null ? '' : String(instantOf(arrived))]
    : [date, from, addressKey(fields.get('to')), subject];
  const messageId = fold(fields.get('message-id') ?? '')
    .replace(/\s/g, '')
    .toLowerCase();
  return {
    bytesHash: null,
    messageKey: messageId === '' ? null : digest16([messageId, date]),
    headerKey: digest16(parts),
  };
}

/** Subject, sender and Message-ID for people: encoded words (RFC 2047) and raw 8-bit text decoded. */
export function shownHeadersOf(header: Uint8Array): ShownHeaders {
  const fields = readHeaders(header, ['subject', 'from', 'message-id']);
  const messageId = fold(fields.get('message-id') ?? '');
  return {
    subject: decodeShown(fold(fields.get('subject') ?? '')),
    from: decodeShown(fold(fields.get('from') ?? '')),
    messageId: messageId === '' ? null : messageId,
  };
}

/** The header part of a message: up to and with the first empty line, or all of it. */
export function headerOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bodyStart(bytes));
}

/** The SHA-256 of what follows the header, normalised like the whole: tells a changed header from a changed text. */
export function hashBody(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(bodyStart(bytes));
  // Servers add or drop line ends at the very end; that is no change of the text.
  let end = body.length;
  while (end > 0 && (body[end - 1] === LF || body[end - 1] === CR)) end -= 1;
  return hashNormalised(body.subarray(0, end));
}

function bodyStart(bytes: Uint8Array): number {
  if (bytes[0] === LF) return 1;
  if (bytes[0] === CR && bytes[1] === LF) return 2;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return bytes.length;
}

function nextLineEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === LF || byte === CR) return at;
  }
  return bytes.length;
}

/** The first value of each field asked for, unfolded; bytes as Latin-1 so that 8-bit headers keep their identity. */
function readHeaders(header: Uint8Array, names: readonly string[]): Map<string, string> {
  const text = Buffer.from(header.buffer, header.byteOffset, header.byteLength).toString('latin1');
  const found = new Map<string, string>();
  let name = '';
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (found.size > 0 || name !== '') break;
      continue;
    }
    if (/^[ \t]/.test(line)) {
      const value = found.get(name);
      if (value !== undefined && names.includes(name)) found.set(name, `${value} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const next = line.slice(0, colon).trim().toLowerCase();
    // Only the first field of a name counts; continuation lines of a repeated one must not be added to it.
    name = names.includes(next) && !found.has(next) ? next : ' ';
    if (name !== ' ') found.set(name, line.slice(colon + 1).trim());
  }
  return found;
}

function dateKey(value: string | undefined): string {
  if (value === undefined) return '';
  const time = Date.parse(value.replace(/\(.*?\)/g, '').trim());
  return Number.isNaN(time) ? fold(value) : String(Math.floor(time / 1000));
}

/** Addresses only, so that requoted or refolded display names do not matter; the folded text when there is none. */
function addressKey(value: string | undefined): string {
  if (value === undefined) return '';
  const addresses = value.match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g);
  return addresses === null ? fold(value) : addresses.map((address) => address.toLowerCase()).join(',');
}

function fold(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}

/** Raw 8-bit headers are mostly UTF-8 today; where they are not, Latin-1 is the better guess. */
function decodeShown(latin1: string): string {
  let text = latin1;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'));
  } catch {
    // Not UTF-8: stays Latin-1.
  }
  return decodeWords(text);
}

function digest16(parts: readonly string[]): Uint8Array {
  return createHash('sha256').update(parts.join('\0'), 'latin1').digest().subarray(0, 16);
}
