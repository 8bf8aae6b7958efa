import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LineWindow, worthCompressing } from '../../../electron/engine/transfer/compression.ts';
import { type Lanes, nextLanes, type PaceWindow, startingLanes } from '../../../electron/engine/transfer/lanes.ts';

const quiet = (bytes: number): PaceWindow => ({ bytes, messages: 0, ms: 1000, trouble: null });

/** Lets so many windows pass over a line whose pace depends on the count. */
function later(windows: number, lanes: Lanes, pace: (count: number) => number, allowed: number, work = 1000): Lanes {
  let now = lanes;
  for (let window = 0; window < windows; window += 1) now = nextLanes(now, quiet(pace(now.count)), { allowed, work });
  return now;
}

/** How often each count was in use in the last so many windows. */
function mostUsed(windows: number, lanes: Lanes, pace: (count: number) => number, allowed: number): number {
  const counts = new Map<number, number>();
  let now = lanes;
  for (let window = 0; window < windows; window += 1) {
    now = later(1, now, pace, allowed);
    counts.set(now.count, (counts.get(now.count) ?? 0) + 1);
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

describe('folders at once', () => {
  test('are never none and never more than allowed or than there is work, whatever happens', () => {
    const window = fc.record({
      bytes: fc.oneof(fc.constant(0), fc.nat(50_000_000)),
      messages: fc.nat(5000),
      ms: fc.integer({ min: 0, max: 5000 }),
      trouble: fc.constantFrom(null, null, null, 'refused' as const, 'throttled' as const, 'timed-out' as const),
    });
    const limits = fc.record({ allowed: fc.nat(32), work: fc.nat(40) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 32 }),
        fc.array(fc.tuple(window, limits), { maxLength: 80 }),
        (start, steps) => {
          let lanes = startingLanes(start);
          for (const [seen, limit] of steps) {
            const before = lanes.count;
            lanes = nextLanes(lanes, seen, limit);
            expect(lanes.count).toBeGreaterThanOrEqual(1);
            expect(lanes.count).toBeLessThanOrEqual(Math.max(1, Math.min(limit.allowed, limit.work)));
            expect(lanes.count).toBeLessThanOrEqual(before + 1);
            if (seen.trouble !== null && before > 1) expect(lanes.count).toBeLessThan(before);
            if (seen.trouble === 'throttled') expect(lanes.count).toBeLessThanOrEqual(Math.max(1, before / 2));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('become as many as help and stay there, on lines that carry so many at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 10_000, max: 5_000_000 }),
        (start, useful, allowed, each) => {
          const pace = (count: number): number => Math.min(count, useful) * each;
          const settled = later(200, startingLanes(Math.min(start, allowed)), pace, allowed);
          const used = mostUsed(200, settled, pace, allowed);
          expect(used).toBeLessThanOrEqual(allowed);
          expect(used).toBeGreaterThanOrEqual(Math.min(useful, allowed));
          // What is more than helps at the start does no harm; it is never made more.
          expect(used).toBeLessThanOrEqual(Math.max(useful, Math.min(start, allowed)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('do not follow noise up where more does not help', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.infiniteStream(fc.double({ min: 0.97, max: 1.03, noNaN: true })),
        (start, noise) => {
          const pace = (): number => 1_000_000 * (noise.next().value ?? 1);
          expect(mostUsed(300, startingLanes(start), pace, 32)).toBeLessThanOrEqual(start);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('become fewer where more makes it slower, and when the pace falls', () => {
    const crowded = (count: number): number => (count <= 3 ? count * 1_000_000 : 3_000_000 / count);
    expect(mostUsed(200, startingLanes(2), crowded, 16)).toBe(3);
    const steady = later(12, startingLanes(4), () => 1_000_000, 4);
    expect(later(8, steady, () => 300_000, 4).count).toBe(3);
  });

  test('wait longer after each trial that did not help, and say what they found', () => {
    let lanes = startingLanes(4);
    const trials: number[] = [];
    for (let window = 0; window < 200; window += 1) {
      const next = later(1, lanes, () => 1_000_000, 8);
      if (next.count > lanes.count) trials.push(window);
      lanes = next;
      if (trials.length > 0 && lanes.count === 4) expect(lanes.found).toBe(true);
    }
    const pauses = trials.slice(1).map((at, place) => at - (trials[place] ?? 0));
    expect(trials.length).toBeLessThan(8);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  });
});

describe('compressing', () => {
  const slow: LineWindow = { offered: true, bytes: 300_000, ms: 1000, busy: 0.1, bytesLeft: 50_000_000, capped: false };

  test.each<[string, Partial<LineWindow>, boolean]>([
    ['a slow line with much to come', {}, true],
    ['a server that does not offer it', { offered: false }, false],
    ['a fast line', { bytes: 30_000_000 }, false],
    ['a rate the agent has capped', { capped: true }, false],
    ['a line that waits for us', { busy: 0.9 }, false],
    ['a copy that is nearly over', { bytesLeft: 400_000 }, false],
    ['a line nothing was asked of', { bytes: 100 }, false],
    ['no time at all', { ms: 0 }, false],
  ])('for %s', (_what, traits, expected) => {
    expect(worthCompressing({ ...slow, ...traits })).toBe(expected);
  });
});
