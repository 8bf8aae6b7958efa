import type { FetchResponse } from './responses.ts';

const START = /^\* \d+ FETCH \(/i;
/** The items we ask for, in the spelling practically every server uses. */
const ITEM =
  /(?:UID (\d{1,10})|FLAGS \(([^()"{}\x80-\xff]*)\)|INTERNALDATE "([^"\\]*)"|RFC822\.SIZE (\d{1,15})|MODSEQ \(\d+\)|BODY\[(?:HEADER)?\] \{(\d+)\}\r\n)( |\)$)/iy;

/**
 * Reads an ordinary FETCH line in one pass. A folder of 100,000 messages has as many of them, and the library parses each
 * into a tree and writes that tree out again for its log. Null for a line with anything unexpected in it: the library's
 * parser is the one for those.
 *
 * @param payload the line without its end, with literal markers in it, but not the literals
 * @param literals their bytes in order
 */
export function readFetchLine(payload: Uint8Array, literals: readonly Uint8Array[]): FetchResponse | null {
  const line = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('latin1');
  const start = START.exec(line);
  if (start === null || literals.length > 1) return null;
  const read = { uid: 0, flags: [] as readonly string[], internalDate: '', size: 0, listed: false };
  let content: Uint8Array | null = null;
  let at = start[0].length;
  for (;;) {
    ITEM.lastIndex = at;
    const item = ITEM.exec(line);
    if (item === null) return null;
    const [, uid, flags, date, size, literal, end] = item;
    if (uid !== undefined) read.uid = Number(uid);
    else if (flags !== undefined) read.flags = flags === '' ? [] : flags.split(' ').filter((flag) => flag !== '');
    else if (date !== undefined) read.internalDate = date.trim();
    else if (size !== undefined) {
      read.size = Number(size);
      read.listed = true;
    } else if (literal !== undefined) {
      const [bytes] = literals;
      if (bytes === undefined || content !== null || bytes.length !== Number(literal)) return null;
      content = bytes;
    }
    at = ITEM.lastIndex;
    if (end !== ' ') break;
  }
  const unused = content === null && literals.length > 0;
  return read.uid === 0 || unused || at !== line.length ? null : { ...read, content };
}
