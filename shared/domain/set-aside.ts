/**
 * Folders at a destination into which Mailferry moves what an agent wants out of the way. What lies there does not count as arrived.
 */
const UNDO = 'Mailferry undo ';
const DUPLICATES = 'Mailferry duplicates';

/** The folder that undone messages of a day go to; `prefix` is that of the personal namespace. */
export function undoFolderName(prefix: string, day: string): string {
  return `${prefix}${UNDO}${day}`;
}

/** The quarantine folder of the extras. */
export function quarantineName(prefix: string): string {
  return `${prefix}${DUPLICATES}`;
}

/** Whether a folder is one of those, with whatever prefix. */
export function isSetAside(path: string): boolean {
  return /(?:^|[./\\])Mailferry (?:undo \d{4}-\d{2}-\d{2}|duplicates)$/.test(path);
}
