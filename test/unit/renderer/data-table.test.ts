import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues, type DataColumn, matchingRows } from '../../../renderer/ui/data-table/column.ts';
import { flatRowList, idsBetween } from '../../../renderer/ui/data-table/row-list.ts';
import { isOrderKnown, type SortEntry, sortedPlaces } from '../../../renderer/ui/data-table/row-order.ts';
import { toggled, withAll } from '../../../renderer/ui/data-table/selection.ts';
import { toCsv, toTabText } from '../../../renderer/ui/data-table/table-text.ts';
import { markedInBoth, rowsMatching } from '../../../renderer/ui/data-table/text-index.ts';
import { boxesInOrder, rowsInSight } from '../../../renderer/ui/data-table/use-row-window.ts';

interface Sample {
  readonly name: string;
  readonly count: number | null;
  readonly children?: readonly Sample[];
}

const columns: DataColumn<Sample>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, width: 100, filterable: true },
  { id: 'count', header: 'Count, all', value: (row) => row.count, width: 100, align: 'right' },
];

describe('sorting values', () => {
  it('puts numbers by size and names as people sort them', () => {
    expect([10, 9, 100].sort(compareValues)).toEqual([9, 10, 100]);
    expect(['Q10', 'q9', 'Äpfel', 'Birnen'].sort(compareValues)).toEqual(['Äpfel', 'Birnen', 'q9', 'Q10']);
  });
});

describe('sorting rows', () => {
  const sortedRows = (
    rows: readonly Sample[],
    _columns: typeof columns,
    sorting: readonly SortEntry[],
    marks: Uint8Array | null = null,
  ): Sample[] => Array.from(sortedPlaces(rows, columns, sorting, marks), (place) => rows[place] as Sample);
  const named = (names: readonly (string | null)[]) =>
    names.map((name, count) => ({ name: name ?? '', count: name === null ? null : count }));

  it('sorts as the collator does, and keeps the order of equals', () => {
    const rows = named(['q9', 'Q10', 'Äpfel', 'birnen', 'Straße 2', 'strasse 10', 'q9', 'Zebra']);
    const sorted = sortedRows(rows, columns, [{ id: 'name', desc: false }]);
    expect(sorted).toEqual([...rows].sort((a, b) => compareValues(a.name, b.name)));
    expect(sorted.filter((row) => row.name === 'q9').map((row) => row.count)).toEqual([0, 6]);
  });

  it('puts rows without a value last in both directions, and goes on with the next column', () => {
    const rows = named(['b', null, 'a', 'a']);
    expect(sortedRows(rows, columns, [{ id: 'count', desc: true }]).map((row) => row.count)).toEqual([3, 2, 0, null]);
    expect(sortedRows(rows, columns, [{ id: 'count', desc: false }]).map((row) => row.count)).toEqual([0, 2, 3, null]);
    const twice = [
      { id: 'name', desc: false },
      { id: 'count', desc: true },
    ];
    expect(sortedRows(rows, columns, twice).map((row) => row.count)).toEqual([null, 3, 2, 0]);
  });
});

describe('the order of a list of rows', () => {
  const rows: readonly Sample[] = ['b', 'a', 'c', 'a'].map((name, count) => ({ name, count }));
  const upwards = [{ id: 'name', desc: false }];

  it('is worked out once and then read off for every filter and both directions', () => {
    const name = columns[0] as DataColumn<Sample>;
    expect(isOrderKnown(rows, name)).toBe(false);
    expect([...sortedPlaces(rows, columns, upwards, null)]).toEqual([1, 3, 0, 2]);
    expect(isOrderKnown(rows, name)).toBe(true);
    expect([...sortedPlaces(rows, columns, upwards, Uint8Array.of(1, 0, 1, 1))]).toEqual([3, 0, 2]);
    expect([...sortedPlaces(rows, columns, [{ id: 'name', desc: true }], Uint8Array.of(1, 1, 0, 1))]).toEqual([
      0, 1, 3,
    ]);
  });

  it('is the order given where nothing is sorted', () => {
    expect([...sortedPlaces(rows, columns, [], Uint8Array.of(0, 1, 1, 0))]).toEqual([1, 2]);
    expect([...sortedPlaces(rows, columns, [{ id: 'gone', desc: false }], null)]).toEqual([0, 1, 2, 3]);
  });

  it('sorts as plain sorting does, whatever the values, the directions and the filter', () => {
    const value = fc.option(fc.integer({ min: -3, max: 3 }), { nil: null });
    const sample = fc.record({ name: fc.constantFrom('a', 'B', 'q9', 'Q10', 'ä', ''), count: value });
    fc.assert(
      fc.property(fc.array(fc.tuple(sample, fc.boolean())), fc.boolean(), fc.boolean(), (entries, first, second) => {
        const all = entries.map(([row]) => row);
        const marks = Uint8Array.from(entries, ([, shows]) => (shows ? 1 : 0));
        const found = sortedPlaces(
          all,
          columns,
          [
            { id: 'count', desc: first },
            { id: 'name', desc: second },
          ],
          marks,
        );
        const wanted = all
          .map((row, place) => ({ row, place }))
          .filter(({ place }) => marks[place] === 1)
          .sort((a, b) => {
            if (a.row.count !== b.row.count) {
              if (a.row.count === null) return 1;
              if (b.row.count === null) return -1;
              return first ? b.row.count - a.row.count : a.row.count - b.row.count;
            }
            const names = compareValues(a.row.name, b.row.name);
            return (second ? -names : names) || a.place - b.place;
          });
        expect([...found]).toEqual(wanted.map(({ place }) => place));
      }),
    );
  });
});

