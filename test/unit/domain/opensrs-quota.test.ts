import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytes,
  bytesOfGigabytes,
  isQuotaTier,
  likelyUnitMistake,
  quotaTierFor,
  quotaTiersGb,
} from '../../../shared/domain/opensrs-quota.ts';

const GB = 1024 ** 3;

describe('quotaTierFor', () => {
  it('leaves a tenth free for what lies there, and is no smaller than the limit', () => {
    expect(quotaTierFor({ limit: null, used: null })?.gb).toBe(5);
    expect(quotaTierFor({ limit: null, used: bytes(4.5 * GB) })?.gb).toBe(5);
    expect(quotaTierFor({ limit: null, used: bytes(4.6 * GB) })?.gb).toBe(10);
    expect(quotaTierFor({ limit: bytes(12 * GB), used: bytes(1) })?.gb).toBe(15);
    expect(quotaTierFor({ limit: bytes(21 * GB), used: null })).toMatchObject({ gb: 30, needsTicket: true });
    expect(quotaTierFor({ limit: bytes(500 * GB), used: bytes(GB) })?.gb).toBe(100);
    expect(quotaTierFor({ limit: null, used: bytes(95 * GB) })).toBeNull();
  });

  it('never gives a mailbox that what is there would fill', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 200 * GB, noNaN: true }), (used) => {
        const tier = quotaTierFor({ limit: null, used: bytes(used) });
        if (tier === null) expect(used).toBeGreaterThan(90 * GB);
        else expect(tier.quota * 0.9).toBeGreaterThanOrEqual(used * (1 - 1e-12));
      }),
    );
  });
});

describe('likelyUnitMistake', () => {
  it.each(quotaTiersGb.map((gb) => [gb]))('knows %s GB in every unit', (gb) => {
    const meant = bytesOfGigabytes(gb);
    expect(isQuotaTier(meant)).toBe(true);
    expect(likelyUnitMistake(meant)).toBeNull();
    expect(likelyUnitMistake(bytes(gb * 1024))).toEqual({ unit: 'MB', meant });
    expect(likelyUnitMistake(bytes(gb * 1024 * 1024))).toEqual({ unit: 'KB', meant });
  });
});
