import { describe, expect, test } from 'vitest';
import { lastLine, settled, sum } from '../../../build/tally.mjs';

const good = { passed: 3, failed: 0, skipped: [] };
const skipped = [{ name: 'needs a keyring', reason: 'there is none here' }];

describe('settled', () => {
  test('a runner that says what happened is believed', () => {
    expect(settled(good, 0)).toEqual(good);
    expect(settled({ passed: 2, failed: 1, skipped: [] }, 1)).toEqual({ passed: 2, failed: 1, skipped: [] });
  });

  test.each([
    ['says nothing', undefined, 0, 1],
    ['runs nothing', { passed: 0, failed: 0, skipped: [] }, 0, 1],
    ['ends badly after good tests', good, 1, 1],
  ])('a runner that %s has failed once', (_what, tally, status, failed) => {
    expect(settled(tally, status).failed).toBe(failed);
  });

  test('a stage whose every test was skipped ran nothing wrong', () => {
    expect(settled({ passed: 0, failed: 0, skipped }, 0).failed).toBe(0);
  });
});

test('the last line sums all stages and names skips only where there are some', () => {
  expect(lastLine(sum([good, { passed: 1, failed: 2, skipped: [] }]))).toBe('4 passed, 2 failed');
  expect(lastLine(sum([good, { passed: 0, failed: 0, skipped }]))).toBe('3 passed, 0 failed, 1 skipped');
});
