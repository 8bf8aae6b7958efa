import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { AppError } from '../../../../shared/domain/errors.ts';
import type { ImportKind } from '../../../../shared/domain/import.ts';

/** The files of a configuration that can tell something, with their paths below the folder, `/` between the parts. */
export interface FileTree {
  readonly name: string;
  readonly files: readonly TreeFile[];
}

export interface TreeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const MB = 1024 * 1024;
const LARGEST_FILE = 64 * MB;
const LARGEST_TREE = 512 * MB;
const LARGEST_CSV = 256 * MB;
const MOST_FILES = 500_000;
const DEEPEST = 8;
/** Folders of a server that hold mail and logs, sometimes millions of files. */
const NOT_CONFIGURATION = /^(mailroot|queues|logging|logs|bad mail|quarantine|backup|bin|\..*)$/i;

/** Whether a file may tell something: tables, and the options of mailboxes. `.SAV` copies are not believed. */
export function isOfInterest(path: string): boolean {
  return /\.tab$/i.test(path) || /(^|\/)[^/]+\/mailboxes\/[^/]+\.sys$/i.test(path);
}

/** Reads a folder. Links are not followed, and neither are folders that hold mail. @throws AppError `input.invalid` */
export async function readFolder(root: string): Promise<FileTree> {
  const name = basename(root);
  const found: { path: string; size: number }[] = [];
  let seen = 0;
  const walk = async (dir: string, prefix: string, depth: number): Promise<void> => {
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      seen += 1;
      if (seen > MOST_FILES) throw tooLarge(name, `more than ${MOST_FILES} files`);
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < DEEPEST && !NOT_CONFIGURATION.test(entry.name))
          await walk(join(dir, entry.name), `${path}/`, depth + 1);
      } else if (entry.isFile() && isOfInterest(path)) found.push({ path, size: 0 });
    }
  };
  try {
    if (!(await stat(root)).isDirectory())
      throw new AppError({ code: 'input.invalid', message: `"${name}" is not a folder.` });
    await walk(root, '', 0);
    let total = 0;
    const files: TreeFile[] = [];
    for (const { path } of found.sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const bytes = await readBounded(join(root, path), path, LARGEST_FILE);
      total += bytes.length;
      if (total > LARGEST_TREE) throw tooLarge(name, 'more than 512 MB of tables');
      files.push({ path, bytes });
    }
    return { name, files };
  } catch (error) {
    throw asInput(error, name);
  }
}

/** Reads a packed folder; looks into nothing but the files of interest. @throws AppError `input.invalid` */
export async function readZip(path: string): Promise<FileTree> {
  const name = basename(path);
  let total = 0;
  try {
    const archive = await readBounded(path, name, LARGEST_TREE);
    const unpacked = unzipSync(archive, {
      filter: ({ name: inner, originalSize }) => {
        if (!isOfInterest(inner.replaceAll('\\', '/')) || /(^|\/)__MACOSX\//.test(inner)) return false;
        total += originalSize;
        if (originalSize > LARGEST_FILE || total > LARGEST_TREE) throw tooLarge(name, 'tables that are too large');
        return true;
      },
    });
    const files = Object.entries(unpacked).map(([inner, bytes]) => ({ path: inner.replaceAll('\\', '/'), bytes }));
    return { name, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  } catch (error) {
    if (error instanceof Error && !('code' in error && typeof error.code === 'string'))
      throw new AppError({ code: 'input.invalid', message: `"${name}" is not an archive, or it is damaged.` });
    throw asInput(error, name);
  }
}

/** Reads a single table. @throws AppError `input.invalid` */
export async function readTable(path: string): Promise<FileTree> {
  const name = basename(path);
  try {
    return { name, files: [{ path: name, bytes: await readBounded(path, name, LARGEST_CSV) }] };
  } catch (error) {
    throw asInput(error, name);
  }
}

/** Reads what an agent chose, as what it was chosen for. */
export function readChosen(kind: ImportKind, path: string): Promise<FileTree> {
  if (kind === 'folder') return readFolder(path);
  return kind === 'zip' ? readZip(path) : readTable(path);
}

async function readBounded(path: string, shown: string, most: number): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > most) throw tooLarge(shown, `${Math.round(size / MB)} MB`);
  return readFile(path);
}

function tooLarge(name: string, what: string): AppError {
  return new AppError({
    code: 'input.invalid',
    message: `"${name}" has ${what}, more than any configuration: choose the folder with AUTH.TAB in it.`,
  });
}

function asInput(error: unknown, name: string): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'is not there any more',
    EACCES: 'may not be read by this user',
    EPERM: 'may not be read by this user',
    EBUSY: 'is held by another program; copy the folder first',
  };
  const why = words[String(error.code)];
  return why ? new AppError({ code: 'input.invalid', message: `"${name}" ${why}.` }) : error;
}
