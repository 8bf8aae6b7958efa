import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countStates,
  isOfState,
  type MessageRow,
  nextGap,
  packRows,
  rowDifferences,
  rowKinds,
  rowStates,
  unpackRows,
} from '../../../shared/domain/message-row.ts';
import { identityLayer } from '../../../shared/domain/verification.ts';

const side = fc.option(
  fc.record({
    uid: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    dateMs: fc.option(fc.integer()),
    size: fc.nat(),
    flags: fc.constantFrom('', '\\Seen', '\\Seen \\Flagged', 'Work'),
  }),
);
const row: fc.Arbitrary<MessageRow> = fc.record({
  index: fc.constant(0),
  kind: fc.constantFrom(...rowKinds),
  differs: fc.subarray([...rowDifferences]),
  layer: fc.option(fc.constantFrom(...identityLayer.options)),
  source: side,
  destination: side,
  from: fc.string(),
  subject: fc.string(),
  note: fc.string(),
});
const rows = fc.array(row).map((all) => all.map((entry, index) => ({ ...entry, index })));

describe('rows of an opened folder pair', () => {
  it('come out of columns as they went in, stretch by stretch', () => {
    fc.assert(
      fc.property(rows, fc.nat({ max: 20 }), (all, cut) => {
        const again = [
          ...unpackRows(packRows(all.slice(0, cut)), 0),
          ...unpackRows(packRows(all.slice(cut)), Math.min(cut, all.length)),
        ];
        expect(again).toEqual(all);
      }),
    );
  });

  it('are counted by the very states they are filtered by', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const matchedOnly = all.map((entry) => (entry.kind === 'matched' ? entry : { ...entry, differs: [] }));
        const counts = countStates(matchedOnly);
        for (const state of rowStates)
          expect(counts[state]).toBe(matchedOnly.filter((entry) => isOfState(entry, state)).length);
      }),
    );
  });

  it('lead from gap to gap in both directions', () => {
    const kinds = ['matched', 'missing', 'matched', 'unreadable', 'extra', 'matched'] as const;
    const all = kinds.map((kind) => ({ kind }) as MessageRow);
    expect(nextGap(all, -1, 1)).toBe(1);
    expect(nextGap(all, 1, 1)).toBe(4);
    expect(nextGap(all, 4, 1)).toBeNull();
    expect(nextGap(all, 5, -1)).toBe(4);
    expect(nextGap(all, 1, -1)).toBeNull();
  });
});
