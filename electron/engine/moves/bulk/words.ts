import { formatNumberOf } from '../../../../shared/domain/format.ts';
import type { JobSchedule } from '../../../../shared/domain/job.ts';
import { type Missed, opensAt } from './schedule.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `22 Nov, 14:32`, by the clock of this computer. */
export function atWords(at: string | number | null): string {
  if (at === null) return 'once';
  const date = new Date(at);
  return `${DAY.format(date)}, ${TIME.format(date)}`;
}

/** What was missed and when it is caught up. */
export function missedWords(missed: Missed, schedule: JobSchedule, nowMs: number): string {
  const absent = 'this computer slept or Mailferry was not running';
  if (missed.kind === 'start') return `Was to start at ${atWords(missed.at)}, when ${absent}; started now instead.`;
  const when = `from ${atWords(missed.from)} to ${atWords(missed.to)}`;
  const count =
    missed.count === 1
      ? `The hours ${when} were missed`
      : `${formatNumberOf(missed.count, 'night')} were missed, the last ${when}`;
  const next = opensAt(schedule.window, nowMs);
  return `${count}: ${absent}. Caught up ${next <= nowMs ? 'now' : `from ${atWords(next)} on`}.`;
}

/** Why a job that runs does nothing at this moment. */
export function waitingWords(why: {
  readonly opens: number | null;
  readonly caches: readonly { readonly at: string | null }[];
  readonly resting: readonly string[];
}): string {
  if (why.opens !== null) return `Waits for its hours: goes on at ${atWords(why.opens)}`;
  if (why.resting.length > 0) return `Waits for the end of the quiet hours of ${why.resting.join(', ')}`;
  if (why.caches.length > 0) {
    const next = why.caches.flatMap(({ at }) => at ?? []).sort()[0];
    const domains = formatNumberOf(why.caches.length, 'domain');
    return next === undefined
      ? `Waits for the routing of ${domains} to change: until then there is no last copy`
      : `Waits for the caches of ${domains}: the first have let go at ${atWords(next)}`;
  }
  return 'Waits until other runs leave room at the servers, or end';
}
