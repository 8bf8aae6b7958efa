import {
  type DuplicateCopy,
  type DuplicateGroup,
  type DuplicateScope,
  rankCopies,
  type SourceCounts,
} from '../../../shared/domain/duplicates.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import type { FolderInfo, FolderMapEntry } from '../../../shared/domain/folder.ts';
import { specialUseByName } from '../../../shared/domain/folder-names.ts';
import { isSetAside, quarantineName } from '../../../shared/domain/set-aside.ts';
import { flagText } from '../mail/flags.ts';
import type { MailSession } from '../mail/session.ts';
import { readForgiving } from '../mail/whole-folder.ts';
import { type IdentifiedMessage, readIdentities } from '../verify/identities.ts';
import { hashBody, hashNormalised } from '../verify/identity.ts';
import type { Ledger } from '../workspace/ledger.ts';
import { openIfThere, refusalOf } from './folders.ts';
import { isoDateOf, readingOf } from './taking.ts';

/** Groups beyond these are counted and left for the next look. */
const MOST_GROUPS = 2000;

export interface DuplicatesRequest {
  readonly destination: MailSession;
  /** Null: it cannot be read, and why. */
  readonly source: { readonly session: MailSession; readonly map: readonly FolderMapEntry[] } | null;
  readonly ledger: Ledger;
  readonly mailboxId: string;
  readonly scope: DuplicateScope;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string, done: number, total: number) => void;
}

/** What a look found. */
export interface Duplicates {
  readonly groups: readonly DuplicateGroup[];
  readonly more: number;
  readonly messages: number;
  readonly folders: number;
  /** UIDVALIDITY of the folders that copies are in. */
  readonly numbering: ReadonlyMap<string, string>;
  readonly moveTo: string;
  readonly refusal: string | null;
}

interface Found extends DuplicateCopy {
  readonly subject: string;
  readonly from: string;
}

/** Copies with the same key of identity, or the same text once it has been read. */
interface Alike {
  readonly key: string;
  readonly same: DuplicateGroup['same'];
  readonly copies: readonly Found[];
}

/** Finds messages that are at the destination more often than the source has them. Both sides are only examined and peeked at. */
export async function findDuplicates(request: DuplicatesRequest): Promise<Duplicates> {
  const { destination, source, scope, signal, onProgress } = request;
  const listed = await destination.listFolders();
  const paths = listed.filter((folder) => looksHere(folder) && !isSetAside(folder.path)).map(({ path }) => path);
  const byKey = new Map<string, Found[]>();
  const numbering = new Map<string, string>();
  let messages = 0;
  for (const [at, path] of paths.entries()) {
    signal.throwIfAborted();
    onProgress('Reading headers at the destination', at, paths.length);
    const folder = await openIfThere(destination, path, 'examine');
    if (folder === null) continue;
    numbering.set(path, folder.opened.uidValidity);
    messages += folder.listing.size;
    const known = knownCopies(request, path, folder.opened.uidValidity);
    // What is marked as deleted is on its way out by itself.
    const uids = [...folder.listing.values()].flatMap(({ uid, flags }) => (isDeleted(flags) ? [] : uid));
    for (const message of (await readIdentities(readingOf(destination), uids)).values()) {
      const key = keyOf(message);
      const group = byKey.get(key);
      const copy = foundOf(message, path, known.has(message.listing.uid));
      if (group) group.push(copy);
      else byKey.set(key, [copy]);
    }
  }
  const candidates = [...byKey].filter(([, copies]) => worthReading(copies, scope));
  const confirmed = await confirmByText(request, candidates);
  const counts = source === null ? null : await countAtSource(request, source, confirmed);
  const groups = confirmed.flatMap((alike) =>
    groupsOf(alike, scope, counts === null ? null : (counts.get(alike.key) ?? new Map())),
  );
  return {
    groups: groups.slice(0, MOST_GROUPS),
    more: Math.max(0, groups.length - MOST_GROUPS),
    messages,
    folders: paths.length,
    numbering,
    moveTo: quarantineName(destination.facts.prefix),
    refusal: refusalOf(destination),
  };
}

/** Trash and Junk are nobody's concern, and folders that show what lies elsewhere hold no copies of their own. */
function looksHere({ path, delimiter, specialUse, selectable }: FolderInfo): boolean {
  if (!selectable) return false;
  const name = delimiter === null ? path : (path.split(delimiter).at(-1) ?? path);
  const use = specialUse ?? specialUseByName(name);
  return use === null || !['trash', 'junk', 'all', 'flagged', 'important'].includes(use);
}

function isDeleted(flags: readonly string[]): boolean {
  return flags.some((flag) => flag.toLowerCase() === '\\deleted');
}

/** Another Message-ID is another message; only without one do sender, subject and second have to do. */
function keyOf({ identity }: IdentifiedMessage): string {
  return identity.messageKey ?? `headers ${identity.headerKey}`;
}

function foundOf({ listing, shown }: IdentifiedMessage, folder: string, known: boolean): Found {
  const { uid, size } = listing;
  const flags = flagText(listing.flags);
  return { folder, uid, size, flags, known, date: isoDateOf(listing), subject: shown.subject, from: shown.from };
}

