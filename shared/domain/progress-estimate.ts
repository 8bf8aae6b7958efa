/** How far a run had come at a moment of its own time: pauses and waits do not count. */
export interface ProgressSample {
  readonly atMs: number;
  readonly messages: number;
  readonly bytes: number;
}

/** What a run still has before it. */
export interface WorkLeft {
  readonly messages: number;
  readonly bytes: number;
}

/** Seconds a run will still take: hardly less than `low`, hardly more than `high`. */
export interface TimeLeftRange {
  readonly low: number;
  readonly high: number;
}

/** Samples are so far apart. */
export const SAMPLE_MS = 1000;
/** Older samples say little about how fast a run is now. */
const MOST_SAMPLES = 180;
/** Fewer windows than this would make a guess of an estimate. */
const FEWEST_WINDOWS = 4;
const LONGEST_WINDOW_MS = 15_000;
const SHORTEST_WINDOW_MS = 3000;
/** What lies ahead is not quite like what was. */
const MARGIN = 0.18;

/** The history with one more sample, when enough time has passed since the last; the oldest fall out. Pure. */
export function withSample(history: readonly ProgressSample[], sample: ProgressSample): readonly ProgressSample[] {
  const last = history.at(-1);
  if (last !== undefined && sample.atMs - last.atMs < SAMPLE_MS) return history;
  return [...history.slice(1 - MOST_SAMPLES), sample];
}

/**
 * The time left as a range, by the rates of the recent past; null while that is too short to tell. Many small messages cost
 * round trips and few large ones bytes, and nobody knows the shares: if messages alone decided it would take one time, if bytes
 * alone another, and the truth lies between. Each of the two is taken from the 10th to the 90th percentile of the rates. Pure.
 */
export function timeLeftRange(history: readonly ProgressSample[], left: WorkLeft): TimeLeftRange | null {
  if (left.messages <= 0) return { low: 0, high: 0 };
  const first = history[0];
  const last = history.at(-1);
  if (first === undefined || last === undefined) return null;
  const width = Math.min(LONGEST_WINDOW_MS, Math.max(SHORTEST_WINDOW_MS, (last.atMs - first.atMs) / 6));
  const messages: number[] = [];
  const bytes: number[] = [];
  let end = 0;
  for (const from of history) {
    while ((history[end]?.atMs ?? Number.POSITIVE_INFINITY) - from.atMs < width) end += 1;
    const to = history[end];
    if (to === undefined) break;
    const seconds = (to.atMs - from.atMs) / 1000;
    messages.push((to.messages - from.messages) / seconds);
    bytes.push((to.bytes - from.bytes) / seconds);
  }
  if (messages.length < FEWEST_WINDOWS) return null;
  // What is now counts beside what was: a run that has just become slow shows it at once.
  const seconds = (last.atMs - first.atMs) / 1000;
  messages.push((last.messages - first.messages) / seconds);
  bytes.push((last.bytes - first.bytes) / seconds);
  const estimates = [spread(left.messages, messages), ...(left.bytes > 0 ? [spread(left.bytes, bytes)] : [])];
  const low = Math.min(...estimates.map((one) => one.low)) * (1 - MARGIN);
  const high = Math.max(...estimates.map((one) => one.high)) * (1 + MARGIN);
  return Number.isFinite(high) ? { low, high } : null;
}

function spread(work: number, rates: number[]): TimeLeftRange {
  const sorted = rates.sort((a, b) => a - b);
  return { low: work / percentile(sorted, 0.9), high: work / percentile(sorted, 0.1) };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.round((sorted.length - 1) * share)] ?? 0;
}
