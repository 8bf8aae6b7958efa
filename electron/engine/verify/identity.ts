import { createHash, hash } from 'node:crypto';
import { decodeWords } from 'postal-mime';
import { instantOf, parseImapDate } from '../mail/internal-date.ts';

/** What a message is recognised by; see README.md of this folder. */
export interface MessageKeys {
  /** 32 bytes; null when only the header was read. */
  readonly bytesHash: Uint8Array | null;
  /** 16 bytes; null without a Message-ID. */
  readonly messageKey: Uint8Array | null;
  /** 16 bytes. */
  readonly headerKey: Uint8Array;
}

/** The headers a finding shows, decoded as far as plain headers go. */
export interface ShownHeaders {
  readonly subject: string;
  readonly from: string;
  readonly messageId: string | null;
}

const CR = 13;
const LF = 10;
const TAB = 9;
const SPACE = 32;
const NO_BREAK_SPACE = 0xa0;
const EMPTY_LINE = Buffer.from('\n\r\n');
const EMPTY_LF_LINE = Buffer.from('\n\n');
const LONE_LINE_END = /\r(?!\n)|(?<!\r)\n/;
const ANY_LINE_END = /\r\n?|\n/g;
const NOT_ASCII = /[\x80-\uffff]/;
/** How much is looked at as text at once: a large message must not be in memory twice. */
const PIECE = 256 * 1024;

/**
 * SHA-256 over the bytes with every line end as CRLF: lone LF and lone CR count as CRLF (IMAP servers may store and send
 * those either way, RFC 5322 2.3 allows neither). Nothing else is changed.
 */
export function hashNormalised(bytes: Uint8Array): Uint8Array {
  const whole = asBuffer(bytes);
  if (whole.length <= PIECE) {
    const text = whole.toString('latin1');
    return sha256(LONE_LINE_END.test(text) ? withCrlf(text) : whole);
  }
  const sum = createHash('sha256');
  for (let start = 0, end = 0; start < whole.length; start = end) {
    end = Math.min(start + PIECE, whole.length);
    // No line end is cut in two.
    if (whole[end - 1] === CR && whole[end] === LF) end += 1;
    const text = whole.toString('latin1', start, end);
    sum.update(LONE_LINE_END.test(text) ? withCrlf(text) : whole.subarray(start, end));
  }
  return sum.digest();
}

/** By way of a string: Node makes those at a third of the cost of a buffer of its own for each hash. */
function sha256(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}

