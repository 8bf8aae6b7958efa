/** Time as the engine sees it; tests bring their own. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls once after that many milliseconds, unless it is undone before. */
  after(ms: number, call: () => void): () => void;
}

/** The clock of this computer, or one that only tells another time. */
export function systemClock(now: () => number = Date.now): Clock {
  return {
    now,
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** The form in which times are stored and sent. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
