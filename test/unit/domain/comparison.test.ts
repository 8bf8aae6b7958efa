import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Identity, matchMessages, withinSizeBand } from '../../../shared/domain/comparison.ts';

const runs = { numRuns: 2000 };

// Few different keys, sizes and dates, so that every kind of clash comes up.
const traits = fc.record({
  size: fc.constantFrom(100, 101, 1900, 2149, 2300, 4200, 50_000, 51_000, 52_500, 900_000),
  dateMs: fc.constantFrom(0, 1000, 2000, Number.NaN),
  bytesHash: fc.option(fc.constantFrom('b1', 'b2', 'b3'), { nil: null, freq: 2 }),
  messageKey: fc.option(fc.constantFrom('m1', 'm2', 'm3'), { nil: null }),
  headerKey: fc.constantFrom('h1', 'h2', 'h3', 'h4'),
});
const side: fc.Arbitrary<Identity[]> = fc
  .array(traits, { maxLength: 12 })
  .map((drawn) => drawn.map((item, index) => ({ ...item, uid: index * 3 + 1 })));

/** As above, but what has the same Message-ID has the same headers, as with real messages. */
const consistent = side.map((list) =>
  list.map((item) => ({ ...item, headerKey: item.messageKey ?? item.headerKey, bytesHash: null })),
);

/** One message on two servers, as often as told on each. */
const copies = fc.array(fc.record({ traits, here: fc.nat(4), there: fc.nat(4) }), { maxLength: 6 }).map((drawn) =>
  drawn.map((item, index) => ({
    ...item,
    traits: { ...item.traits, messageKey: `m${index}`, headerKey: `h${index}`, bytesHash: null },
  })),
);

describe('pairing the messages of two sides', () => {
  test('pairs one to one and accounts for every message once', () => {
    fc.assert(
      fc.property(side, side, (source, destination) => {
        const { matches, sourceOnly, destinationOnly } = matchMessages(source, destination);
        const accounted = (ones: readonly number[], rest: readonly number[]) =>
          [...ones, ...rest].sort((a, b) => a - b);
        expect(
          accounted(
            matches.map((match) => match.source),
            sourceOnly,
          ),
        ).toEqual(source.map(({ uid }) => uid));
        expect(
          accounted(
            matches.map((match) => match.destination),
            destinationOnly,
          ),
        ).toEqual(destination.map(({ uid }) => uid));
      }),
      runs,
    );
  });

  test('pairs only what has the key of the layer, and on the weak layers only within the band of sizes', () => {
    fc.assert(
      fc.property(side, side, (source, destination) => {
        for (const match of matchMessages(source, destination).matches) {
          const a = source.find(({ uid }) => uid === match.source);
          const b = destination.find(({ uid }) => uid === match.destination);
          if (a === undefined || b === undefined) throw new Error('a pair of messages that do not exist');
          if (match.layer === 'bytes') expect(a.bytesHash).toBe(b.bytesHash);
          else expect(withinSizeBand(a.size, b.size)).toBe(true);
          if (match.layer === 'message-id') expect(a.messageKey).toBe(b.messageKey);
          if (match.layer === 'headers') expect(a.headerKey).toBe(b.headerKey);
        }
      }),
      runs,
    );
  });

  test('leaves nothing apart that could be paired', () => {
    fc.assert(
      fc.property(side, side, (source, destination) => {
        const { sourceOnly, destinationOnly } = matchMessages(source, destination);
        for (const a of source.filter(({ uid }) => sourceOnly.includes(uid))) {
          for (const b of destination.filter(({ uid }) => destinationOnly.includes(uid))) {
            expect(a.bytesHash !== null && a.bytesHash === b.bytesHash).toBe(false);
            const sameKey = (a.messageKey !== null && a.messageKey === b.messageKey) || a.headerKey === b.headerKey;
            expect(sameKey && withinSizeBand(a.size, b.size)).toBe(false);
          }
        }
      }),
      runs,
    );
  });

  test('counts the same from either side', () => {
    fc.assert(
      fc.property(consistent, consistent, (left, right) => {
        const counts = (layers: readonly { layer: string }[]) => layers.map(({ layer }) => layer).sort();
        expect(counts(matchMessages(left, right).matches)).toEqual(counts(matchMessages(right, left).matches));
      }),
      runs,
    );
  });

  test('does not depend on the order of the lists', () => {
    fc.assert(
      fc.property(
        side.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        side.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([source, mixedSource], [destination, mixedDestination]) => {
          const plain = matchMessages(source, destination);
          const mixed = matchMessages(mixedSource, mixedDestination);
          const pairs = (found: typeof plain) =>
            found.matches.map((match) => `${match.source}-${match.destination}-${match.layer}`).sort();
          expect(pairs(mixed)).toEqual(pairs(plain));
        },
      ),
      runs,
    );
  });

  test('pairs what one side has n and the other m times min(n, m) times', () => {
    fc.assert(
      fc.property(copies, (messages) => {
        const list = (count: 'here' | 'there'): Identity[] =>
          messages
            .flatMap((item) => Array.from({ length: item[count] }, () => item.traits))
            .map((item, index) => ({ ...item, uid: index + 1 }));
        const expected = messages.reduce((sum, { here, there }) => sum + Math.min(here, there), 0);
        expect(matchMessages(list('here'), list('there')).matches).toHaveLength(expected);
      }),
      runs,
    );
  });

  test('pairs a list with itself completely, each message with itself', () => {
    fc.assert(
      fc.property(side, (list) => {
        const { matches } = matchMessages(list, list);
        expect(matches).toHaveLength(list.length);
      }),
      runs,
    );
  });

  test('copes with tens of thousands of equal messages', () => {
    const many = (count: number): Identity[] =>
      Array.from({ length: count }, (_, index) => ({
        uid: index + 1,
        size: 3000,
        dateMs: 1000,
        bytesHash: null,
        messageKey: 'm',
        headerKey: 'h',
      }));
    // Anything quadratic takes hours here, so the test's own time limit is the measure.
    const { matches, sourceOnly, destinationOnly } = matchMessages(many(60_000), many(59_000));
    expect([matches.length, sourceOnly.length, destinationOnly.length]).toEqual([59_000, 1000, 0]);
  });
});

describe('the band of sizes', () => {
  test('is the same from both sides, and holds what servers do to headers', () => {
    fc.assert(
      fc.property(fc.nat(50_000_000), fc.nat(50_000_000), fc.integer({ min: -2048, max: 2048 }), (a, b, change) => {
        expect(withinSizeBand(a, b)).toBe(withinSizeBand(b, a));
        expect(withinSizeBand(a, Math.max(0, a + change))).toBe(true);
      }),
    );
    expect(withinSizeBand(10_000, 12_100)).toBe(false);
    expect(withinSizeBand(1_000_000, 1_030_000)).toBe(false);
  });
});
