import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumedPace, byRisk, type DeadlineFacts, riskOf, secondsNeeded } from '../../../shared/domain/risk.ts';

const now = Date.UTC(2026, 10, 22, 12);
const inHours = (hours: number): string => new Date(now + hours * 3_600_000).toISOString();
const deadline = (hours: number, needed: number, met = false): DeadlineFacts => ({
  deadlineAt: inHours(hours),
  met,
  secondsNeeded: needed,
});

describe('how a deadline stands', () => {
  it.each<[string, DeadlineFacts, string]>([
    ['is safe with plenty of time', deadline(40, 3600), 'safe'],
    ['is tight in its last hours, however little is left', deadline(5, 60), 'tight'],
    ['is tight long before, when there is much to do', deadline(30, 20 * 3600), 'tight'],
    ['is at risk when the rest takes longer than there is', deadline(30, 31 * 3600), 'at-risk'],
    ['is overdue when it is past', deadline(-1, 0), 'overdue'],
    ['is met when all is done, even late', deadline(-1, 0, true), 'met'],
  ])('%s', (_title, facts, level) => {
    expect(riskOf(facts, now).level).toBe(level);
  });

  it('never gets better by waiting', () => {
    const order = ['safe', 'tight', 'at-risk', 'overdue'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 500_000 }), (needed, wait) => {
        const facts = deadline(60, needed);
        const before = order.indexOf(riskOf(facts, now).level);
        expect(order.indexOf(riskOf(facts, now + wait * 1000).level)).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('never gets better with more to do', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1e12), fc.nat(1e12), (mailboxes, bytes, more) => {
        const left = { mailboxes: mailboxes + 1, bytes, unknownSizes: 0 };
        expect(secondsNeeded({ ...left, bytes: bytes + more }, assumedPace)).toBeGreaterThanOrEqual(
          secondsNeeded(left, assumedPace),
        );
      }),
    );
  });

  it('needs nothing when nothing is left, and something as long as anything is', () => {
    expect(secondsNeeded({ mailboxes: 0, bytes: null, unknownSizes: 0 }, assumedPace)).toBe(0);
    expect(secondsNeeded({ mailboxes: 1, bytes: 0, unknownSizes: 0 }, assumedPace)).toBeGreaterThan(0);
  });

  it('takes mailboxes of unknown size for ordinary ones', () => {
    const pace = { bytesPerSecond: 1_000_000, bytesPerMailbox: 100_000_000, measured: true };
    const known = secondsNeeded({ mailboxes: 4, bytes: 400_000_000, unknownSizes: 0 }, pace);
    expect(secondsNeeded({ mailboxes: 4, bytes: null, unknownSizes: 4 }, pace)).toBe(known);
  });
});

describe('domains at risk', () => {
  it('come first: by time to spare, not by time left', () => {
    const big = deadline(30, 29 * 3600);
    const small = deadline(10, 60);
    const done = deadline(-5, 0, true);
    expect([done, small, big].sort(byRisk(now))).toEqual([big, small, done]);
  });

  it('sort the same from any order', () => {
    const facts = fc.record({
      deadlineAt: fc.integer({ min: -100, max: 100 }).map(inHours),
      met: fc.boolean(),
      secondsNeeded: fc.nat(400_000),
    });
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 12 }), (list) => {
        const sorted = [...list].sort(byRisk(now));
        expect([...list].reverse().sort(byRisk(now)).map(spare)).toEqual(sorted.map(spare));
        const open = sorted.findIndex((entry) => entry.met);
        if (open >= 0) expect(sorted.slice(open).every((entry) => entry.met)).toBe(true);
      }),
    );
  });
});

function spare(facts: DeadlineFacts): unknown {
  return [facts.met, riskOf(facts, now).secondsToSpare, facts.deadlineAt];
}
