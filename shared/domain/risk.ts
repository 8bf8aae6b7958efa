/** What is left to copy for a domain, by sizes and rates that were seen. */
export interface WorkLeft {
  /** Mailboxes not verified yet. */
  readonly mailboxes: number;
  /** Of those, on the source; null where nobody has looked. */
  readonly bytes: number | null;
  /** Of those mailboxes, how many have a size nobody knows. */
  readonly unknownSizes: number;
}

/** How fast the latest copies went, each by itself beside the others. */
export interface CopyPace {
  readonly bytesPerSecond: number;
  /** How many bytes a mailbox has on average, for those nobody has looked at. */
  readonly bytesPerMailbox: number;
  /** False where nothing was copied yet and the numbers are assumed. */
  readonly measured: boolean;
}

/** What is taken where nothing was copied yet: a slow line, a mailbox of 400 MB. */
export const assumedPace: CopyPace = { bytesPerSecond: 500_000, bytesPerMailbox: 400_000_000, measured: false };

/** So many copies go on at once. */
const SIDE_BY_SIDE = 4;
/** Connecting, listing and comparing cost time too, however little is to be copied. */
const SECONDS_PER_MAILBOX = 20;
/** Lines slow down and messages are refused: never plan with all of the measured pace. */
const RESERVE = 1.5;

/** How long the rest will take, in seconds, carefully; 0 when nothing is left. */
export function secondsNeeded(left: WorkLeft, pace: CopyPace): number {
  if (left.mailboxes <= 0) return 0;
  const bytes = (left.bytes ?? 0) + left.unknownSizes * pace.bytesPerMailbox;
  const seconds = bytes / Math.max(1, pace.bytesPerSecond) + left.mailboxes * SECONDS_PER_MAILBOX;
  return Math.ceil((seconds * RESERVE) / Math.min(SIDE_BY_SIDE, left.mailboxes));
}

/** The same in words' precision: an estimate to the second would claim what nobody knows. */
export function roughly(seconds: number): number {
  const step = seconds < 600 ? 60 : seconds < 7200 ? 300 : seconds < 36_000 ? 1800 : 3600;
  return Math.ceil(seconds / step) * step;
}

/**
 * How a deadline stands. `met`: all is done. `safe`: more than twice the time that is needed. `tight`: less than that. `at-risk`: less
 * than is needed. `overdue`: past.
 */
export type RiskLevel = 'met' | 'safe' | 'tight' | 'at-risk' | 'overdue';

export interface Risk {
  readonly level: RiskLevel;
  /** Until the deadline; negative when it is past. */
  readonly secondsLeft: number;
  /** What remains once the rest is copied; the smaller, the more urgent. */
  readonly secondsToSpare: number;
}

export interface DeadlineFacts {
  /** ISO 8601. */
  readonly deadlineAt: string;
  /** Whether all steps are done. */
  readonly met: boolean;
  readonly secondsNeeded: number;
}

/** Below this much time left a deadline is tight however little is to be done. */
export const TIGHT_SECONDS = 6 * 3600;

/** How a deadline stands at a moment: the time left against the time needed. */
export function riskOf({ deadlineAt, met, secondsNeeded: needed }: DeadlineFacts, nowMs: number): Risk {
  const secondsLeft = (Date.parse(deadlineAt) - nowMs) / 1000;
  const secondsToSpare = secondsLeft - needed;
  const level: RiskLevel = met
    ? 'met'
    : secondsLeft < 0
      ? 'overdue'
      : secondsToSpare < 0
        ? 'at-risk'
        : secondsLeft < Math.max(TIGHT_SECONDS, 2 * needed)
          ? 'tight'
          : 'safe';
  return { level, secondsLeft, secondsToSpare };
}

/** For sorting: deadlines that are not met first, among them those with the least time to spare. */
export function byRisk(nowMs: number): (a: DeadlineFacts, b: DeadlineFacts) => number {
  return (a, b) => {
    if (a.met !== b.met) return a.met ? 1 : -1;
    const spare = riskOf(a, nowMs).secondsToSpare - riskOf(b, nowMs).secondsToSpare;
    return spare !== 0 ? spare : a.deadlineAt < b.deadlineAt ? -1 : a.deadlineAt > b.deadlineAt ? 1 : 0;
  };
}
