import type { FetchResponse } from './responses.ts';

const START = /^\* \d+ FETCH \(/i;
/** The items we ask for, in the spelling practically every server uses. */
const ITEM =
  /(?:UID (\d{1,10})|FLAGS \(([^()"{}\x80-\xff]*)\)|INTERNALDATE "([^"\\]*)"|RFC822\.SIZE (\d{1,15})|MODSEQ \(\d+\)|BODY\[(?:HEADER)?\] \{(\d+)\}\r\n)( |\)$)/iy;

/** Most messages of a folder share a few lists of flags. */
const flagLists = new Map<string, readonly string[]>();
const MAX_FLAG_LISTS = 1000;

/**
 * Reads an ordinary FETCH line in one pass, without building a tree of values: a folder of 100,000 messages has as many lines.
 * Null for a line with anything unexpected in it, which `readFetch` is for.
 *
 * @param text the response as the framer gives it
 * @param literals the bytes its marks stand for
 */
export function readFetchLine(text: string, literals: readonly Uint8Array[]): FetchResponse | null {
  const start = START.exec(text);
  if (start === null || literals.length > 1) return null;
  let uid = 0;
  let flags: readonly string[] = [];
  let internalDate = '';
  let size = 0;
  let listed = false;
  let content: Uint8Array | null = null;
  let at = start[0].length;
  for (;;) {
    ITEM.lastIndex = at;
    const item = ITEM.exec(text);
    if (item === null) return null;
    if (item[1] !== undefined) uid = Number(item[1]);
    else if (item[2] !== undefined) flags = flagListOf(item[2]);
    else if (item[3] !== undefined) internalDate = item[3].trim();
    else if (item[4] !== undefined) {
      size = Number(item[4]);
      listed = true;
    } else if (item[5] !== undefined) {
      const [bytes] = literals;
      if (bytes === undefined || content !== null || bytes.length !== Number(item[5])) return null;
      content = bytes;
    }
    at = ITEM.lastIndex;
    if (item[6] !== ' ') break;
  }
  const unused = content === null && literals.length > 0;
  return uid === 0 || unused || at !== text.length ? null : { uid, flags, internalDate, size, content, listed };
}

function flagListOf(text: string): readonly string[] {
  const known = flagLists.get(text);
  if (known !== undefined) return known;
  if (flagLists.size >= MAX_FLAG_LISTS) flagLists.clear();
  const flags = Object.freeze(text.split(' ').filter((flag) => flag !== ''));
  flagLists.set(text, flags);
  return flags;
}
