import type { Mover } from './movers/mover.ts';
import type { Measurement, Row } from './results.ts';
import { spreadOf } from './statistics.ts';
import type { TimedRun } from './timed-process.ts';

/** Gathers what one tool does at one work. A tool that failed twice, or that needs too long, is not run again. */
export class RowInProgress {
  readonly mover: Mover;
  readonly #runs: Measurement[] = [];
  readonly #differences = new Map<string, number>();
  #compared = false;
  #example: string | null = null;
  #remark: string | null = null;
  #failures = 0;

  constructor(mover: Mover) {
    this.mover = mover;
    if (mover.slow) this.#remark = 'run once';
  }

  get hasRuns(): boolean {
    return this.#runs.length > 0;
  }

  wantsRun(round: number): boolean {
    return this.#failures < 2 && (round === 0 || this.mover.slow !== true);
  }

  add(run: Measurement): void {
    this.#runs.push(run);
  }

  /** Notes how a run failed. */
  fail({ end, output, seconds }: TimedRun, limit: number): void {
    this.#failures += end === 'time limit' ? 2 : 1;
    this.#remark =
      end === 'time limit'
        ? `not ready after ${limit} s`
        : `a run ended with ${end} after ${seconds.toFixed(1)} s: ${output.trim().slice(-300)}`;
  }

  /** Counts the differences of one run by their kind, the word before the first colon; of several runs the worst counts. */
  compared(differences: readonly string[]): void {
    this.#compared = true;
    this.#example ??= differences[0] ?? null;
    const kinds = Map.groupBy(differences, (difference) => difference.split(':', 1)[0] ?? difference);
    for (const [kind, { length }] of kinds) {
      this.#differences.set(kind, Math.max(length, this.#differences.get(kind) ?? 0));
    }
  }

  finish(): Row {
    const seconds = this.#runs.map((run) => run.seconds);
    const peaks = this.#runs.map((run) => run.peakMemory).filter((peak) => peak !== null);
    return {
      key: this.mover.key,
      title: this.mover.title,
      kind: this.mover.kind,
      runs: this.#runs,
      seconds: seconds.length === 0 ? null : spreadOf(seconds),
      peakMemory: peaks.length === 0 ? null : Math.max(...peaks),
      differences: this.#compared ? Object.fromEntries(this.#differences) : null,
      example: this.#example,
      remark: this.#remark,
    };
  }
}
