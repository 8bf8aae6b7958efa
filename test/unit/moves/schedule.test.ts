import { describe, expect, it } from 'vitest';
import { isOpenAt, missedBetween, opensAt } from '../../../electron/engine/moves/bulk/schedule.ts';
import { jobSchedule } from '../../../shared/domain/job.ts';

const night = { from: '22:00', to: '06:00' };
/** By the clock of this computer, as the hours are. */
const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();

describe('the hours of a job', () => {
  it('span midnight, and are open all day when both ends are the same', () => {
    expect([21, 22, 3, 6].map((hour) => isOpenAt(night, at(22, hour)))).toEqual([false, true, true, false]);
    expect(isOpenAt({ from: '08:00', to: '08:00' }, at(22, 12))).toBe(true);
    expect(opensAt(night, at(22, 12))).toBe(at(22, 22));
    expect(opensAt(night, at(22, 23))).toBe(at(22, 23));
    expect(opensAt({ from: '01:00', to: '06:00' }, at(22, 12))).toBe(at(23, 1));
  });
});

describe('what was missed', () => {
  const start = jobSchedule.parse({ startAt: new Date(at(22, 22)).toISOString() });
  const nightly = jobSchedule.parse({ window: night });

  it('is a start that is overdue', () => {
    expect(missedBetween(start, true, null, at(22, 22, 1))).toBeNull();
    expect(missedBetween(start, true, null, at(23, 7))).toEqual({ kind: 'start', at: at(22, 22) });
  });

  it('is every night that passed unseen, and none in which it worked', () => {
    expect(missedBetween(nightly, false, at(22, 12), at(22, 12, 4))).toBeNull();
    expect(missedBetween(nightly, false, at(22, 12), at(22, 23))).toBeNull();
    expect(missedBetween(nightly, false, at(22, 12), at(23, 8))).toEqual({
      kind: 'window',
      count: 1,
      from: at(22, 22),
      to: at(23, 6),
    });
    expect(missedBetween(nightly, false, at(20, 12), at(23, 8))).toMatchObject({ count: 3, from: at(22, 22) });
    expect(missedBetween(nightly, false, at(23, 2), at(23, 8))).toMatchObject({ count: 1, from: at(23, 2) });
  });
});
