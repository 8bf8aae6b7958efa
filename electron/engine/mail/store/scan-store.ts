import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imapDateMs } from '../internal-date.ts';
import { parseIndex } from './index-file.ts';
import { type FileFacts, readFacts } from './message-file.ts';

/** A folder of a mailbox; more than one on the disk where a copy tells `Inbox` from `INBOX`. */
export interface StoreFolder {
  /** As IMAP has it: `INBOX`, `Sent Items`, `INBOX/2024`. */
  readonly path: string;
  readonly dirs: readonly string[];
}

/** A message of an opened folder. */
export interface StoreMessage {
  readonly uid: number;
  readonly file: string;
  readonly modifiedMs: number;
  readonly flags: readonly string[];
  readonly size: number;
  readonly internalDate: string;
}

/** A folder without a look into its messages. */
export interface CountedFolder {
  readonly messages: number;
  readonly unseen: number;
  readonly bytes: number;
}

const AT_ONCE = 16;
const DEEPEST = 32;
const OTHER_ITEMS = /\.(vcf|cal|tsk|grp)$/i;
const OTHER_FOLDERS = /^(contacts|calendar|tasks)$/i;
const none: readonly string[] = Object.freeze([]);

/** All folders that hold mail or may; those of contacts, calendars and tasks are left out. Links are not followed. */
export async function scanFolders(root: string): Promise<readonly StoreFolder[]> {
  const found = new Map<string, string[]>();
  const walk = async (dir: string, above: readonly string[]): Promise<void> => {
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.startsWith('_')) continue;
      const parts = [
        ...above,
        above.length === 0 && /^inbox$/i.test(entry.name) ? 'INBOX' : entry.name.normalize('NFC'),
      ];
      const own = join(dir, entry.name);
      if (above.length === 0 && (await isForOtherItems(own, entry.name))) continue;
      const path = parts.join('/');
      found.set(path, [...(found.get(path) ?? []), own]);
      if (parts.length < DEEPEST) await walk(own, parts);
    }
  };
  await walk(root, []);
  if (!found.has('INBOX')) found.set('INBOX', []);
  return [...found].map(([path, dirs]) => ({ path, dirs: dirs.sort() })).sort((a, b) => order(a.path, b.path));
}

/** What a folder holds, by its directory and index alone. */
export async function countFolder(folder: StoreFolder): Promise<CountedFolder> {
  const files = await filesOf(folder);
  return {
    messages: files.length,
    unseen: files.filter(({ flags }) => !flags.includes('\\Seen')).length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

/**
 * The messages of a folder by their numbers, which ascend with arrival. A number is made of the time of arrival and the name of the file:
 * it is the same in every session, whatever becomes of the index. `read` is told how many bytes that took.
 */
export async function scanFolder(
  folder: StoreFolder,
  read: (bytes: number) => void,
): Promise<ReadonlyMap<number, StoreMessage>> {
  const files = await filesOf(folder);
  const messages: (StoreMessage & { readonly name: string })[] = [];
  await eachOf(files, async ({ name, file, bytes, modifiedMs, flags }, place) => {
    // One that cannot be read is listed all the same, so that it is missed when it is to be read.
    const facts = await knownFacts(file, bytes, modifiedMs, read).catch(() => ({ size: bytes, internalDate: '' }));
    messages[place] = { uid: 0, name, file, modifiedMs, flags, ...facts };
  });
  const numbered = new Map<number, StoreMessage>();
  for (const { name, ...message } of messages.sort((a, b) => order(a.name, b.name) || order(a.file, b.file))) {
    let uid = numberOf(message.internalDate, name);
    // Two of one second whose names give one number: one in a million, and both are kept.
    while (numbered.has(uid)) uid += 1;
    numbered.set(uid, { ...message, uid });
  }
  return new Map([...numbered].sort(([a], [b]) => a - b));
}

const NAME_BITS = 2 ** 20;
/** Later than this (in 2106), the numbers would no longer be exact. */
const LATEST_SECOND = 2 ** 32 - 1;

function numberOf(internalDate: string, name: string): number {
  const ms = imapDateMs(internalDate);
  const second = Number.isNaN(ms) ? 0 : Math.min(LATEST_SECOND, Math.max(0, Math.floor(ms / 1000)));
  const hash = createHash('sha256').update(name, 'utf8').digest().readUIntBE(0, 3) % NAME_BITS;
  return second * NAME_BITS + hash + 1;
}

/** A mailbox larger than this is asked for the heads of its files more than once. */
const MOST_KNOWN = 200_000;
/** Shared by all sessions: a run has several on one mailbox, and each opens its folders anew. */
const known = new Map<string, FileFacts>();

async function knownFacts(
  file: string,
  bytes: number,
  modifiedMs: number,
  read: (bytes: number) => void,
): Promise<FileFacts> {
  const key = `${file}\n${bytes}\n${modifiedMs}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = await readFacts(file, bytes, modifiedMs);
  read(found.read);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found.facts);
  return found.facts;
}

interface FoundFile {
  /** In upper case: a copy may have changed it. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly flags: readonly string[];
}

async function filesOf({ dirs }: StoreFolder): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const dir of dirs) {
    const names = (await readdir(dir, { withFileTypes: true }))
      .filter((entry) => entry.isFile() && /\.mai$/i.test(entry.name) && !entry.name.startsWith('_'))
      .map((entry) => entry.name);
    const index = await readIndex(dir);
    await eachOf(names, async (name) => {
      const file = join(dir, name);
      // One that goes while it is looked at is one that was not there.
      const stat = await lstat(file).catch(() => null);
      if (stat === null) return;
      const upper = name.toUpperCase();
      files.push({ name: upper, file, bytes: stat.size, modifiedMs: stat.mtimeMs, flags: index?.get(upper) ?? none });
    });
  }
  return files;
}

/** Whether an index of any folder can be read: without one nothing is known of the flags of this mailbox. */
export async function anyIndexed(folders: readonly StoreFolder[]): Promise<boolean> {
  for (const { dirs } of folders) for (const dir of dirs) if ((await readIndex(dir)) !== null) return true;
  return false;
}

/** Does the work for each, some of them at a time; the first failure ends it. */
async function eachOf<T>(items: readonly T[], work: (item: T, place: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const place = next;
      next += 1;
      const item = items[place];
      if (item !== undefined) await work(item, place);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}

/** Null where there is none, or none that can be read: the messages are the truth, the index only tells of them. */
async function readIndex(dir: string): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const name = (await readdir(dir)).find((entry) => entry.toLowerCase() === '_index.xml');
  if (name === undefined) return null;
  try {
    const entries = parseIndex(await readFile(join(dir, name)));
    return entries.size === 0 ? null : entries;
  } catch {
    return null;
  }
}

async function isForOtherItems(dir: string, name: string): Promise<boolean> {
  const files = await readdir(dir);
  if (files.some((file) => /\.mai$/i.test(file))) return false;
  return OTHER_FOLDERS.test(name) || files.some((file) => OTHER_ITEMS.test(file));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
