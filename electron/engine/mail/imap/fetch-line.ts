import type { FetchResponse } from './responses.ts';

/** Most messages of a folder share a few lists of flags. */
const flagLists = new Map<string, readonly string[]>();
const MAX_FLAG_LISTS = 1000;
const NO_FLAGS: readonly string[] = Object.freeze([]);

const ZERO = 48;
const SPACE = 32;
const CLOSING = 41;

/**
 * Reads an ordinary FETCH line: the items we ask for, in the spelling practically every server uses. A folder of 100,000
 * messages has as many lines, so this goes by place, without patterns and without building a tree of values. Null for a line
 * with anything unexpected in it, which `readFetch` is for.
 *
 * @param text the response as the framer gives it
 * @param literals the bytes its marks stand for
 */
export function readFetchLine(text: string, literals: readonly Uint8Array[]): FetchResponse | null {
  if (!text.startsWith('* ') || literals.length > 1) return null;
  let uid = 0;
  let flags: readonly string[] | null = NO_FLAGS;
  let internalDate = '';
  let size = 0;
  let listed = false;
  let content: Uint8Array | null = null;
  let at = endOfNumber(text, 2);
  if (at === 2 || !text.startsWith(' FETCH (', at)) return null;
  at += ' FETCH ('.length;
  for (;;) {
    let end: number;
    if (text.startsWith('UID ', at)) {
      at += 'UID '.length;
      end = endOfNumber(text, at);
      uid = numberAt(text, at, end);
    } else if (text.startsWith('FLAGS (', at)) {
      at += 'FLAGS ('.length;
      const closing = text.indexOf(')', at);
      flags = closing < 0 ? null : flagListOf(text.slice(at, closing));
      if (flags === null) return null;
      end = closing + 1;
    } else if (text.startsWith('INTERNALDATE "', at)) {
      at += 'INTERNALDATE "'.length;
      const quote = text.indexOf('"', at);
      internalDate = text.slice(at, quote).trim();
      if (quote < 0 || internalDate.includes('\\')) return null;
      end = quote + 1;
    } else if (text.startsWith('RFC822.SIZE ', at)) {
      at += 'RFC822.SIZE '.length;
      end = endOfNumber(text, at);
      size = numberAt(text, at, end);
      listed = true;
    } else if (text.startsWith('MODSEQ (', at)) {
      at += 'MODSEQ ('.length;
      end = endOfNumber(text, at);
      if (text.charCodeAt(end) !== CLOSING) return null;
      end += 1;
    } else {
      const head = bodyHeadLength(text, at);
      if (head === 0) return null;
      at += head;
      end = endOfNumber(text, at);
      const [bytes] = literals;
      if (bytes === undefined || content !== null || bytes.length !== numberAt(text, at, end)) return null;
      if (!text.startsWith('}\r\n', end)) return null;
      content = bytes;
      end += '}\r\n'.length;
    }
    // An item without its value.
    if (end === at) return null;
    at = end + 1;
    const next = text.charCodeAt(end);
    if (next === CLOSING) break;
    if (next !== SPACE) return null;
  }
  const unused = content === null && literals.length > 0;
  return uid === 0 || unused || at !== text.length ? null : { uid, flags, internalDate, size, content, listed };
}

/** Characters up to the size of a body item's literal; 0 when it is none of those we ask for. */
function bodyHeadLength(text: string, at: number): number {
  for (const head of ['BODY[] {', 'BODY[HEADER] {']) if (text.startsWith(head, at)) return head.length;
  if (!text.startsWith('BODY[HEADER.FIELDS (', at)) return 0;
  const end = text.indexOf(')] {', at) + ')] {'.length;
  // Names in quotes or literals are for the reader that knows those.
  return end <= at || /["{]/.test(text.slice(at, end - 1)) ? 0 : end - at;
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  for (let digit = text.charCodeAt(at) - ZERO; digit >= 0 && digit <= 9; digit = text.charCodeAt(at) - ZERO) at += 1;
  return at;
}

function numberAt(text: string, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at += 1) value = value * 10 + text.charCodeAt(at) - ZERO;
  return value;
}

/** Null for a list with strings, literals or anything outside of ASCII in it. */
function flagListOf(text: string): readonly string[] | null {
  const known = flagLists.get(text);
  if (known !== undefined) return known;
  if (/["(){}\x80-\xff]/.test(text)) return null;
  if (flagLists.size >= MAX_FLAG_LISTS) flagLists.clear();
  const flags = Object.freeze(text.split(' ').filter((flag) => flag !== ''));
  flagLists.set(text, flags);
  return flags;
}
