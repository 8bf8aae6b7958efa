import { describe, expect, it } from 'vitest';
import { compareValues, type DataColumn, matchingRows } from '../../../renderer/ui/data-table/column.ts';
import { sortedRows } from '../../../renderer/ui/data-table/flat-rows.ts';
import { toggled, withRange } from '../../../renderer/ui/data-table/selection.ts';
import { toCsv, toTabText } from '../../../renderer/ui/data-table/table-text.ts';

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

describe('the text filter', () => {
  const leaf: Sample = { name: 'Invoices 2024', count: 1 };
  const parent: Sample = { name: 'Work', count: 2, children: [leaf, { name: 'Private', count: 3 }] };

  it('is no filter without words', () => {
    expect(matchingRows([parent], columns, '  ')).toBeNull();
  });

  it('wants every word, in any case, and searches only columns meant for it', () => {
    expect(matchingRows([leaf], columns, '2024 inv')?.has(leaf)).toBe(true);
    expect(matchingRows([{ name: 'x', count: 42 }], columns, '42')?.size).toBe(0);
  });

  it('keeps the parents of what matches', () => {
    const kept = matchingRows([parent], columns, 'invoices', (row) => row.children);
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
  const order = ['a', 'b', 'c', 'd'];

  it('adds, removes and reaches over a range in the order on screen', () => {
    expect([...toggled(new Set(['a']), 'a')]).toEqual([]);
    expect([...withRange(new Set(), order, 'd', 'b')]).toEqual(['b', 'c', 'd']);
    expect([...withRange(new Set(), order, 'gone', 'b')]).toEqual(['b']);
  });
});
