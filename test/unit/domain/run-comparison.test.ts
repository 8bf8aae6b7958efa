import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFindings } from '../../../shared/domain/run-comparison.ts';
import type { Finding } from '../../../shared/domain/verification.ts';

function finding(changes: Partial<Finding>): Finding {
  return {
    id: '1',
    runId: 'run',
    kind: 'missing',
    sourceFolder: 'INBOX',
    destinationFolder: 'INBOX',
    sourceUid: 1,
    destinationUid: null,
    subject: '',
    from: '',
    date: null,
    size: null,
    messageId: null,
    detail: '',
    ...changes,
  };
}

describe('two runs set against each other', () => {
  it('tell which findings were settled, came, and stayed', () => {
    const before = [finding({ id: '1', messageId: '<a>' }), finding({ id: '2', messageId: '<b>' })];
    const after = [finding({ id: '7', messageId: '<b>', sourceUid: 40 }), finding({ id: '8', kind: 'refused' })];
    const { settled, fresh, still } = compareFindings(before, after);
    expect(settled.map(({ id }) => id)).toEqual(['1']);
    expect(fresh.map(({ id }) => id)).toEqual(['8']);
    expect(still.map(({ id }) => id)).toEqual(['7']);
  });

  it('count repeats: three of five gone are three settled', () => {
    const five = Array.from({ length: 5 }, (_, index) => finding({ id: String(index), messageId: '<same>' }));
    expect(compareFindings(five, five.slice(0, 2)).settled).toHaveLength(3);
  });

  it('lose none of either, whatever the findings', () => {
    const any = fc.array(
      fc
        .record({
          messageId: fc.option(fc.constantFrom('<a>', '<b>')),
          kind: fc.constantFrom('missing' as const, 'flags' as const),
          sourceUid: fc.option(fc.nat(3)),
        })
        .map(finding),
    );
    fc.assert(
      fc.property(any, any, (before, after) => {
        const { settled, fresh, still } = compareFindings(before, after);
        expect(settled.length + still.length).toBe(before.length);
        expect(fresh.length + still.length).toBe(after.length);
        const back = compareFindings(after, before);
        expect([back.settled.length, back.fresh.length, back.still.length]).toEqual([
          fresh.length,
          settled.length,
          still.length,
        ]);
      }),
      { numRuns: 2000 },
    );
  });
});
