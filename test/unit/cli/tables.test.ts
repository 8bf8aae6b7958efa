import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, printable, shorten } from '../../../electron/cli/output/printable.ts';
import { factLines, tableLines } from '../../../electron/cli/output/table.ts';

describe('printable text', () => {
  it('shows control characters instead of obeying them', () => {
    expect(printable('a\x1b[2Jb\r\nc\t\x7f\x9b')).toBe('a\\x1b[2Jb\\x0d\\x0ac\\x09\\x7f\\x9b');
    expect(printable('evil\u202etxt')).toBe('evil\\u202etxt');
    expect(printable('Entwürfe 下書き 🦊')).toBe('Entwürfe 下書き 🦊');
  });

  it('holds nothing that a terminal obeys, whatever comes in', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\u202a-\u202e]/u.test(printable(text))));
  });

  it('knows how many columns it takes', () => {
    expect([displayWidth('abc'), displayWidth('下書き'), displayWidth('e\u0301'), displayWidth('🦊')]).toEqual([
      3, 6, 1, 2,
    ]);
  });

  it('is shortened to the columns there are', () => {
    expect([shorten('abcdef', 6), shorten('abcdef', 4), shorten('下書き', 4)]).toEqual(['abcdef', 'abc…', '下…']);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
        return displayWidth(shorten(text, columns)) <= columns;
      }),
    );
  });
});

describe('tables', () => {
  const rows = [
    { name: 'INBOX', count: 1234 },
    { name: '下書き', count: 7 },
  ];
  const columns = [
    { title: 'Folder', flexible: true, value: (row: { name: string }) => row.name },
    { title: 'Messages', align: 'right' as const, value: (row: { count: number }) => String(row.count) },
  ];

  it('align what belongs together', () => {
    expect(tableLines(rows, columns, null)).toEqual([
      'Folder  Messages',
      '──────  ────────',
      'INBOX       1234',
      '下書き         7',
    ]);
  });

  it('take from the flexible column when the terminal is narrow', () => {
    const long = [{ name: 'Clients/A very long name of a folder', count: 3 }];
    const lines = tableLines(long, columns, 30);
    expect(lines.map(displayWidth)).toEqual([30, 30, 30]);
    expect(lines[2]).toBe('Clients/A very long…         3');
  });

  it('take from the widest of several flexible columns', () => {
    const both = columns.map((column) => ({ ...column, flexible: true, value: () => 'x'.repeat(20) }));
    expect(tableLines([{ name: '', count: 0 }], both, 22).map(displayWidth)).toEqual([22, 22, 22]);
    expect(tableLines([{ name: '', count: 0 }], both, 5).map(displayWidth)).toEqual([18, 18, 18]);
  });

  it('show facts with their values in line', () => {
    expect(
      factLines([
        ['Server', 'x\x1b'],
        ['TLS', 'none'],
      ]),
    ).toEqual(['Server  x\\x1b', 'TLS     none']);
  });
});
