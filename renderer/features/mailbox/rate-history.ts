import { useEffect, useState } from 'react';
import type { RunProgress } from '../../../shared/domain/run.ts';

/** So many points the chart shows; one is one second. */
export const RATE_POINTS = 90;

/** Rates by run, kept beside the page so that they are still there when an agent comes back to the mailbox. */
const histories = new Map<string, number[]>();

/**
 * The rates of a run with one more snapshot taken in: one value for each second since the start, the latest last. Seconds in
 * which no snapshot came repeat the one before.
 */
export function withSnapshot(rates: readonly number[], elapsedMs: number, bytesPerSecond: number): number[] {
  const second = Math.floor(elapsedMs / 1000);
  const next = rates.slice(0, second + 1);
  while (next.length <= second) next.push(next.at(-1) ?? bytesPerSecond);
  next[second] = bytesPerSecond;
  return next;
}

/** Bytes per second of the last seconds of the run, one value a second. */
export function useRateHistory(progress: RunProgress | undefined): readonly number[] {
  const [, redraw] = useState(0);
  const runId = progress?.runId;
  const second = progress ? Math.floor(progress.elapsedMs / 1000) : 0;
  useEffect(() => {
    if (!progress) return;
    histories.set(
      progress.runId,
      withSnapshot(histories.get(progress.runId) ?? [], progress.elapsedMs, progress.bytesPerSecond),
    );
  }, [progress]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further second is what redraws the chart
  useEffect(() => redraw((old) => old + 1), [second]);
  return runId ? (histories.get(runId) ?? []).slice(-RATE_POINTS) : [];
}
