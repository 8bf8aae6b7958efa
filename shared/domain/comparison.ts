import type { IdentityLayer } from './verification.ts';

/** What identifies one message on one side. Keys are hex digests; see `electron/engine/verify/identity.ts`. */
export interface Identity {
  readonly uid: number;
  /** Bytes as the server counts them. */
  readonly size: number;
  /** Internal date as Unix milliseconds, NaN when the server gave none. */
  readonly dateMs: number;
  /** SHA-256 of the bytes with line ends normalised, where they were read. */
  readonly bytesHash: string | null;
  /** Message-ID with Date, null without a Message-ID. */
  readonly messageKey: string | null;
  /** The headers servers leave alone. */
  readonly headerKey: string;
}

export interface Match {
  readonly source: number;
  readonly destination: number;
  readonly layer: IdentityLayer;
}

export interface Matching {
  readonly matches: readonly Match[];
  /** UIDs without a counterpart. */
  readonly sourceOnly: readonly number[];
  readonly destinationOnly: readonly number[];
}

/** How far sizes of the same message may lie apart: servers add a header line or squeeze blanks, they do not lose a page. */
export function withinSizeBand(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(2048, Math.max(a, b) * 0.02);
}

/**
 * Pairs the messages of two sides one to one, by the surest layer first: equal bytes; the same Message-ID and Date; the same
 * stable headers; the latter two only within the size band. What both sides hold n and m times is paired min(n, m) times,
 * so repeats stay countable. Among equals, those with the same internal date and size pair first, then in order of UID.
 */
export function matchMessages(source: readonly Identity[], destination: readonly Identity[]): Matching {
  const steps = matchInSteps(source, destination);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** So many messages of a step. */
const STEP = 2000;

/** Does what `matchMessages` does in steps of bounded length, so that whoever drives it can do something else in between. */
export function* matchInSteps(
  source: readonly Identity[],
  destination: readonly Identity[],
): Generator<undefined, Matching, void> {
  const matches: Match[] = [];
  let leftSource = source;
  let leftDestination = destination;
  const layers: readonly { layer: IdentityLayer; keyOf: (item: Identity) => string | null; fits: Fits }[] = [
    { layer: 'bytes', keyOf: (item) => item.bytesHash, fits: () => true },
    { layer: 'message-id', keyOf: (item) => item.messageKey, fits: notContradicted },
    { layer: 'headers', keyOf: (item) => item.headerKey, fits: notContradicted },
  ];
  for (const { layer, keyOf, fits } of layers) {
    const pairs = yield* pairByKey(leftSource, leftDestination, keyOf, fits);
    if (pairs.length === 0) continue;
    const usedSource = new Set<Identity>();
    const usedDestination = new Set<Identity>();
    for (const [a, b] of pairs) {
      matches.push({ source: a.uid, destination: b.uid, layer });
      usedSource.add(a);
      usedDestination.add(b);
    }
    yield;
    leftSource = leftSource.filter((item) => !usedSource.has(item));
    leftDestination = leftDestination.filter((item) => !usedDestination.has(item));
    yield;
  }
  return {
    matches,
    sourceOnly: leftSource.map((item) => item.uid),
    destinationOnly: leftDestination.map((item) => item.uid),
  };
}

type Fits = (a: Identity, b: Identity) => boolean;

function notContradicted(a: Identity, b: Identity): boolean {
  return withinSizeBand(a.size, b.size);
}

function* pairByKey(
  source: readonly Identity[],
  destination: readonly Identity[],
  keyOf: (item: Identity) => string | null,
  fits: Fits,
): Generator<undefined, (readonly [Identity, Identity])[], void> {
  let done = 0;
  const candidates = new Map<string, Identity[]>();
  for (const item of destination) {
    done += 1;
    if (done % STEP === 0) yield;
    const key = keyOf(item);
    if (key === null) continue;
    const group = candidates.get(key);
    if (group) group.push(item);
    else candidates.set(key, [item]);
  }
  const groups = new Map<string, Identity[]>();
  for (const item of source) {
    done += 1;
    if (done % STEP === 0) yield;
    const key = keyOf(item);
    if (key === null || !candidates.has(key)) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  const pairs: (readonly [Identity, Identity])[] = [];
  for (const [key, group] of groups) {
    const before = done;
    done += group.length;
    if (Math.floor(done / STEP) > Math.floor(before / STEP)) yield;
    // Not spread out into arguments: of equal messages there may be more than a call takes.
    for (const pair of pairGroup(group, candidates.get(key) ?? [], fits)) pairs.push(pair);
  }
  return pairs;
}

/** Pairs within one key: first what agrees in date and size, then in size, then in date, then what is left. Sorts, else linear. */
function pairGroup(
  source: readonly Identity[],
  destination: readonly Identity[],
  fits: Fits,
): (readonly [Identity, Identity])[] {
  const [onlySource, onlyDestination] = [source[0], destination[0]];
  // Nearly all groups: most messages are there once on each side.
  if (source.length === 1 && destination.length === 1 && onlySource && onlyDestination)
    return fits(onlySource, onlyDestination) ? [[onlySource, onlyDestination]] : [];
  const pairs: (readonly [Identity, Identity])[] = [];
  let left = source;
  let right = destination;
  const passes: readonly ((item: Identity) => unknown)[] = [
    (item) => `${item.dateMs}/${item.size}`,
    (item) => item.size,
    (item) => item.dateMs,
    () => 0,
  ];
  for (const alike of passes) {
    if (left.length === 0 || right.length === 0) break;
    const groups = Map.groupBy(right, alike);
    const found = [...Map.groupBy(left, alike)].flatMap(([key, group]) =>
      pairBySize(group, groups.get(key) ?? [], fits),
    );
    if (found.length === 0) continue;
    for (const pair of found) pairs.push(pair);
    const used = new Set(found.flat());
    left = left.filter((item) => !used.has(item));
    right = right.filter((item) => !used.has(item));
  }
  return pairs;
}

/** Walks both lists by size, then UID; since the band is monotone, no order of pairing would find more pairs. */
function pairBySize(
  source: readonly Identity[],
  destination: readonly Identity[],
  fits: Fits,
): (readonly [Identity, Identity])[] {
  const bySize = (a: Identity, b: Identity): number => a.size - b.size || a.uid - b.uid;
  const left = source.toSorted(bySize);
  const right = destination.toSorted(bySize);
  const pairs: (readonly [Identity, Identity])[] = [];
  for (let i = 0, j = 0; ; ) {
    const a = left[i];
    const b = right[j];
    if (a === undefined || b === undefined) return pairs;
    if (fits(a, b)) pairs.push([a, b]);
    const step = fits(a, b) ? 0 : a.size - b.size;
    if (step <= 0) i += 1;
    if (step >= 0) j += 1;
  }
}
