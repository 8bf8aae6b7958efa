import type { FolderFacts, FolderMapEntry, FolderStatus, MapRule } from '../../../shared/domain/folder.ts';
import type { FolderPair } from '../../../shared/domain/inspection.ts';

export function status(messages: number, size: number | null = messages * 1000, unseen = 0): FolderStatus {
  return { messages, unseen, uidNext: messages + 1, uidValidity: '1', size, highestModseq: null };
}

export function facts(path: string, folderStatus: FolderStatus | null, delimiter = '/'): FolderFacts {
  return {
    path,
    delimiter,
    specialUse: null,
    selectable: folderStatus !== null,
    subscribed: true,
    status: folderStatus,
  };
}

export function entry(source: string, destination: string | null, rule: MapRule = 'same-path'): FolderMapEntry {
  return { source, destination, rule, notes: [], exists: true, selectable: true };
}

/** A source folder with `there` messages in the destination folder it maps to; null for one that does not exist yet. */
export function pair(
  source: string,
  here: number,
  there: number | null,
  destination: string | null = source,
  rule: MapRule = 'same-path',
): FolderPair {
  return {
    key: `s:${source}`,
    source: facts(source, status(here)),
    destination: there === null || destination === null ? null : facts(destination, status(there)),
    map: { ...entry(source, destination, rule), exists: there !== null },
  };
}

export function onlyThere(path: string, messages: number): FolderPair {
  return { key: `d:${path}`, source: null, destination: facts(path, status(messages)), map: null };
}
