import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowedExtras,
  copyKey,
  type DuplicateCopy,
  type DuplicateGroup,
  proposedExtras,
  rankCopies,
} from '../../../shared/domain/duplicates.ts';

const folder = fc.constantFrom('INBOX', 'Work', 'Old');
const copy = fc.record({
  folder,
  uid: fc.integer({ min: 1, max: 9 }),
  date: fc.constant(null),
  size: fc.constant(500),
  flags: fc.constant(''),
  known: fc.boolean(),
});
const copies = fc.uniqueArray(copy, { selector: copyKey, minLength: 2, maxLength: 8 });
const source = fc.option(fc.array(fc.tuple(folder, fc.integer({ min: 0, max: 3 }))).map((entries) => new Map(entries)));
const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, one) => sum + one, 0);

function groupOf(ranked: NonNullable<ReturnType<typeof rankCopies>>): DuplicateGroup {
  return { id: 'one', subject: '', from: '', same: 'bytes', ...ranked, copies: [...ranked.copies] };
}

describe('which copies are extras', () => {
  it('keeps one at least, and never fewer than the source has', () => {
    fc.assert(
      fc.property(copies, source, fc.integer({ min: 0, max: 2 }), (all, counts, others) => {
        const ranked = rankCopies(all, counts, others);
        const kept = ranked === null ? all.length : ranked.keep;
        expect(kept).toBeGreaterThanOrEqual(1);
        if (counts !== null) expect(kept + others).toBeGreaterThanOrEqual(Math.min(total(counts), all.length + others));
        else expect(kept).toBeGreaterThanOrEqual(all.filter(({ known }) => known).length);
        if (ranked === null) return;
        expect(new Set(ranked.copies.map(copyKey))).toEqual(new Set(all.map(copyKey)));
        expect(ranked.keep).toBeLessThan(all.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets nothing go of a group where too few would stay of what is still there', () => {
    fc.assert(
      fc.property(copies, source, fc.func(fc.boolean()), fc.func(fc.boolean()), (all, counts, isChosen, isThere) => {
        const ranked = rankCopies(all, counts);
        if (ranked === null) return;
        const group = groupOf(ranked);
        const stillThere = (one: DuplicateCopy): boolean => isThere(copyKey(one));
        const chosen = new Set(all.filter((one) => isChosen(copyKey(one))).map(copyKey));
        const { goes, refused } = allowedExtras(group, chosen, stillThere);
        const there = all.filter(stillThere).length;
        if (goes.length > 0) expect(there - goes.length).toBeGreaterThanOrEqual(group.keep);
        for (const one of goes) expect(chosen.has(copyKey(one)) && stillThere(one)).toBe(true);
        if (refused) expect(goes).toEqual([]);
        expect(proposedExtras(group)).toHaveLength(all.length - group.keep);
      }),
      { numRuns: 2000 },
    );
  });

  const one = (place: string, uid: number, known = false): DuplicateCopy => ({
    folder: place,
    uid,
    date: null,
    size: 500,
    flags: '',
    known,
  });
  const order = (ranked: ReturnType<typeof rankCopies>): string[] | undefined => ranked?.copies.map(copyKey);

  it('lets the one stay that is where the source has it, that the ledger knows, that is the oldest', () => {
    expect(order(rankCopies([one('INBOX', 9), one('INBOX', 4)], new Map([['INBOX', 1]])))).toEqual([
      '4 INBOX',
      '9 INBOX',
    ]);
    expect(order(rankCopies([one('INBOX', 4), one('INBOX', 9, true)], new Map([['INBOX', 1]])))).toEqual([
      '9 INBOX',
      '4 INBOX',
    ]);
    expect(order(rankCopies([one('INBOX', 4, true), one('Work', 9)], new Map([['Work', 1]])))).toEqual([
      '9 Work',
      '4 INBOX',
    ]);
  });

  it('counts what the source has elsewhere, unless it is there', () => {
    const counts = new Map([
      ['INBOX', 1],
      ['Work', 1],
    ]);
    expect(rankCopies([one('INBOX', 1), one('INBOX', 2)], counts, 0)).toBeNull();
    expect(rankCopies([one('INBOX', 1), one('INBOX', 2)], counts, 1)?.keep).toBe(1);
  });
});
