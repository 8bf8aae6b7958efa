import { useSyncExternalStore } from 'react';

/** One clock for the whole page, so that all times change together and no component keeps a timer of its own. */
function createClock(everyMs: number): { subscribe: (listener: () => void) => () => void; now: () => number } {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    now: () => now,
    subscribe: (listener) => {
      if (listeners.size === 0) {
        now = Date.now();
        timer = setInterval(() => {
          now = Date.now();
          for (const each of listeners) each();
        }, everyMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}

const clock = createClock(10_000);

/** The time now in milliseconds since 1970, moving on every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(clock.subscribe, clock.now);
}
