import type { FolderFacts, FolderMapChoice, FolderMapEntry, FolderStatus } from '../../../shared/domain/folder.ts';
import type { FolderPair } from '../../../shared/domain/inspection.ts';
import type { FolderProgress } from '../../../shared/domain/run.ts';
import type { FolderVerdict } from '../../../shared/domain/verification.ts';

/**
 * `pair`: a source folder with its place at the destination. `parent`: holds several folders, but is none itself.
 * `destination-only`: nothing on the source goes there. `group`: the heading over those.
 */
export type FolderRowKind = 'pair' | 'parent' | 'destination-only' | 'group';

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
  /** Unread ones of these. */
  readonly destinationUnseen: number;
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
  const shares = sharesOf(pairs);
  const rows = new Map<string, MutableRow>();
  const roots: FolderRow[] = [];
  const onlyThere: FolderRow[] = [];

  for (const place of placesInOrder(pairs)) {
    const { path, pair } = place;
    const parent = parentRow(rows, path, place.delimiter);
    const row: MutableRow = {
      ...emptyRow,
      key: pair?.key ?? `parent:${path}`,
      kind: pair ? 'pair' : 'parent',
      name: parent ? path.slice(parent.path.length + 1) : path,
      path,
      children: [],
      ...(pair && {
        specialUse: pair.source?.specialUse ?? (goesByPurpose(pair) ? (pair.destination?.specialUse ?? null) : null),
        map: pair.map,
        source: pair.source?.status ?? null,
        destination: pair.destination?.status ?? null,
        difference: difference(pair, shares.get(pair.map?.destination ?? '')),
        sharedWith: (shares.get(pair.map?.destination ?? '')?.sources ?? []).filter((other) => other !== path),
        progress: progressOf.get(path) ?? null,
        verdict: verdictOf.get(path) ?? null,
      }),
    };
    rows.set(path, row);
    (parent ? parent.children : roots).push(row);
  }

  for (const pair of pairs) {
    if (pair.source !== null || pair.map !== null || pair.destination === null) continue;
    onlyThere.push({
      ...emptyRow,
      key: pair.key,
      kind: 'destination-only',
      name: pair.destination.path,
      path: pair.destination.path,
      specialUse: pair.destination.specialUse,
      destination: pair.destination.status,
    });
  }
  if (onlyThere.length === 0) return roots;
  // Without a source nothing can be said to be only there.
  return [...roots, group(onlyThere, roots.length === 0 ? 'At the destination' : 'Only there')];
}

