import { setTimeout as wait } from 'node:timers/promises';

/**
 * A cap on bytes per second shared by all connections of a run. Each caller books its bytes on a common time line and waits
 * until its place has come, so bursts even out and nobody starves. An abort ends the waiting with the signal's reason.
 */
export function createThrottle(bytesPerSecond: number | null, signal: AbortSignal): (bytes: number) => Promise<void> {
  if (bytesPerSecond === null) return () => Promise.resolve();
  let free = performance.now();
  return async (bytes) => {
    const start = Math.max(free, performance.now());
    free = start + (bytes / bytesPerSecond) * 1000;
    const ms = start - performance.now();
    if (ms > 1) await wait(ms, undefined, { signal });
  };
}
