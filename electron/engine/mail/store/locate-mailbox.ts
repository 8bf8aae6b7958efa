import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Side } from '../../../../shared/domain/endpoint.ts';
import { AppError } from '../../../../shared/domain/errors.ts';

/** Where a store lies and whose mailbox is wanted. */
export interface StorePlace {
  readonly side: Side;
  /** `Postoffices` itself, a folder above it, one post office, its MAILROOT, or a single mailbox. */
  readonly root: string;
  /** `mailbox@postoffice`. */
  readonly user: string;
}

/**
 * Finds the folder of a mailbox in a copied store. Windows does not tell upper from lower case, a copy elsewhere does: names are
 * compared without regard to it, and only names that are there are followed, so that no user name leads out of the store.
 *
 * @throws AppError `mail.unreachable` when the store is not there, `mail.folder-missing` when the mailbox is not in it
 */
export async function locateMailbox(place: StorePlace): Promise<string> {
  const { root, user } = place;
  const at = user.lastIndexOf('@');
  const name = at < 0 ? user : user.slice(0, at);
  const postoffice = at < 0 ? null : user.slice(at + 1);
  await foldersIn(root, place);
  const ways: readonly (readonly string[])[] = [
    ...(postoffice === null
      ? []
      : [
          ['Postoffices', postoffice, 'MAILROOT', name],
          [postoffice, 'MAILROOT', name],
        ]),
    ['MAILROOT', name],
    // A MAILROOT itself, unless it is that of another post office.
    ...(mailrootOf(root, postoffice) ? [[name]] : []),
  ];
  for (const way of ways) {
    const found = await descend(root, way, place);
    if (found !== null && (await isOwn(root, way, postoffice))) return found;
  }
  if (same(basename(root), name) && (await foldersIn(root, place)).some((folder) => same(folder, 'Inbox'))) return root;
  const inAny = postoffice === null ? '' : ` of the post office ${postoffice}`;
  throw new AppError({
    code: 'mail.folder-missing',
    side: place.side,
    message: `The message store ${root} has no mailbox ${name}${inAny}: there is no folder ${postoffice ?? '…'}/MAILROOT/${name} in it.`,
  });
}

/**
 * How many post offices and mailboxes a store has, wherever in it one begins.
 *
 * @throws AppError `mail.unreachable` when it is not there, `mail.folder-missing` when nothing in it looks like a store
 */
export async function countMailboxes(root: string, side: Side): Promise<{ postoffices: number; mailboxes: number }> {
  const place: StorePlace = { side, root, user: '' };
  const own = await foldersIn(root, place);
  if (same(basename(root), 'MAILROOT')) return { postoffices: 1, mailboxes: own.length };
  if (same(basename(dirname(root)), 'MAILROOT')) return { postoffices: 1, mailboxes: 1 };
  const inner = (await descend(root, ['Postoffices'], place)) ?? root;
  let [postoffices, mailboxes] = [0, 0];
  for (const folder of [inner, ...(await foldersIn(inner, place)).map((name) => join(inner, name))]) {
    const mailroot = await descend(folder, ['MAILROOT'], place);
    if (mailroot === null) continue;
    postoffices += 1;
    mailboxes += (await foldersIn(mailroot, place)).length;
  }
  if (postoffices > 0) return { postoffices, mailboxes };
  throw new AppError({
    code: 'mail.folder-missing',
    side,
    message: `${root} is no message store: no folder below it has a MAILROOT. Choose the copied folder Postoffices.`,
  });
}

async function isOwn(root: string, way: readonly string[], postoffice: string | null): Promise<boolean> {
  // Below one post office, its own name has to be the one that is asked for, as far as the folder tells.
  if (postoffice === null || way[0] !== 'MAILROOT') return true;
  return same(basename(root), postoffice) || !same(basename(dirname(root)), 'Postoffices');
}

function mailrootOf(root: string, postoffice: string | null): boolean {
  return same(basename(root), 'MAILROOT') && (postoffice === null || same(basename(dirname(root)), postoffice));
}

async function descend(root: string, way: readonly string[], place: StorePlace): Promise<string | null> {
  let at = root;
  for (const part of way) {
    const next = (await foldersIn(at, place)).find((folder) => same(folder, part));
    if (next === undefined) return null;
    at = join(at, next);
  }
  return at;
}

async function foldersIn(dir: string, { side, root }: StorePlace): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = code === 'ENOENT' ? 'is not there' : code === 'ENOTDIR' ? 'is no folder' : `cannot be read (${code})`;
    throw new AppError({
      code: 'mail.unreachable',
      side,
      message: `The message store ${root} ${why}: check that the copy or the drive is where it was.`,
    });
  }
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function same(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();
}
