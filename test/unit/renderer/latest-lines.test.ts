import { expect, it } from 'vitest';
import { latestLines } from '../../../renderer/features/mailbox/latest-lines.ts';
import type { RunEvent } from '../../../shared/domain/run.ts';

it('shows the newest line, and before it trouble rather than anything else', () => {
  const log = (levels: string): RunEvent[] =>
    [...levels].map((letter, index) => ({
      seq: index + 1,
      at: '2026-11-22T12:00:00.000Z',
      level: letter === 'e' ? 'error' : letter === 'w' ? 'warn' : 'info',
      text: '',
    }));
  const shown = (levels: string): number[] => latestLines(log(levels), 3).map(({ seq }) => seq);
  expect(shown('')).toEqual([]);
  expect(shown('iiiii')).toEqual([3, 4, 5]);
  expect(shown('wiiii')).toEqual([1, 4, 5]);
  expect(shown('wieiii')).toEqual([1, 3, 6]);
  expect(shown('weewi')).toEqual([3, 4, 5]);
});
