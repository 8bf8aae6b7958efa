import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDifference,
  formatDuration,
  formatNumberOf,
  formatRate,
} from '../../../shared/domain/format.ts';

describe('formats', () => {
  test.each([
    [0, '0 B'],
    [812, '812 B'],
    [1023, '1023 B'],
    [1024, '1.0 KB'],
    [1229, '1.2 KB'],
    [10_240, '10 KB'],
    [1_048_575, '1.0 MB'],
    [35_651_584, '34 MB'],
    [1024 ** 4 * 2000, '2000 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
    expect(formatRate(bytes)).toBe(`${text}/s`);
  });

  test.each([
    [-5, '0 s'],
    [8, '8 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3599, '59 min 59 s'],
    [7500, '2 h 05 min'],
    [172_799, '47 h 59 min'],
    [273_600, '3 d 4 h'],
  ])('%d seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test('counts say one and many', () => {
    expect([0, 1, 2, 12_345].map((count) => formatNumberOf(count, 'message'))).toEqual([
      '0 messages',
      '1 message',
      '2 messages',
      '12,345 messages',
    ]);
    expect(formatNumberOf(2, 'copy', 'copies')).toBe('2 copies');
    expect([0, 3, -2, -12_345].map(formatDifference)).toEqual(['0', '+3', '\u22122', '\u221212,345']);
    expect(formatCount(1_000_000)).toBe('1,000,000');
  });

  test('bytes keep within one part in ten of the truth, in at most four digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1024 ** 4 * 999, noNaN: true }), (bytes) => {
        const [number = '', unit = ''] = formatBytes(bytes).split(' ');
        const value = Number(number) * 1024 ** ['B', 'KB', 'MB', 'GB', 'TB'].indexOf(unit);
        expect(Math.abs(value - bytes)).toBeLessThanOrEqual(Math.max(0.5, bytes * 0.1));
        expect(number.replace('.', '').length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 2000 },
    );
  });
});
