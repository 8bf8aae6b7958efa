import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDurationRange } from '../../../shared/domain/format.ts';
import { type ProgressSample, timeLeftRange, withSample } from '../../../shared/domain/progress-estimate.ts';

/** A run as it was: how far at each second, until its end. */
type Recording = readonly ProgressSample[];

/** A server that needs so long for each message and so long for each byte, at a speed that wavers. */
interface Server {
  readonly msPerMessage: number;
  readonly msPerMegabyte: number;
  /** By how much the speed changes from second to second, and for good by the end of the run. */
  readonly noise: number;
  readonly drift: number;
}

/** Small repeatable random numbers: the same seed gives the same run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function record(sizes: readonly number[], server: Server, seed: number): Recording {
  const next = random(seed);
  const samples: ProgressSample[] = [{ atMs: 0, messages: 0, bytes: 0 }];
  let [at, bytes, second, speed] = [0, 0, 0, 1];
  sizes.forEach((size, index) => {
    if (Math.floor(at / 1000) !== second) {
      second = Math.floor(at / 1000);
      speed = (1 + (next() - 0.5) * server.noise) * (1 + server.drift * (index / sizes.length));
    }
    at += (server.msPerMessage + (size / 1e6) * server.msPerMegabyte) / speed;
    bytes += size;
    samples.push({ atMs: at, messages: index + 1, bytes });
  });
  return samples;
}

/** The share of the run, after its first tenth, in which the truth lay inside of the range that was shown. */
function shareTrue(recording: Recording): number {
  const end = recording.at(-1);
  if (end === undefined) return 0;
  let history: readonly ProgressSample[] = [];
  let [shown, right] = [0, 0];
  let toldAt = -1;
  for (const sample of recording) {
    history = withSample(history, sample);
    if (history.at(-1) !== sample || sample.atMs === toldAt || sample.atMs < end.atMs / 10) continue;
    toldAt = sample.atMs;
    const range = timeLeftRange(history, { messages: end.messages - sample.messages, bytes: end.bytes - sample.bytes });
    if (range === null) continue;
    shown += 1;
    const truth = (end.atMs - sample.atMs) / 1000;
    // Half a second is what a clock on a screen can show.
    if (range.low - 0.5 <= truth && truth <= range.high + 0.5) right += 1;
  }
  expect(shown).toBeGreaterThan(10);
  return right / shown;
}

describe('the time left', () => {
  const server = fc.record({
    msPerMessage: fc.integer({ min: 15, max: 60 }),
    msPerMegabyte: fc.integer({ min: 20, max: 400 }),
    noise: fc.double({ min: 0, max: 1.2, noNaN: true }),
    drift: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
  });

  it('lies in the range that is shown for most of a run, whatever the server and the sizes', () => {
    fc.assert(
      fc.property(server, fc.integer(), fc.double({ min: 0, max: 0.3, noNaN: true }), (traits, seed, large) => {
        const next = random(seed);
        const sizes = Array.from({ length: 3000 }, () =>
          next() < large / 10 ? 1e6 + next() * 4e6 : 1500 + next() ** 4 * 120_000,
        );
        expect(shareTrue(record(sizes, traits, seed))).toBeGreaterThan(0.8);
      }),
      { numRuns: 300 },
    );
  });

  it('lies in it too when all the large messages come last', () => {
    const sizes = Array.from({ length: 2000 }, (_, index) => (index < 1200 ? 3000 : 300_000));
    const recording = record(sizes, { msPerMessage: 20, msPerMegabyte: 100, noise: 0.5, drift: 0 }, 7);
    expect(shareTrue(recording)).toBeGreaterThan(0.8);
  });

  it('is narrow where the run is steady, and ends in nothing', () => {
    const sizes = Array.from({ length: 3000 }, () => 5000);
    const recording = record(sizes, { msPerMessage: 20, msPerMegabyte: 100, noise: 0, drift: 0 }, 1);
    const half = recording.slice(0, 1500).reduce<readonly ProgressSample[]>(withSample, []);
    const range = timeLeftRange(half, { messages: 1500, bytes: 7_500_000 });
    if (range === null) throw new Error('no range');
    expect(range.high / range.low).toBeLessThan(1.5);
    expect(timeLeftRange(half, { messages: 0, bytes: 0 })).toEqual({ low: 0, high: 0 });
  });

  it('says nothing before there is something to go by, nor while nothing moves', () => {
    const start = [0, 1000, 2000].map((atMs) => ({ atMs, messages: atMs / 100, bytes: atMs }));
    expect(timeLeftRange(start, { messages: 10, bytes: 10 })).toBeNull();
    const stuck = Array.from({ length: 30 }, (_, index) => ({ atMs: index * 1000, messages: 5, bytes: 5 }));
    expect(timeLeftRange(stuck, { messages: 10, bytes: 10 })).toBeNull();
  });
});

it('is told as a range that is not more exact than it is', () => {
  const shown = [
    [3, 7],
    [41, 66],
    [118, 260],
    [2, 118],
    [7300, 9000],
    [119, 120],
  ].map(([low = 0, high = 0]) => formatDurationRange(low, high));
  expect(shown).toEqual(['3 to 7 s', '40 to 70 s', '1 to 5 min', 'up to 2 min', '2 to 3 h', '1 to 2 min']);
});
