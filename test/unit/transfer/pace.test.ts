import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRest, QuietHoursBegun, quietUntil } from '../../../electron/engine/transfer/quiet-hours.ts';
import { createTimetable } from '../../../electron/engine/transfer/throttle.ts';

describe('caps on the rate', () => {
  test('space messages evenly, and start at once after a pause', () => {
    const book = createTimetable({ rate: null, messageRate: 4 });
    expect([book(9, 0), book(9, 0), book(9, 100)]).toEqual([250, 500, 650]);
    expect(book(9, 10_000)).toBe(250);
  });

  test('hold over any time, both at once, and the stricter one alone decides', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 100, max: 5000 }),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 60 }),
        (messageRate, rate, sizes) => {
          const book = createTimetable({ rate, messageRate });
          let now = 0;
          for (const size of sizes) now += book(size, now);
          const bytes = sizes.reduce((sum, size) => sum + size, 0);
          const seconds = now / 1000;
          expect(seconds).toBeGreaterThanOrEqual(Math.max(sizes.length / messageRate, bytes / rate) - 1e-6);
          expect(seconds).toBeLessThanOrEqual(sizes.length / messageRate + bytes / rate + 1e-6);
        },
      ),
    );
  });
});

/** A moment of a plain winter day, by the wall clock of this computer. */
const at = (hours: number, minutes = 0, day = 10): number => new Date(2026, 0, day, hours, minutes).getTime();

describe('quiet hours', () => {
  const night = { from: '22:00', to: '06:30' };
  const noon = { from: '11:30', to: '13:00' };

  test.each([
    [night, at(21, 59), null],
    [night, at(22, 0), at(6, 30, 11)],
    [night, at(23, 59), at(6, 30, 11)],
    [night, at(0, 0), at(6, 30)],
    [night, at(6, 29), at(6, 30)],
    [night, at(6, 30), null],
    [noon, at(11, 29), null],
    [noon, at(12, 15), at(13, 0)],
    [noon, at(13, 0), null],
    [{ from: '08:00', to: '08:00' }, at(8, 0), null],
  ])('of %o at %i', (quiet, now, until) => {
    expect(quietUntil(quiet, now)).toBe(until);
  });

  test('are waited through without losing a clock that was set, and told once', async () => {
    let now = at(5, 0);
    const naps: number[] = [];
    const told: string[] = [];
    const clock = {
      now: () => now,
      after(ms: number, call: () => void) {
        naps.push(ms);
        // Somebody sets the clock an hour ahead in the first nap.
        now += naps.length === 1 ? 3_600_000 : ms;
        queueMicrotask(call);
        return () => undefined;
      },
    };
    const rest = createRest(() => [night], clock, new AbortController().signal);
    expect(() => rest.throwIfQuiet()).toThrow(QuietHoursBegun);
    await rest.wait((until) => void told.push(until));
    expect(now).toBe(at(6, 30));
    expect(told).toEqual(['06:30']);
    expect(Math.max(...naps)).toBeLessThanOrEqual(30_000);
    expect(() => rest.throwIfQuiet()).not.toThrow();
  });

  test('end at once when the run is cancelled', async () => {
    const abort = new AbortController();
    let undone = 0;
    const clock = { now: () => at(23), after: () => () => (undone += 1) };
    const waiting = createRest(() => [night], clock as never, abort.signal).wait(() => undefined);
    await Promise.resolve();
    abort.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    expect(undone).toBe(1);
  });
});