function withCrlf(text: string): Buffer {
  return Buffer.from(text.replace(ANY_LINE_END, '\r\n'), 'latin1');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The keys of a whole message. */
export function keysOfMessage(bytes: Uint8Array, size: number, internalDate: string): MessageKeys {
  const whole = asBuffer(bytes);
  const text = whole.length <= PIECE ? whole.toString('latin1') : '';
  if (text === '' || LONE_LINE_END.test(text))
    return { ...keysOfHeader(headerOf(whole), size, internalDate), bytesHash: hashNormalised(whole) };
  // The usual message: it is made text once, for the line ends and for the header.
  const end = text.startsWith('\r\n') ? 2 : nextOr(text, '\r\n\r\n', 0, text.length);
  const { messageKey, headerKey } = keysOfFields(readFields(text.slice(0, end)), size, internalDate);
  return { bytesHash: sha256(whole), messageKey, headerKey };
}

/**
 * The keys that can be had from the header alone. A message without Date, From and Subject has nothing to be recognised by,
 * so its size and internal date stand in: then it only matches its like.
 */
export function keysOfHeader(header: Uint8Array, size: number, internalDate: string): MessageKeys {
  return keysOfFields(readHeaders(header), size, internalDate);
}

function keysOfFields(fields: Fields, size: number, internalDate: string): MessageKeys {
  const date = dateKey(fields.date);
  const from = addressKey(fields.from);
  const subject = fold(fields.subject ?? '');
  const weak = date === '' && from === '' && subject === '';
  const parts = weak ? ['weak', String(size), instantText(internalDate)] : [date, from, addressKey(fields.to), subject];
  const messageId = (fields['message-id'] ?? '').replace(/\s+/g, '').toLowerCase();
  return {
    bytesHash: null,
    messageKey: messageId === '' ? null : digest16([messageId, date]),
    headerKey: digest16(parts),
  };
}

/** Subject, sender and Message-ID for people: encoded words (RFC 2047) and raw 8-bit text decoded. */
export function shownHeadersOf(header: Uint8Array): ShownHeaders {
  const fields = readHeaders(header);
  const messageId = fold(fields['message-id'] ?? '');
  return {
    subject: decodeShown(fold(fields.subject ?? '')),
    from: decodeShown(fold(fields.from ?? '')),
    messageId: messageId === '' ? null : messageId,
  };
}

/** The recipients as the header names them, for people. */
export function shownRecipients(header: Uint8Array): string {
  return decodeShown(fold(readHeaders(header).to ?? ''));
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
  // A message may begin with the empty line: it has no header then.
  if (bytes[0] === LF) return 1;
  if (bytes[0] === CR && bytes[1] === LF) return 2;
  const whole = asBuffer(bytes);
  const found = whole.indexOf(EMPTY_LINE);
  const end = found < 0 ? whole.length : found + EMPTY_LINE.length;
  // Before that one there may be an empty line without CR.
  const bare = whole.subarray(0, end).indexOf(EMPTY_LF_LINE);
  return bare < 0 ? end : bare + EMPTY_LF_LINE.length;
}

type FieldName = 'message-id' | 'date' | 'from' | 'to' | 'subject';
type Fields = { [Name in FieldName]?: string };

const FIELD_NAMES: ReadonlySet<string> = new Set<FieldName>(['message-id', 'date', 'from', 'to', 'subject']);
const LONGEST_NAME = 'message-id'.length;

/** The first value of each field, unfolded; bytes as Latin-1 so that 8-bit headers keep their identity. */
function readHeaders(header: Uint8Array): Fields {
  const text = asBuffer(header).toString('latin1');
  return readFields(LONE_LINE_END.test(text) ? text.replace(ANY_LINE_END, '\r\n') : text);
}

/** The same of a header whose lines all end in CRLF. */
function readFields(text: string): Fields {
  const found: Fields = {};
  /** The field that continuation lines belong to; null when it is none of ours. */
  let current: FieldName | null = null;
  let begun = false;
  let colon = -1;
  for (let start = 0, end = 0; start < text.length; start = end + 2) {
    end = nextOr(text, '\r\n', start, text.length);
    if (end === start) {
      if (begun) break;
      continue;
    }
    const first = text.charCodeAt(start);
    if (first === SPACE || first === TAB) {
      if (current !== null) found[current] += ` ${text.slice(start, end).trim()}`;
      continue;
    }
    // Lines may be many and colons few: none is looked for twice.
    if (colon < start) colon = nextOr(text, ':', start, text.length);
    if (colon === start || colon >= end) continue;
    begun = true;
    // Only the first field of a name counts; continuation lines of a repeated one must not be added to it.
    current = fieldNamed(text, start, colon);
    if (current !== null && found[current] !== undefined) current = null;
    if (current !== null) found[current] = text.slice(colon + 1, end).trim();
  }
  return found;
}

function nextOr(text: string, wanted: string, from: number, otherwise: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? otherwise : found;
}

/** Which of our fields is named there, in whatever case and with whatever blanks around it. */
function fieldNamed(text: string, start: number, colon: number): FieldName | null {
  // Most fields are none of ours, and most of those have longer names without blanks.
  if (colon - start > LONGEST_NAME && text.charCodeAt(start) > SPACE && text.charCodeAt(colon - 1) > SPACE) {
    if (text.charCodeAt(start) < NO_BREAK_SPACE && text.charCodeAt(colon - 1) < NO_BREAK_SPACE) return null;
  }
  const name = text.slice(start, colon).trim().toLowerCase();
  return FIELD_NAMES.has(name) ? (name as FieldName) : null;
}

function dateKey(value: string | undefined): string {
  if (value === undefined) return '';
  const time = Date.parse((value.includes('(') ? value.replace(/\(.*?\)/g, '') : value).trim());
  return Number.isNaN(time) ? fold(value) : String(Math.floor(time / 1000));
}

/** Addresses only, so that requoted or refolded display names do not matter; the folded text when there is none. */
function addressKey(value: string | undefined): string {
  if (value === undefined) return '';
  const addresses = value.match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g);
  return addresses === null ? fold(value) : addresses.map((address) => address.toLowerCase()).join(',');
}

function fold(value: string): string {
  return (/\s\s|[^\S ]/.test(value) ? value.replace(/\s+/g, ' ') : value).trim();
}

/** When a message arrived, as Unix milliseconds in text; empty when that is not known. */
function instantText(internalDate: string): string {
  const arrived = parseImapDate(internalDate);
  return arrived === null ? '' : String(instantOf(arrived));
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
  const text = parts.join('\0');
  // ASCII, which nearly all is, has the same bytes in UTF-8, and needs no buffer.
  const bytes = NOT_ASCII.test(text) ? Buffer.from(text, 'latin1') : text;
  return Buffer.from(hash('sha256', bytes, 'binary').slice(0, 16), 'latin1');
}
