import type { FolderFacts, FolderMapChoice, FolderMapEntry, FolderStatus } from '../../../shared/domain/folder.ts';
import type { FolderPair } from '../../../shared/domain/inspection.ts';
import type { FolderProgress } from '../../../shared/domain/run.ts';
import type { FolderVerdict } from '../../../shared/domain/verification.ts';

/**
 * `pair`: a source folder with its place at the destination. `destination-only`: nothing on the source goes there.
 * `group`: the heading over those.
 */
export type FolderRowKind = 'pair' | 'destination-only' | 'group';

/** A line of the two-side folder table. */
export interface FolderRow {
  readonly key: string;
  readonly kind: FolderRowKind;
  /** What follows the parent's path. */
  readonly name: string;
  readonly path: string;
  readonly specialUse: FolderFacts['specialUse'];
  readonly map: FolderMapEntry | null;
  readonly source: FolderStatus | null;
  readonly destination: FolderStatus | null;
  /**
   * Messages at the destination minus messages on the source; null where that says nothing: for folders that are left
   * out, hold no messages, or share their destination with a folder further up (which carries the sum).
   */
  readonly difference: number | null;
  /** Other source folders that go to the same destination folder. */
  readonly sharedWith: readonly string[];
  readonly progress: FolderProgress | null;
  readonly verdict: FolderVerdict | null;
  readonly children: readonly FolderRow[];
}

export interface FolderTotals {
  readonly folders: number;
  readonly leftOut: number;
  readonly sourceMessages: number;
  readonly sourceUnseen: number;
  /** Null when a folder's size is not known. */
  readonly sourceBytes: number | null;
  /** Messages in destination folders that a source folder maps to, each folder once. */
  readonly destinationMessages: number;
  readonly difference: number;
  readonly destinationOnly: number;
}

export interface FolderRowParts {
  readonly pairs: readonly FolderPair[];
  readonly progress?: readonly FolderProgress[] | undefined;
  readonly verdicts?: readonly FolderVerdict[] | undefined;
}

type MutableRow = Omit<FolderRow, 'children'> & { children: FolderRow[] };

/** The lines of the table as a tree by the source's hierarchy, with folders only at the destination in a group at the end. */
export function folderTree({ pairs, progress = [], verdicts = [] }: FolderRowParts): FolderRow[] {
  const progressOf = new Map(progress.map((entry) => [entry.source, entry]));
  const verdictOf = new Map(verdicts.map((entry) => [entry.source, entry]));
  const sharers = sourcesByDestination(pairs);
  const rows = new Map<string, MutableRow>();
  const roots: FolderRow[] = [];
  const onlyThere: FolderRow[] = [];

  const sources = pairs.filter((pair) => pair.source !== null || pair.map !== null);
  for (const pair of [...sources].sort(bySourceOrder)) {
    const path = sourcePath(pair);
    const parent = parentRow(rows, path, pair.source?.delimiter ?? null);
    const row: MutableRow = {
      key: pair.key,
      kind: 'pair',
      name: parent ? path.slice(parent.path.length + 1) : path,
      path,
      specialUse: pair.source?.specialUse ?? (goesByPurpose(pair) ? (pair.destination?.specialUse ?? null) : null),
      map: pair.map,
      source: pair.source?.status ?? null,
      destination: pair.destination?.status ?? null,
      difference: difference(pair, sharers, pairs),
      sharedWith: (sharers.get(pair.map?.destination ?? '') ?? []).filter((other) => other !== path),
      progress: progressOf.get(path) ?? null,
      verdict: verdictOf.get(path) ?? null,
      children: [],
    };
    rows.set(path, row);
    (parent ? parent.children : roots).push(row);
  }

  for (const pair of pairs) {
    if (pair.source !== null || pair.map !== null || pair.destination === null) continue;
    onlyThere.push({
      key: pair.key,
      kind: 'destination-only',
      name: pair.destination.path,
      path: pair.destination.path,
      specialUse: pair.destination.specialUse,
      map: null,
      source: null,
      destination: pair.destination.status,
      difference: null,
      sharedWith: [],
      progress: null,
      verdict: null,
      children: [],
    });
  }
  return onlyThere.length === 0 ? roots : [...roots, group(onlyThere)];
}

