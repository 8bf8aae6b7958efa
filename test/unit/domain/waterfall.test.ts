import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FolderVerdict, findingKind, type Verification } from '../../../shared/domain/verification.ts';
import { waterfall } from '../../../shared/domain/waterfall.ts';
import { verdict, verified } from './triage-samples.ts';

/** What became of the messages of one folder, and what is there besides. */
interface Fate {
  readonly matched: number;
  readonly missingPlain: number;
  readonly missingDeleted: number;
  readonly missingRepeats: number;
  readonly refused: number;
  readonly tooBig: number;
  readonly unreadable: number;
  readonly movedInside: number;
  readonly movedOutside: number;
  readonly extra: number;
  readonly duplicate: number;
}

const small = fc.nat({ max: 50 });
const fate: fc.Arbitrary<Fate> = fc.record({
  matched: fc.nat({ max: 5000 }),
  missingPlain: small,
  missingDeleted: small,
  missingRepeats: small,
  refused: small,
  tooBig: small,
  unreadable: small,
  movedInside: small,
  movedOutside: small,
  extra: small,
  duplicate: small,
});

/** The record a comparison makes of these fates; what moved inside lies in the folder after. */
function recordOf(fates: readonly Fate[]): { record: Verification; there: number } {
  const sum = (read: (of: Fate) => number): number => fates.reduce((total, of) => total + read(of), 0);
  const folders = fates.map((of, at): FolderVerdict => {
    const guests = fates[(at + 1) % fates.length]?.movedInside ?? 0;
    const missing =
      of.missingPlain +
      of.missingDeleted +
      of.missingRepeats +
      of.refused +
      of.tooBig +
      of.movedInside +
      of.movedOutside;
    const extra = of.extra + of.duplicate + guests;
    return verdict(`folder ${at}`, {
      sourceMessages: of.matched + missing + of.unreadable,
      destinationMessages: of.matched + extra,
      matched: of.matched,
      missing,
      extra,
    });
  });
  const record = verified({
    folders,
    counts: {
      missing: sum((of) => of.missingPlain + of.missingDeleted + of.missingRepeats),
      refused: sum((of) => of.refused),
      'too-big': sum((of) => of.tooBig),
      unreadable: sum((of) => of.unreadable),
      elsewhere: sum((of) => of.movedInside + of.movedOutside),
      extra: sum((of) => of.extra),
      duplicate: sum((of) => of.duplicate),
    },
    explained: {
      leftOutDeleted: 0,
      missingDeleted: sum((of) => of.missingDeleted),
      missingRepeats: sum((of) => of.missingRepeats),
      movedInside: sum((of) => of.movedInside),
    },
  });
  const there = folders.reduce((total, folder) => total + folder.destinationMessages, 0) + sum((of) => of.movedOutside);
  return { record, there };
}

function addsUp(record: Verification): void {
  const { oldCount, newCount, bars } = waterfall(record);
  let running = oldCount;
  for (const bar of bars) {
    expect(bar.change).not.toBe(0);
    running += bar.change;
    expect(bar.after).toBe(running);
  }
  expect(running).toBe(newCount);
}

describe('the way from the old number of messages to the new', () => {
  it('adds up and explains everything for whatever a comparison may find', () => {
    fc.assert(
      fc.property(fc.array(fate, { minLength: 1, maxLength: 6 }), (fates) => {
        const { record, there } = recordOf(fates);
        addsUp(record);
        expect(waterfall(record).newCount).toBe(there);
        expect(waterfall(record).bars.find((bar) => bar.id === 'remainder')).toBeUndefined();
      }),
    );
  });

  it('adds up for any record at all, with what is left over as a bar of its own', () => {
    const counts = fc.dictionary(fc.constantFrom(...findingKind.options), small) as fc.Arbitrary<
      Verification['counts']
    >;
    const folder = fc
      .tuple(small, small, small, small, fc.constantFrom('A', 'B'))
      .map(([sourceMessages, destinationMessages, matched, extra, destination]) =>
        verdict('x', { sourceMessages, destinationMessages, matched, extra, destination }),
      );
    const explained = fc.option(
      fc.record({ leftOutDeleted: small, missingDeleted: small, missingRepeats: small, movedInside: small }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.array(folder), counts, explained, (folders, found, known) => {
        addsUp({ ...verified({ folders, counts: found }), ...(known ? { explained: known } : {}) });
      }),
    );
  });

  it('tells it in order, each step with the findings it consists of', () => {
    const { record } = recordOf([
      {
        matched: 90,
        missingPlain: 3,
        missingDeleted: 2,
        missingRepeats: 1,
        refused: 1,
        tooBig: 1,
        unreadable: 0,
        movedInside: 0,
        movedOutside: 2,
        extra: 7,
        duplicate: 0,
      },
    ]);
    const { oldCount, newCount, bars } = waterfall(record);
    expect([oldCount, newCount]).toEqual([100, 99]);
    expect(bars.map(({ label, change }) => [label, change])).toEqual([
      ['Hidden as deleted', -2],
      ['Exact repeats', -1],
      ['Too big', -1],
      ['Refused', -1],
      ['Missing', -3],
      ['Not in their folder', -2],
      ['Moved by the user', 2],
      ['New arrivals', 7],
    ]);
    expect(bars.find(({ id }) => id === 'arrivals')?.findings).toEqual({ kinds: ['extra'] });
  });

  it('counts a folder that several went into once', () => {
    const folders = [
      verdict('A', { destination: 'Both', sourceMessages: 4, matched: 4, destinationMessages: 6, extra: 0 }),
      verdict('B', { destination: 'Both', sourceMessages: 5, matched: 5, destinationMessages: 7, extra: 2 }),
    ];
    expect(waterfall(verified({ folders, counts: { extra: 2 } }))).toMatchObject({ oldCount: 9, newCount: 11 });
  });

  it('says what an older record does not explain', () => {
    const folders = [verdict('A', { sourceMessages: 10, destinationMessages: 12, matched: 10 })];
    expect(waterfall(verified({ folders })).bars).toMatchObject([
      { id: 'remainder', label: 'Not explained', change: 2, findings: null },
    ]);
  });
});
