import type { JobSchedule } from '../../../../shared/domain/job.ts';
import type { QuietHours } from '../../../../shared/domain/run.ts';

/** A start that comes so much later than it was set for is told. */
const LATE_MS = 2 * 60_000;
/** Between two looks at the clock; when more has passed, this computer slept or Mailferry was not running. */
const GAP_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Whether work is allowed now, by the wall clock of this computer. Equal ends: at any time. Pure. */
export function isOpenAt(window: QuietHours | null, nowMs: number): boolean {
  if (window === null || window.from === window.to) return true;
  const now = new Date(nowMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** When the hours begin next, in Unix milliseconds; now, where they have begun. Pure. */
export function opensAt(window: QuietHours | null, nowMs: number): number {
  if (window === null || isOpenAt(window, nowMs)) return nowMs;
  return nextTime(window.from, nowMs);
}

/** What of a schedule was missed between two looks at the clock. */
export type Missed =
  | { readonly kind: 'start'; readonly at: number }
  /** Whole windows that came and went, and the last of them. */
  | { readonly kind: 'window'; readonly count: number; readonly from: number; readonly to: number };

/**
 * What was missed while nobody looked: a start that is overdue, or hours of which all passed. `seenMs`: the last look; null before the
 * first. Pure.
 */
export function missedBetween(
  schedule: JobSchedule,
  waitsForStart: boolean,
  seenMs: number | null,
  nowMs: number,
): Missed | null {
  if (waitsForStart) {
    const startAt = schedule.startAt === null ? null : Date.parse(schedule.startAt);
    return startAt !== null && nowMs - startAt > LATE_MS ? { kind: 'start', at: startAt } : null;
  }
  const { window } = schedule;
  if (window === null || seenMs === null || nowMs - seenMs < GAP_MS) return null;
  let count = 0;
  let last = { from: seenMs, to: seenMs };
  // More than a year of nights is as good as a year.
  for (; count < 366; count += 1) {
    const from = isOpenAt(window, last.to) ? last.to : nextTime(window.from, last.to);
    const to = nextTime(window.to, from);
    if (to > nowMs) break;
    last = { from, to };
  }
  return count === 0 ? null : { kind: 'window', count, ...last };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function nextTime(time: string, nowMs: number): number {
  const next = new Date(nowMs);
  next.setHours(Number(time.slice(0, 2)), Number(time.slice(3)), 0, 0);
  if (next.getTime() <= nowMs) {
    // A day with a change of the clock has not 24 hours.
    const tomorrow = new Date(nowMs + DAY_MS);
    next.setFullYear(tomorrow.getFullYear(), tomorrow.getMonth(), tomorrow.getDate());
  }
  return next.getTime();
}