function knownCopies({ ledger, mailboxId }: DuplicatesRequest, path: string, uidValidity: string): ReadonlySet<number> {
  const lines = ledger
    .folders(mailboxId)
    .filter((line) => line.destinationPath === path && line.destinationUidValidity === uidValidity);
  return new Set(lines.flatMap((line) => ledger.entries(line.id).flatMap((entry) => entry.destinationUid ?? [])));
}

function worthReading(copies: readonly Found[], scope: DuplicateScope): boolean {
  if (copies.length < 2) return false;
  return scope === 'across' || new Set(copies.map(({ folder }) => folder)).size < copies.length;
}

/** Reads what seems to be the same and keeps together what has the same text. */
async function confirmByText(
  { destination, signal, onProgress }: DuplicatesRequest,
  candidates: readonly (readonly [string, readonly Found[]])[],
): Promise<Alike[]> {
  const texts = new Map<Found, { readonly body: string; readonly all: string }>();
  const byFolder = Map.groupBy(
    candidates.flatMap(([, copies]) => copies),
    ({ folder }) => folder,
  );
  let done = 0;
  const total = candidates.reduce((sum, [, copies]) => sum + copies.length, 0);
  for (const [path, copies] of byFolder) {
    signal.throwIfAborted();
    const byUid = new Map(copies.map((copy) => [copy.uid, copy]));
    const missing = new Set([...byUid.keys()].sort((a, b) => a - b));
    await destination.examine(path);
    const read = (uids: readonly number[]): Promise<void> =>
      destination.fetchMessages(uids, ({ uid, bytes }) => {
        const copy = byUid.get(uid);
        if (copy === undefined || !missing.delete(uid)) return;
        texts.set(copy, { body: hex(hashBody(bytes)), all: hex(hashNormalised(bytes)) });
        done += 1;
        onProgress('Comparing the messages themselves', done, total);
      });
    await readForgiving(read, [...missing], missing);
  }
  return candidates.flatMap(([key, copies]) => {
    const readable = copies.filter((copy) => texts.has(copy));
    const byBody = Map.groupBy(readable, (copy) => texts.get(copy)?.body ?? '');
    return [...byBody].flatMap(([body, alike]): Alike[] => {
      if (alike.length < 2) return [];
      const whole = new Set(alike.map((copy) => texts.get(copy)?.all));
      return [{ key: `${key} ${body}`, same: whole.size === 1 ? 'bytes' : 'text', copies: alike }];
    });
  });
}

/**
 * How often the source has each of these messages, by the destination folder its copies belong in. What has the identity counts without
 * being read: counted too often, more stays.
 */
async function countAtSource(
  { signal, onProgress, destination }: DuplicatesRequest,
  { session, map }: NonNullable<DuplicatesRequest['source']>,
  confirmed: readonly Alike[],
): Promise<ReadonlyMap<string, NonNullable<SourceCounts>>> {
  const counts = new Map<string, Map<string, number>>();
  const byIdentity = Map.groupBy(confirmed, ({ key }) => key.slice(0, key.lastIndexOf(' ')));
  if (confirmed.length === 0) return counts;
  const looked = new Set((await destination.listFolders()).filter(looksHere).map(({ path }) => path));
  const folders = map.filter((entry) => entry.selectable);
  for (const [at, entry] of folders.entries()) {
    signal.throwIfAborted();
    onProgress('Counting at the source', at, folders.length);
    // What goes into a folder that is not looked at has its copies there.
    if (entry.destination !== null && entry.exists && !looked.has(entry.destination)) continue;
    const folder = await openIfThere(session, entry.source, 'examine');
    if (folder === null) continue;
    const place = entry.destination ?? '';
    for (const message of (await readIdentities(readingOf(session), [...folder.listing.keys()])).values()) {
      for (const { key } of byIdentity.get(keyOf(message)) ?? []) {
        const places = counts.get(key) ?? new Map<string, number>();
        places.set(place, (places.get(place) ?? 0) + 1);
        counts.set(key, places);
      }
    }
  }
  return counts;
}

function groupsOf({ key, same, copies }: Alike, scope: DuplicateScope, source: SourceCounts): DuplicateGroup[] {
  const [first] = copies;
  if (first === undefined) return [];
  const { subject, from } = first;
  const plain = copies.map(({ subject: _subject, from: _from, ...copy }): DuplicateCopy => copy);
  const sets = scope === 'across' ? [plain] : [...Map.groupBy(plain, ({ folder }) => folder).values()];
  return sets.flatMap((some) => {
    const ranked = rankCopies(some, source, plain.length - some.length);
    if (ranked === null) return [];
    const id = scope === 'across' ? key : `${key} ${some[0]?.folder ?? ''}`;
    return [{ id, subject, from, same, atSource: ranked.atSource, keep: ranked.keep, copies: [...ranked.copies] }];
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Why the source cannot be compared with, in words. @throws what is no fault of the source */
export function unreadReason(error: unknown): string {
  if (!isAppError(error)) throw error;
  return error.message;
}