describe('the rows of a flat table', () => {
  const rows: readonly Sample[] = ['a', 'b', 'c'].map((name, count) => ({ name, count }));
  const list = flatRowList(rows, Uint32Array.of(2, 0), (row) => row.name);

  it('are made when they are asked for, and end where the places end', () => {
    expect([list.length, list.at(0)?.original, list.at(1)?.id, list.at(2)]).toEqual([2, rows[2], 'a', undefined]);
    expect([list.indexOf('a'), list.indexOf('b'), list.idAt(7)]).toEqual([1, -1, '']);
    expect(list.originals()).toEqual([rows[2], rows[0]]);
  });

  it('gives the ids between two places in any direction', () => {
    expect([idsBetween(list, 1, 0), idsBetween(list, 0, 9), idsBetween(list, 0, -1)]).toEqual([
      ['c', 'a'],
      ['c', 'a'],
      ['c'],
    ]);
  });
});

describe('the rows that are drawn', () => {
  it('are those in sight and a few beyond, and never any that do not exist', () => {
    expect(rowsInSight({ first: 100, rows: 20 }, 1000)).toEqual({ start: 94, end: 126 });
    expect(rowsInSight({ first: 0, rows: 20 }, 5)).toEqual({ start: 0, end: 5 });
    // A filter left fewer rows than the box had scrolled past.
    expect(rowsInSight({ first: 900, rows: 20 }, 30)).toEqual({ start: 4, end: 30 });
  });

  it('keep their boxes while it scrolls, each row in one box', () => {
    const pool = 6;
    const before = boxesInOrder({ start: 10, end: 16 }, pool, 10 % pool);
    const after = boxesInOrder({ start: 12, end: 18 }, pool, 10 % pool);
    expect(before).toEqual([10, 11, 12, 13, 14, 15]);
    expect(after).toEqual([16, 17, 12, 13, 14, 15]);
    expect(boxesInOrder({ start: 12, end: 18 }, pool, 12 % pool)).toEqual([12, 13, 14, 15, 16, 17]);
    expect(boxesInOrder({ start: 0, end: 2 }, pool, 0)).toEqual([0, 1]);
  });
});

describe('the text filter', () => {
  const leaf: Sample = { name: 'Invoices 2024', count: 1 };
  const parent: Sample = { name: 'Work', count: 2, children: [leaf, { name: 'Private', count: 3 }] };
  const children = (row: Sample) => row.children;
  const rows: readonly Sample[] = ['Harbour Trade', 'Trade', 'harbour', ''].map((name, count) => ({ name, count }));
  const found = (wanted: string): number[] | null => {
    const marks = rowsMatching(rows, columns, wanted);
    return marks && [...marks];
  };

  it('is no filter without words', () => {
    expect([matchingRows([parent], columns, '  ', children), found(' ')]).toEqual([null, null]);
  });

  it('wants every word, in any case, and searches only columns meant for it', () => {
    expect([found('HARBOUR'), found('trade har'), found('de ha'), found('2'), found('x')]).toEqual([
      [1, 0, 1, 0],
      [1, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('finds what looking at each row finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'ß', 'İ'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(text), text, (names, wanted) => {
        const all = names.map((name) => ({ name, count: null }));
        const words = wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean);
        const expected = names.map((name) => (words.every((word) => name.toLocaleLowerCase().includes(word)) ? 1 : 0));
        const marks = rowsMatching(all, columns, wanted);
        expect(marks === null ? null : [...marks]).toEqual(words.length === 0 ? null : expected);
      }),
    );
  });

  it('narrows what is narrowed already', () => {
    expect(markedInBoth(Uint8Array.of(1, 1, 0), Uint8Array.of(0, 1, 1))).toEqual(Uint8Array.of(0, 1, 0));
    expect(markedInBoth(null, null)).toBeNull();
    expect(markedInBoth(null, Uint8Array.of(1))).toEqual(Uint8Array.of(1));
  });

  it('keeps the parents of what matches in a tree', () => {
    const kept = matchingRows([parent], columns, 'invoices', children);
    expect([...(kept ?? [])].map((row) => row.name).sort()).toEqual(['Invoices 2024', 'Work']);
  });
});

describe('copying and export', () => {
  it('quotes what CSV needs quoted and disarms formulas', () => {
    const rows: Sample[] = [
      { name: 'He said "hi", twice', count: 1234 },
      { name: '=HYPERLINK("http://x.test")', count: null },
      { name: '-1', count: -1 },
    ];
    expect(toCsv(columns, rows)).toBe(
      ['Name,"Count, all"', '"He said ""hi"", twice",1234', `"'=HYPERLINK(""http://x.test"")",`, "'-1,-1", ''].join(
        '\r\n',
      ),
    );
  });

  it('keeps one line for each row on the clipboard', () => {
    expect(toTabText(columns, [{ name: 'a\tb\nc', count: 1 }])).toBe('Name\tCount, all\na b c\t1');
  });
});

describe('choosing rows', () => {
  it('adds and removes rows', () => {
    expect([...toggled(new Set(['a']), 'a')]).toEqual([]);
    expect([...toggled(new Set(['a']), 'b')]).toEqual(['a', 'b']);
    expect([...withAll(new Set(['a']), ['b', 'a', 'c'])]).toEqual(['a', 'b', 'c']);
  });
});
