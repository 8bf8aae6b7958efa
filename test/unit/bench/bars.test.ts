import { describe, expect, it } from 'vitest';
import { atMostTimes, exact, type Judged, judge, memoryBelow, ofRawLimit } from '../../bench/bars.ts';
import type { Measurement, Row } from '../../bench/results.ts';
import { ratioByRounds, spreadOf } from '../../bench/statistics.ts';

function row(key: string, seconds: readonly number[], more: Partial<Row> = {}): Row {
  const runs: Measurement[] = seconds.map((value, round) => ({
    seconds: value,
    round,
    peakMemory: null,
    processorSeconds: null,
  }));
  return {
    key,
    title: key,
    kind: key.startsWith('mailferry') ? 'mailferry' : 'peer',
    runs,
    seconds: seconds.length === 0 ? null : spreadOf(seconds),
    peakMemory: null,
    differences: {},
    example: null,
    remark: null,
    ...more,
  };
}

function result(...rows: Row[]): Judged {
  return {
    work: 'small',
    title: 'a work',
    messages: 10,
    bytes: 100,
    rttMs: 0,
    megabitsPerSecond: null,
    rows,
    reference: null,
    notes: [],
    loadBefore: 0,
  };
}

describe('ratioByRounds', () => {
  it('divides runs of the same round, so that a slow minute slows both', () => {
    const slowLater = ratioByRounds(row('a', [1, 10, 2]).runs, row('b', [2, 20, 4]).runs);
    expect(slowLater).toEqual({ median: 0.5, least: 0.5, most: 0.5 });
  });

  it('uses the rounds that both have', () => {
    expect(ratioByRounds(row('a', [1, 2, 3]).runs, row('b', [2]).runs)?.median).toBe(0.5);
    expect(ratioByRounds(row('a', [1]).runs, [])).toBeNull();
  });
});

describe('bars', () => {
  it('pass at the border and miss beyond it', () => {
    const near = result(row('mailferry', [0.85]), row('dsync', [1]), row('raw', [0.6]));
    expect(judge(near, [atMostTimes(0.85, 'dsync'), ofRawLimit(0.7)])).toMatchObject([
      { row: 'mailferry', passed: true },
      { row: 'mailferry', passed: true, found: '0.71 (best run of each: 0.71)' },
    ]);
    const far = result(row('mailferry', [0.86]), row('dsync', [1]), row('raw', [0.6]));
    expect(judge(far, [atMostTimes(0.85, 'dsync'), ofRawLimit(0.7)])).toMatchObject([
      { passed: false },
      { passed: false },
    ]);
  });

  it('are not judged where the other tool is missing, and say so', () => {
    expect(judge(result(row('mailferry', [1])), [atMostTimes(1, 'dsync'), memoryBelow(300)])).toEqual([
      { row: 'mailferry', text: 'at most 1 × dsync', found: 'not judged: no time of dsync', passed: null },
      { row: 'mailferry', text: 'memory below 300 MB', found: 'not judged: not seen', passed: null },
    ]);
  });

  it('beside other tools are judged for the row that does the same work, and told of the one that does more', () => {
    const slow = result(row('mailferry', [3]), row('mailferry-unverified', [2]), row('dsync', [1]), row('raw', [0.5]));
    expect(judge(slow, [atMostTimes(0.85, 'dsync'), ofRawLimit(0.7)])).toEqual([
      expect.objectContaining({
        row: 'mailferry',
        found: '3.00 × (best run of each: 3.00 ×), with the comparison',
        passed: null,
      }),
      expect.objectContaining({ row: 'mailferry', passed: null }),
      expect.objectContaining({ row: 'mailferry-unverified', passed: false }),
      expect.objectContaining({ row: 'mailferry-unverified', passed: false }),
    ]);
    const quick = result(row('mailferry', [3]), row('mailferry-unverified', [0.8]), row('dsync', [1]));
    expect(judge(quick, [atMostTimes(0.85, 'dsync')]).map(({ passed }) => passed)).toEqual([null, true]);
  });

  it('judge both rows of Mailferry, and no other', () => {
    const bars = judge(result(row('mailferry', [1]), row('mailferry-unverified', [1]), row('dsync', [1])), [exact()]);
    expect(bars.map((bar) => bar.row)).toEqual(['mailferry', 'mailferry-unverified']);
  });

  it('do not call a copy exact that nobody compared, or that differs', () => {
    const uncompared = result(row('mailferry', [1], { differences: null }));
    const different = result(row('mailferry', [1], { differences: { bytes: 3 } }));
    expect(judge(uncompared, [exact()])[0]).toMatchObject({ passed: false });
    expect(judge(different, [exact()])[0]).toMatchObject({ passed: false });
  });
});
