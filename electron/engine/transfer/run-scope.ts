import { AppError } from '../../../shared/domain/errors.ts';
import type { FolderFacts, FolderMapEntry } from '../../../shared/domain/folder.ts';
import type { RunOptions } from '../../../shared/domain/run.ts';
import { markOf } from '../verify/folder-mark.ts';
import { isFiltered, type MessageFilter } from '../verify/message-filter.ts';
import type { MappedFolder } from '../verify/verify-mailbox.ts';
import type { FolderMark } from '../workspace/ledger.ts';

/** Both folder trees as they were when the run looked, and the map between them. */
export interface BothTrees {
  readonly source: readonly FolderFacts[];
  readonly destination: readonly FolderFacts[];
  readonly map: readonly FolderMapEntry[];
}

/**
 * The folders a run looks after, largest first, so that the last ones to finish are short and no connection idles at the end.
 *
 * @throws AppError `mail.folder-missing` for a folder asked for by name that the source does not have
 */
export function wantedFolders(
  { map, source }: BothTrees,
  { folders, exclude }: RunOptions,
  { only }: MessageFilter,
): MappedFolder[] {
  const sizes = new Map(source.map((folder) => [folder.path, folder.status?.size ?? folder.status?.messages ?? 0]));
  for (const name of folders) {
    if (!map.some((entry) => entry.source === name)) {
      throw new AppError({
        code: 'mail.folder-missing',
        side: 'source',
        message: `The source has no folder "${name}".`,
      });
    }
  }
  return map
    .filter((entry): entry is MappedFolder => entry.selectable && entry.destination !== null)
    .filter((entry) => (folders.length === 0 || folders.includes(entry.source)) && !exclude.includes(entry.source))
    .filter((entry) => only === null || only.has(entry.source))
    .sort((a, b) => (sizes.get(b.source) ?? 0) - (sizes.get(a.source) ?? 0));
}

/**
 * Folders in which nothing has changed on either side since a comparison found no difference at all, or, for who does not
 * compare, since all of it was copied: STATUS says so (UIDVALIDITY, UIDNEXT, messages, HIGHESTMODSEQ). A repeat of a copy need not open them. Who asks for a verification, or
 * for anything but the ordinary, gets every folder opened.
 */
export function unchangedFolders(
  wanted: readonly MappedFolder[],
  { source, destination }: BothTrees,
  { kind, verify, maxSize, redeliver }: RunOptions,
  filter: MessageFilter,
  marks: ReadonlyMap<string, FolderMark & { readonly destinationPath: string }>,
): ReadonlyMap<string, FolderMark> {
  const ordinary = (kind === 'copy' || kind === 'delta') && verify !== 'deep' && !redeliver;
  const unchanged = new Map<string, FolderMark>();
  if (!ordinary || isFiltered(filter) || maxSize !== null) return unchanged;
  const from = marksOfNow(source);
  const to = marksOfNow(destination);
  const sharing = Map.groupBy(wanted, (entry) => entry.destination);
  for (const entry of wanted) {
    // Folders that share a destination are compared together or not at all.
    if (sharing.get(entry.destination)?.length !== 1) continue;
    const mark = marks.get(entry.source);
    if (mark === undefined || mark.destinationPath !== entry.destination) continue;
    if (mark.compared === false && verify !== 'none') continue;
    if (mark.source !== from.get(entry.source) || mark.destination !== to.get(entry.destination)) continue;
    unchanged.set(entry.source, mark);
  }
  return unchanged;
}

function marksOfNow(folders: readonly FolderFacts[]): ReadonlyMap<string, string | null> {
  return new Map(folders.map(({ path, status }) => [path, status === null ? null : markOf(status)]));
}