/** The sums for the footer. */
export function folderTotals(pairs: readonly FolderPair[]): FolderTotals {
  const counted = pairs.filter((pair) => pair.map?.destination !== null && pair.source?.status);
  const destinations = new Map<string, number>();
  for (const pair of counted) {
    if (pair.map?.destination) destinations.set(pair.map.destination, pair.destination?.status?.messages ?? 0);
  }
  const sum = (read: (status: FolderStatus) => number): number =>
    counted.reduce((total, pair) => total + (pair.source?.status ? read(pair.source.status) : 0), 0);
  const sourceMessages = sum((status) => status.messages);
  const destinationMessages = [...destinations.values()].reduce((total, count) => total + count, 0);
  return {
    folders: counted.length,
    leftOut: pairs.filter((pair) => pair.map !== null && pair.map.destination === null).length,
    sourceMessages,
    sourceUnseen: sum((status) => status.unseen),
    sourceBytes: counted.some((pair) => pair.source?.status?.size == null) ? null : sum((status) => status.size ?? 0),
    destinationMessages,
    difference: destinationMessages - sourceMessages,
    destinationOnly: pairs.filter((pair) => pair.source === null && pair.map === null && pair.destination !== null)
      .length,
  };
}

/** The choices an agent has made so far: what the folder map did not decide by itself. */
export function savedChoices(pairs: readonly FolderPair[]): FolderMapChoice[] {
  return pairs.flatMap((pair) =>
    pair.map && (pair.map.rule === 'chosen' || pair.map.rule === 'excluded')
      ? [{ source: pair.map.source, destination: pair.map.destination }]
      : [],
  );
}

/** The choices with one folder decided anew; `automatic` takes its choice back. */
export function withChoice(
  choices: readonly FolderMapChoice[],
  source: string,
  destination: string | null | 'automatic',
): FolderMapChoice[] {
  const others = choices.filter((choice) => choice.source !== source);
  return destination === 'automatic' ? others : [...others, { source, destination }];
}

/** The lines of the map that a change would alter, other than by what exists. */
export function changedEntries(
  before: readonly FolderMapEntry[],
  after: readonly FolderMapEntry[],
): { readonly before: FolderMapEntry | undefined; readonly after: FolderMapEntry }[] {
  const old = new Map(before.map((entry) => [entry.source, entry]));
  return after
    .map((entry) => ({ before: old.get(entry.source), after: entry }))
    .filter(
      (line) =>
        line.before?.destination !== line.after.destination ||
        line.before.rule !== line.after.rule ||
        line.before.notes.join() !== line.after.notes.join(),
    );
}

function group(children: FolderRow[]): FolderRow {
  return {
    key: 'only-at-destination',
    kind: 'group',
    name: 'Only at the destination',
    path: '',
    specialUse: null,
    map: null,
    source: null,
    destination: null,
    difference: null,
    sharedWith: [],
    progress: null,
    verdict: null,
    children,
  };
}

function sourcePath(pair: FolderPair): string {
  return pair.source?.path ?? pair.map?.source ?? '';
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** INBOX, then the folders every mail program knows, then the rest by name; parents stand before their children. */
function bySourceOrder(a: FolderPair, b: FolderPair): number {
  return (
    rank(a) - rank(b) || collator.compare(sourcePath(a), sourcePath(b)) || (sourcePath(a) < sourcePath(b) ? -1 : 1)
  );
}

function rank(pair: FolderPair): number {
  const delimiter = pair.source?.delimiter ?? null;
  const path = sourcePath(pair);
  const isTop = delimiter === null || !path.includes(delimiter);
  if (path.toUpperCase() === 'INBOX') return 0;
  if (isTop && goesByPurpose(pair)) return 1;
  return 2;
}

function goesByPurpose(pair: FolderPair): boolean {
  return pair.map?.rule === 'special-use' || pair.map?.rule === 'known-name';
}

/** The nearest ancestor that is in the list: a parent may exist in name only. */
function parentRow(rows: ReadonlyMap<string, MutableRow>, path: string, delimiter: string | null): MutableRow | null {
  if (delimiter === null || delimiter === '') return null;
  for (let end = path.lastIndexOf(delimiter); end > 0; end = path.lastIndexOf(delimiter, end - 1)) {
    const parent = rows.get(path.slice(0, end));
    if (parent) return parent;
  }
  return null;
}

function sourcesByDestination(pairs: readonly FolderPair[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const pair of pairs) {
    const to = pair.map?.destination;
    if (to == null) continue;
    found.set(to, [...(found.get(to) ?? []), sourcePath(pair)]);
  }
  return found;
}

function difference(
  pair: FolderPair,
  sharers: ReadonlyMap<string, readonly string[]>,
  pairs: readonly FolderPair[],
): number | null {
  const to = pair.map?.destination;
  if (to == null || !pair.source?.status) return null;
  const sources = sharers.get(to) ?? [];
  if (sources.length > 1 && sources[0] !== sourcePath(pair)) return null;
  const total = pairs
    .filter((other) => sources.includes(sourcePath(other)) && other.map !== null)
    .reduce((sum, other) => sum + (other.source?.status?.messages ?? 0), 0);
  return (pair.destination?.status?.messages ?? 0) - total;
}
