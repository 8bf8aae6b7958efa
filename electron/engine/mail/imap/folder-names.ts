import { utf8 } from './wire/values.ts';

/**
 * Names of folders as IMAP4rev1 writes them: modified UTF-7 (RFC 3501 5.1.3). On the wire a name is a string whose characters
 * are bytes (Latin-1).
 */

/** The name to send for a folder the server has not listed. */
export function encodeFolderName(path: string): string {
  return path.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const base64 = Buffer.from(run, 'utf16le').swap16().toString('base64');
    return `&${base64.replaceAll('=', '').replaceAll('/', ',')}-`;
  });
}

/** The name for people. What is not modified UTF-7 stays as it is; raw UTF-8, which some servers list, is read as such. */
export function decodeFolderName(wire: string): string {
  return utf8(wire).replace(/&([A-Za-z0-9+,]*)-/g, (whole, code: string) => {
    if (code === '') return '&';
    const bytes = Buffer.from(code.replaceAll(',', '/'), 'base64');
    return bytes.length < 2 || bytes.length % 2 !== 0 ? whole : bytes.swap16().toString('utf16le');
  });
}

/**
 * Servers with several LIST answers for one folder exist; the first one counts. Two folders whose names read alike, one in modified
 * UTF-7 and one in raw UTF-8, are two folders all the same: the later one goes by its name as it stands on the wire.
 */
export function distinctFolders<Folder extends { readonly wire: string; readonly path: string }>(
  folders: readonly Folder[],
): readonly Folder[] {
  const wireOf = new Map<string, string>();
  const result: Folder[] = [];
  for (const folder of folders) {
    const known = wireOf.get(folder.path);
    // However a server spells it, there is one INBOX (RFC 3501 5.1).
    if (known === folder.wire || (known !== undefined && folder.path === 'INBOX')) continue;
    const path = known === undefined ? folder.path : folder.wire;
    if (wireOf.has(path) && path !== folder.path) continue;
    wireOf.set(path, folder.wire);
    result.push({ ...folder, path });
  }
  return result;
}
