/**
 * A cap on bytes per second shared by all connections of a run. Each caller books its bytes on a common time line and waits
 * until its place has come, so bursts even out and nobody starves.
 */
export function createThrottle(bytesPerSecond: number | null): (bytes: number) => Promise<void> {
  if (bytesPerSecond === null) return () => Promise.resolve();
  let free = performance.now();
  return async (bytes) => {
    const start = Math.max(free, performance.now());
    free = start + (bytes / bytesPerSecond) * 1000;
    const wait = start - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
  };
}