/** The sums for the footer. */
export function folderTotals(pairs: readonly FolderPair[]): FolderTotals {
  const counted = pairs.filter((pair) => pair.map?.destination !== null && pair.source?.status);
  const destinations = new Map<string, FolderStatus | null>();
  for (const pair of counted) {
    if (pair.map?.destination) destinations.set(pair.map.destination, pair.destination?.status ?? null);
  }
  const sum = (read: (status: FolderStatus) => number): number =>
    counted.reduce((total, pair) => total + (pair.source?.status ? read(pair.source.status) : 0), 0);
  const sourceMessages = sum((status) => status.messages);
  const there = (read: (status: FolderStatus) => number): number =>
    [...destinations.values()].reduce((total, status) => total + (status === null ? 0 : read(status)), 0);
  const destinationMessages = there((status) => status.messages);
  return {
    folders: counted.length,
    leftOut: pairs.filter((pair) => pair.map !== null && pair.map.destination === null).length,
    sourceMessages,
    sourceUnseen: sum((status) => status.unseen),
    sourceBytes: counted.some((pair) => pair.source?.status?.size == null) ? null : sum((status) => status.size ?? 0),
    destinationMessages,
    destinationUnseen: there((status) => status.unseen),
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

const emptyRow = {
  specialUse: null,
  map: null,
  source: null,
  destination: null,
  difference: null,
  sharedWith: [],
  progress: null,
  verdict: null,
  children: [],
} as const;

function group(children: FolderRow[], name: string): FolderRow {
  return { ...emptyRow, key: 'only-at-destination', kind: 'group', name, path: '', children };
}

/** A place in the source's hierarchy, with the folder that is there. */
interface Place {
  readonly path: string;
  readonly delimiter: string | null;
  readonly pair: FolderPair | null;
}

/** The source folders and those parents that are no folders but hold several, parents before their children. */
function placesInOrder(pairs: readonly FolderPair[]): Place[] {
  const places: Place[] = pairs
    .filter((pair) => pair.source !== null || pair.map !== null)
    .map((pair) => ({ path: sourcePath(pair), delimiter: pair.source?.delimiter ?? null, pair }));
  const known = new Set(places.map((place) => place.path));
  const held = new Map<string, number>();
  for (const { path, delimiter } of places) {
    for (const ancestor of ancestors(path, delimiter)) held.set(ancestor, (held.get(ancestor) ?? 0) + 1);
  }
  const delimiter = places.find((place) => place.delimiter !== null)?.delimiter ?? null;
  const counts = (path: string): number => held.get(path) ?? 0;
  for (const path of held.keys()) {
    // A parent that holds no more than one of its own children does would only add a level.
    const branches =
      counts(path) > 1 && ![...held.keys()].some((p) => p.startsWith(path + delimiter) && counts(p) === counts(path));
    if (!known.has(path) && branches) places.push({ path, delimiter, pair: null });
  }
  return places.sort(bySourceOrder);
}

/** The paths above a path, the nearest first. */
function ancestors(path: string, delimiter: string | null): string[] {
  const found: string[] = [];
  if (delimiter === null || delimiter === '') return found;
  for (let end = path.lastIndexOf(delimiter); end > 0; end = path.lastIndexOf(delimiter, end - 1)) {
    found.push(path.slice(0, end));
  }
  return found;
}

function sourcePath(pair: FolderPair): string {
  return pair.source?.path ?? pair.map?.source ?? '';
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** INBOX, then the folders every mail program knows, then the rest by name; parents stand before their children. */
function bySourceOrder(a: Place, b: Place): number {
  return rank(a) - rank(b) || collator.compare(a.path, b.path) || (a.path < b.path ? -1 : 1);
}

function rank({ path, delimiter, pair }: Place): number {
  const isTop = delimiter === null || !path.includes(delimiter);
  if (path.toUpperCase() === 'INBOX') return 0;
  return isTop && pair && goesByPurpose(pair) ? 1 : 2;
}

function goesByPurpose(pair: FolderPair): boolean {
  return pair.map?.rule === 'special-use' || pair.map?.rule === 'known-name';
}

/** The nearest ancestor that has a line: a parent may exist in name only. */
function parentRow(rows: ReadonlyMap<string, MutableRow>, path: string, delimiter: string | null): MutableRow | null {
  for (const ancestor of ancestors(path, delimiter)) {
    const parent = rows.get(ancestor);
    if (parent) return parent;
  }
  return null;
}

/** What goes into one destination folder. */
interface Share {
  readonly sources: readonly string[];
  readonly messages: number;
}

function sharesOf(pairs: readonly FolderPair[]): Map<string, Share> {
  const found = new Map<string, { sources: string[]; messages: number }>();
  for (const pair of pairs) {
    const to = pair.map?.destination;
    if (to == null) continue;
    const share = found.get(to) ?? { sources: [], messages: 0 };
    share.sources.push(sourcePath(pair));
    share.messages += pair.source?.status?.messages ?? 0;
    found.set(to, share);
  }
  return found;
}

function difference(pair: FolderPair, share: Share | undefined): number | null {
  if (!share || !pair.source?.status) return null;
  if (share.sources.length > 1 && share.sources[0] !== sourcePath(pair)) return null;
  return (pair.destination?.status?.messages ?? 0) - share.messages;
}
