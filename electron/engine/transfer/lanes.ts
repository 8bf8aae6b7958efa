/**
 * How many folders are worked on at once, each over a connection to either side: more while more is faster, fewer when a server
 * objects or the pace falls. Pure; `lane-keeper.ts` looks at the clock and the connections.
 */

/** What a server objects to: a further connection, the pace, or it no longer keeps up. */
export type Trouble = 'refused' | 'throttled' | 'timed-out';

/** What a run did in one stretch of time. */
export interface PaceWindow {
  /** Over the lines, both directions that carry mail. */
  readonly bytes: number;
  readonly messages: number;
  readonly ms: number;
  readonly trouble: Trouble | null;
}

export interface LaneLimits {
  /** What the servers and the settings allow. */
  readonly allowed: number;
  /** Folders that are not done yet. */
  readonly work: number;
}

interface Trial {
  readonly count: number;
  readonly pace: number;
  /** What the windows with one more have shown so far. */
  readonly seen: readonly number[];
}

export interface Lanes {
  readonly count: number;
  /** The pace this count is known for; null while it has not been seen at work. */
  readonly pace: number | null;
  /** One more is being tried: what there was before. */
  readonly trial: Trial | null;
  /** Windows to let pass before one is judged: connections are being opened, folders listed. */
  readonly settling: number;
  /** Windows to go before one more is tried. */
  readonly holding: number;
  /** How long the next trial has to wait should this one fail; longer each time. */
  readonly nextHold: number;
  /** Windows in a row that were much slower than the pace. */
  readonly slow: number;
  /** The last trial showed that one more does not help. */
  readonly found: boolean;
}

/** So many windows decide together: what goes over a line comes in lumps. */
const TRIAL_WINDOWS = 3;
const FIRST_HOLD = 8;
const LONGEST_HOLD = 64;
/** Of the gain that one more would bring at best, so much has to show. */
const SHARE_OF_GAIN = 0.4;
/** Below this share of the pace a window is slow, and so many of them in a row mean that the pace falls. */
const SLOW = 0.6;
const SLOW_WINDOWS = 3;
/** A message costs the servers as much as so many bytes. */
const BYTES_PER_MESSAGE = 1024;

/** The beginning of a run with so many folders at once. */
export function startingLanes(count: number): Lanes {
  return {
    count,
    pace: null,
    trial: null,
    settling: 2,
    holding: 0,
    nextHold: FIRST_HOLD,
    slow: 0,
    found: false,
  };
}

/** How many folders to work on at once after this window. At least one, never more than the limits. */
export function nextLanes(lanes: Lanes, window: PaceWindow, { allowed, work }: LaneLimits): Lanes {
  const most = Math.max(1, Math.min(allowed, work));
  if (window.trouble !== null) {
    const fewer = window.trouble === 'throttled' ? Math.floor(lanes.count / 2) : lanes.count - 1;
    return withFewer(lanes, Math.min(Math.max(1, fewer), most));
  }
  if (lanes.count > most) return { ...lanes, count: most, pace: null, trial: null, settling: 1, slow: 0 };
  if (lanes.settling > 0) return { ...lanes, settling: lanes.settling - 1 };
  const pace = paceOf(window);
  // Folders are being listed or compared: nothing to go by.
  if (pace === 0) return lanes;
  if (lanes.trial !== null) return judged(lanes, lanes.trial, pace);
  const slow = lanes.pace !== null && pace < lanes.pace * SLOW ? lanes.slow + 1 : 0;
  if (slow >= SLOW_WINDOWS && lanes.count > 1) return withFewer(lanes, lanes.count - 1);
  // A slow window may be an accident: it does not count into the pace while that is not clear.
  const known = lanes.pace === null ? pace : slow > 0 ? lanes.pace : lanes.pace * 0.7 + pace * 0.3;
  if (slow > 0) return { ...lanes, slow };
  if (lanes.holding > 0) return { ...lanes, pace: known, slow, holding: lanes.holding - 1 };
  if (lanes.count === most) return { ...lanes, pace: known, slow };
  return {
    ...lanes,
    count: lanes.count + 1,
    pace: null,
    trial: { count: lanes.count, pace: known, seen: [] },
    settling: 1,
    slow,
    found: false,
  };
}

function judged(lanes: Lanes, trial: Trial, latest: number): Lanes {
  const seen = [...trial.seen, latest];
  if (seen.length < TRIAL_WINDOWS) return { ...lanes, trial: { ...trial, seen } };
  const pace = seen.reduce((sum, one) => sum + one, 0) / seen.length;
  const helped = pace >= trial.pace * (1 + SHARE_OF_GAIN / trial.count);
  if (helped) return { ...lanes, pace, trial: null, holding: 0, nextHold: FIRST_HOLD };
  return { ...withFewer(lanes, trial.count), pace: trial.pace, found: true };
}

function withFewer(lanes: Lanes, count: number): Lanes {
  return {
    count,
    pace: null,
    trial: null,
    settling: 1,
    holding: lanes.nextHold,
    nextHold: Math.min(lanes.nextHold * 2, LONGEST_HOLD),
    slow: 0,
    found: false,
  };
}

function paceOf({ bytes, messages, ms }: PaceWindow): number {
  return ms <= 0 ? 0 : ((bytes + messages * BYTES_PER_MESSAGE) / ms) * 1000;
}
