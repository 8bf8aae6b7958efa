import type { FolderInfo, FolderStatus, SpecialUse } from '../../../../shared/domain/folder.ts';
import type { MessageListing } from '../session.ts';
import { decodeFolderName } from './folder-names.ts';
import { type ResponseCode, utf8, type Value } from './wire/values.ts';

/** Readers of untagged responses: pure, and forgiving where servers are known to be odd. */

const SPECIAL_USES: Readonly<Record<string, SpecialUse>> = {
  '\\sent': 'sent',
  '\\drafts': 'drafts',
  '\\trash': 'trash',
  '\\junk': 'junk',
  '\\spam': 'junk',
  '\\archive': 'archive',
  '\\all': 'all',
  '\\allmail': 'all',
  '\\flagged': 'flagged',
  '\\starred': 'flagged',
  '\\important': 'important',
  '\\inbox': 'inbox',
};

export interface ListedFolder extends FolderInfo {
  /** The name exactly as the server wrote it; used to name the folder back to the server. */
  readonly wire: string;
}

/** Reads the values of `* LIST (flags) "/" name`. A folder without a name (answer to `LIST "" ""`) has path ''. */
export function readList(values: readonly Value[]): ListedFolder {
  const flags = stringsOf(values[0]).map((flag) => flag.toLowerCase());
  const delimiter = textOf(values[1]);
  const wire = textOf(values[2]) ?? '';
  const decoded = decodeFolderName(wire);
  const path = decoded.toUpperCase() === 'INBOX' ? 'INBOX' : decoded;
  const special = flags.map((flag) => SPECIAL_USES[flag]).find((use) => use !== undefined);
  return {
    wire,
    path,
    delimiter: delimiter === null || delimiter === '' ? null : delimiter,
    specialUse: path === 'INBOX' ? 'inbox' : (special ?? null),
    selectable: !flags.includes('\\noselect') && !flags.includes('\\nonexistent'),
    subscribed: flags.includes('\\subscribed'),
  };
}

/** Reads the values of `* STATUS name (MESSAGES 4 UIDNEXT 5 …)`; `wire` is the name as the server wrote it. */
export function readStatus(values: readonly Value[]): { wire: string; status: FolderStatus } {
  const items = new Map<string, string>();
  const list = listOf(values[1]) ?? [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    items.set((textOf(list[index]) ?? '').toUpperCase(), textOf(list[index + 1]) ?? '');
  }
  const number = (key: string): number => Number(items.get(key) ?? 0) || 0;
  const size = items.get('SIZE');
  return {
    wire: textOf(values[0]) ?? '',
    status: {
      messages: number('MESSAGES'),
      unseen: number('UNSEEN'),
      uidNext: number('UIDNEXT'),
      uidValidity: items.get('UIDVALIDITY') ?? '0',
      size: size === undefined ? null : Number(size),
      highestModseq: items.get('HIGHESTMODSEQ') ?? null,
    },
  };
}

export interface FetchResponse extends MessageListing {
  /** The content of the one BODY[…] or RFC822… item asked for, null when none came. */
  readonly content: Uint8Array | null;
  /** False for news of flags alone, which servers send in between; it says nothing of size and date. */
  readonly listed: boolean;
}

/**
 * Reads the values of `* n FETCH (UID … FLAGS … …)`. Null when no UID is in it: an unsolicited flag change, which is of no
 * use here.
 */
export function readFetch(values: readonly Value[] | null): FetchResponse | null {
  const list = listOf(values?.[0]);
  if (list === null || values?.length !== 1) return null;
  let uid = 0;
  let flags: readonly string[] = [];
  let internalDate = '';
  let size = 0;
  let content: Uint8Array | null = null;
  let listed = false;
  for (let index = 0; index + 1 < list.length; index += 2) {
    const key = (textOf(list[index]) ?? '').toUpperCase();
    const value = list[index + 1];
    if (key === 'UID') uid = Number(textOf(value)) || 0;
    else if (key === 'FLAGS') flags = stringsOf(value);
    else if (key === 'INTERNALDATE') internalDate = (textOf(value) ?? '').trim();
    else if (key === 'RFC822.SIZE') {
      size = Number(textOf(value)) || 0;
      listed = true;
    } else if (key === 'BODY' || key.startsWith('RFC822') || key.startsWith('BODY[')) content = bytesOf(value);
  }
  return uid === 0 ? null : { uid, flags, internalDate, size, content, listed };
}

/** The arguments of a response code such as `[APPENDUID 1 2:4]`, or null when it is another one; lists are flattened. */
export function responseCode(code: ResponseCode | null | undefined, name: string): readonly string[] | null {
  if (code?.name !== name) return null;
  return code.values.flatMap((value) => (listOf(value) === null ? (textOf(value) ?? '') : stringsOf(value)));
}

/** Expands a UID set such as `4:6,9` in the order given (RFC 4315: ascending ranges). */
export function expandUidSet(set: string): number[] {
  const uids: number[] = [];
  for (const part of set.split(',')) {
    const [first = 0, last = first] = part.split(':').map(Number);
    const step = first <= last ? 1 : -1;
    for (let uid = first; step > 0 ? uid <= last : uid >= last; uid += step) uids.push(uid);
  }
  return uids;
}

/**
 * Packs ascending UIDs into sets that stay below `maxBytes` each: servers limit the length of a command line
 * (RFC 7162 section 4 advises 8,192 octets).
 */
export function packUidSets(uids: readonly number[], maxBytes = 4000): string[] {
  const sets: string[] = [];
  let current = '';
  let index = 0;
  while (index < uids.length) {
    const first = uids[index] as number;
    let last = first;
    while (index + 1 < uids.length && uids[index + 1] === last + 1) {
      index += 1;
      last += 1;
    }
    index += 1;
    const part = first === last ? `${first}` : `${first}:${last}`;
    if (current !== '' && current.length + part.length + 1 > maxBytes) {
      sets.push(current);
      current = part;
    } else {
      current = current === '' ? part : `${current},${part}`;
    }
  }
  if (current !== '') sets.push(current);
  return sets;
}

/** Text as it came, each byte a character; null for NIL, a list, or nothing. */
export function textOf(value: Value | undefined): string | null {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1')
    : null;
}

/** The texts in a list; empty for anything else. Flags outside of ASCII are read as UTF-8. */
export function stringsOf(value: Value | undefined): string[] {
  return (listOf(value) ?? []).flatMap((item) => {
    const text = textOf(item);
    return text === null ? [] : utf8(text);
  });
}

/** A list, null for anything else. */
export function listOf(value: Value | undefined): readonly Value[] | null {
  return Array.isArray(value) ? (value as readonly Value[]) : null;
}

/** A section may come as a quoted string (RFC 9051 nstring). */
function bytesOf(value: Value | undefined): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : null;
}
