import { describe, expect, it } from 'vitest';
import { decideRestart, threeInFiveMinutes } from '../../../electron/main/restart-policy.ts';

describe('decideRestart', () => {
  it.each([
    [[0], 0, { restart: true, attempt: 1, delayMs: 250 }],
    [[0, 10_000], 10_000, { restart: true, attempt: 2, delayMs: 1_000 }],
    [[0, 10_000, 20_000], 20_000, { restart: true, attempt: 3, delayMs: 4_000 }],
    [[0, 1, 2, 3], 3, { restart: false }],
    [[0, 1, 2, 300_001], 300_001, { restart: true, attempt: 2, delayMs: 1_000 }],
    [[0, 1, 2, 400_000], 400_000, { restart: true, attempt: 1, delayMs: 250 }],
  ])('after crashes at %j', (crashes, now, decision) => {
    expect(decideRestart(threeInFiveMinutes, crashes, now)).toEqual(decision);
  });
});
