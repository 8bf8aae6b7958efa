/** How often and how fast something that crashed may be started again. */
export interface RestartPolicy {
  /** Waits before the first, second, … restart within the window, in milliseconds; also how many restarts there are. */
  readonly delaysMs: readonly number[];
  /** Crashes older than this no longer count, in milliseconds. */
  readonly windowMs: number;
}

/** Three restarts in five minutes. A crash that comes back that often is not an accident, and somebody should be told. */
export const threeInFiveMinutes: RestartPolicy = { delaysMs: [250, 1_000, 4_000], windowMs: 5 * 60_000 };

export type RestartDecision =
  /** `attempt` counts the restarts within the window, from 1. */
  { readonly restart: true; readonly attempt: number; readonly delayMs: number } | { readonly restart: false };

/**
 * Decides what follows a crash.
 * @param crashTimes when it crashed, in milliseconds, the crash at hand included
 * @param now in the same clock
 */
export function decideRestart(policy: RestartPolicy, crashTimes: readonly number[], now: number): RestartDecision {
  const recent = crashTimes.filter((time) => now - time < policy.windowMs).length;
  const delayMs = policy.delaysMs[recent - 1];
  return delayMs === undefined ? { restart: false } : { restart: true, attempt: recent, delayMs };
}
