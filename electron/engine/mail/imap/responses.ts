import type { FolderInfo, FolderStatus, SpecialUse } from '../../../../shared/domain/folder.ts';
import type { MessageListing } from '../session.ts';
import type { Attribute, Token, Untagged } from './library.ts';

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

/** Reads `* LIST (flags) "/" name`. The line of a folder without a name (answer to `LIST "" ""`) has path ''. */
export function readList(untagged: Untagged, decode: (wire: string) => string): ListedFolder {
  const attributes = untagged.attributes ?? [];
  const flags = stringsOf(attributes[0]).map((flag) => flag.toLowerCase());
  const delimiter = textOf(attributes[1]);
  const wire = textOf(attributes[2]) ?? '';
  const decoded = decode(wire);
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

/** Reads `* STATUS name (MESSAGES 4 UIDNEXT 5 …)`; `wire` is the name as the server wrote it. */
export function readStatus(untagged: Untagged): { wire: string; status: FolderStatus } {
  const attributes = untagged.attributes ?? [];
  const values = new Map<string, string>();
  const list = Array.isArray(attributes[1]) ? (attributes[1] as readonly Attribute[]) : [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    values.set((textOf(list[index]) ?? '').toUpperCase(), textOf(list[index + 1]) ?? '');
  }
  const number = (key: string): number => Number(values.get(key) ?? 0) || 0;
  const size = values.get('SIZE');
  return {
    wire: textOf(attributes[0]) ?? '',
    status: {
      messages: number('MESSAGES'),
      unseen: number('UNSEEN'),
      uidNext: number('UIDNEXT'),
      uidValidity: values.get('UIDVALIDITY') ?? '0',
      size: size === undefined ? null : Number(size),
      highestModseq: values.get('HIGHESTMODSEQ') ?? null,
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
 * Reads `* n FETCH (UID … FLAGS … …)`. Null when no UID is in it: an unsolicited flag change, which is of no use here.
 */
export function readFetch(untagged: Untagged): FetchResponse | null {
  const list = untagged.attributes?.[1];
  if (!Array.isArray(list)) return null;
  let uid = 0;
  let flags: readonly string[] = [];
  let internalDate = '';
  let size = 0;
  let content: Uint8Array | null = null;
  let listed = false;
  for (let index = 0; index + 1 < list.length; index += 2) {
    const key = (textOf(list[index]) ?? '').toUpperCase();
    const value = list[index + 1] as Attribute;
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

/** The arguments of a response code such as `[APPENDUID 1 2:4]`, or null when the first code is another one. */
export function responseCode(attributes: readonly Attribute[] | undefined, name: string): readonly string[] | null {
  const first = attributes?.[0];
  const section = first && !Array.isArray(first) ? (first as Token).section : undefined;
  const code = section?.[0]?.value;
  if (section === undefined || typeof code !== 'string' || code.toUpperCase() !== name) return null;
  return section
    .slice(1)
    .flatMap((token) => (Array.isArray(token) ? stringsOf(token) : [textOf(token as Attribute) ?? '']));
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

export function textOf(attribute: Attribute | undefined): string | null {
  if (!attribute || Array.isArray(attribute)) return null;
  const value = (attribute as Token).value;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Buffer.isBuffer(value)) return value.toString();
  return null;
}

export function stringsOf(attribute: Attribute | undefined): string[] {
  if (!Array.isArray(attribute)) return [];
  return (attribute as readonly Attribute[]).flatMap((item) => textOf(item) ?? []);
}

function bytesOf(attribute: Attribute): Uint8Array | null {
  if (!attribute || Array.isArray(attribute)) return null;
  const value = (attribute as Token).value;
  if (Buffer.isBuffer(value)) return value;
  // A section may come as a quoted string (RFC 9051 nstring); the tokenizer decoded the line as UTF-8.
  return typeof value === 'string' ? Buffer.from(value) : null;
}
