import { type ProgressSample, timeLeftRange, withSample } from '../../../../shared/domain/progress-estimate.ts';

const PER_MINUTE_OVER_MS = 5 * 60_000;
const SHORTEST_MS = 5000;

/** How fast a job gets through its items; the time it stands still does not count. */
export class JobPace {
  #history: readonly ProgressSample[] = [];
  #workedMs = 0;
  #lastAt: number | null = null;

  /** Notes how far the job is: items that have ended, with the shares of those that go on. */
  sample(nowMs: number, items: number, works: boolean): void {
    if (works && this.#lastAt !== null) this.#workedMs += Math.max(0, nowMs - this.#lastAt);
    this.#lastAt = works ? nowMs : null;
    const last = this.#history.at(-1);
    // Items that are tried again make it begin anew.
    if (last !== undefined && items < last.messages) this.#history = [];
    if (works) this.#history = withSample(this.#history, { atMs: this.#workedMs, messages: items, bytes: 0 });
  }

  get itemsPerMinute(): number | null {
    const last = this.#history.at(-1);
    const first = this.#history.find(({ atMs }) => last !== undefined && last.atMs - atMs <= PER_MINUTE_OVER_MS);
    if (last === undefined || first === undefined || last.atMs - first.atMs < SHORTEST_MS) return null;
    return ((last.messages - first.messages) * 60_000) / (last.atMs - first.atMs);
  }

  timeLeft(itemsLeft: number): { readonly low: number; readonly high: number } | null {
    return timeLeftRange(this.#history, { messages: itemsLeft, bytes: 0 });
  }
}
