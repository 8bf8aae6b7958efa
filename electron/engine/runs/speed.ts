import type { RunTotals } from '../../../shared/domain/run.ts';

/** How fast a run goes and how long it will still take. */
export interface Speed {
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Null as far as it cannot be told. */
  readonly secondsLeft: number | null;
}

const WINDOW_MS = 10_000;
/** Rates over less time jump too much to be of use. */
const SHORTEST_MS = 300;

/** Rates over the last ten seconds. */
export class SpeedMeter {
  private samples: { at: number; copied: number; bytes: number }[] = [];

  /** Notes how far the run is; call it at most some ten times a second. */
  sample(at: number, totals: RunTotals): void {
    this.samples.push({ at, copied: totals.copied, bytes: totals.bytesCopied });
    // The newest sample outside the window stays: the window begins there.
    const inside = this.samples.findIndex((entry) => entry.at >= at - WINDOW_MS);
    if (inside > 1) this.samples.splice(0, inside - 1);
  }

  read(totals: RunTotals): Speed {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at - first.at < SHORTEST_MS) {
      return { messagesPerSecond: 0, bytesPerSecond: 0, secondsLeft: null };
    }
    const seconds = (last.at - first.at) / 1000;
    const messagesPerSecond = (last.copied - first.copied) / seconds;
    const bytesPerSecond = (last.bytes - first.bytes) / seconds;
    return { messagesPerSecond, bytesPerSecond, secondsLeft: secondsLeft(totals, messagesPerSecond, bytesPerSecond) };
  }
}

// Many small messages cost round trips, few large ones bytes: whichever takes longer decides.
function secondsLeft(totals: RunTotals, messagesPerSecond: number, bytesPerSecond: number): number | null {
  if (messagesPerSecond <= 0) return null;
  const messages = Math.max(0, totals.messages - totals.copied - totals.alreadyThere - totals.skipped);
  const bytes = Math.max(0, totals.bytes - totals.bytesCopied);
  return Math.max(messages / messagesPerSecond, bytesPerSecond > 0 ? bytes / bytesPerSecond : 0);
}
