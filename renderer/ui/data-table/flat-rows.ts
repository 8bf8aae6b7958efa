import type { CellValue, DataColumn } from './column.ts';

// 50,000 rows are sorted between two keystrokes: what a row is compared by is worked out once and kept with the row.

const sortKeys = new WeakMap<object, WeakMap<object, string | number | null>>();

/**
 * A text as people sort words, so that plain comparison suffices: without case and accents, numbers by their size. A collator
 * does the same at twenty times the cost.
 */
export function sortKey(value: CellValue): string | number | null {
  if (value === null || typeof value === 'number') return value;
  const text = String(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  const letters = /^[\x00-\x7f]*$/.test(text)
    ? text.toLowerCase()
    : text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
  return /\d/.test(letters) ? letters.replace(/\d+/g, (digits) => digits.padStart(12, '0')) : letters;
}

/** The rows sorted by the columns named, the first first; rows without a value come last, whatever the direction. */
export function sortedRows<TRow extends object>(
  rows: readonly TRow[],
  columns: readonly DataColumn<TRow>[],
  sorting: readonly { readonly id: string; readonly desc: boolean }[],
): readonly TRow[] {
  const by = sorting.flatMap(({ id, desc }) => {
    const column = columns.find((entry) => entry.id === id);
    return column ? [{ keys: keysOf(rows, column), sign: desc ? -1 : 1 }] : [];
  });
  if (by.length === 0) return rows;
  const order = new Uint32Array(rows.length).map((_, at) => at);
  const [{ keys: firstKeys, sign: firstSign } = { keys: [], sign: 1 }, ...others] = by;
  order.sort((a, b) => {
    const difference = compareKeys(firstKeys[a] ?? null, firstKeys[b] ?? null, firstSign);
    if (difference !== 0) return difference;
    for (const { keys, sign } of others) {
      const further = compareKeys(keys[a] ?? null, keys[b] ?? null, sign);
      if (further !== 0) return further;
    }
    return a - b;
  });
  return Array.from(order, (at) => rows[at] as TRow);
}

function compareKeys(left: string | number | null, right: string | number | null, sign: number): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right ? -sign : sign;
}

function keysOf<TRow extends object>(
  rows: readonly TRow[],
  column: DataColumn<TRow>,
): readonly (string | number | null)[] {
  const known = sortKeys.get(column) ?? new WeakMap<object, string | number | null>();
  sortKeys.set(column, known);
  return rows.map((row) => {
    let key = known.get(row);
    if (key === undefined) {
      key = sortKey(column.value(row));
      known.set(row, key);
    }
    return key;
  });
}

/** A row of a table that is no tree. */
export interface FlatRow<TRow> {
  readonly id: string;
  readonly original: TRow;
  readonly depth: 0;
  readonly parentId?: undefined;
  getCanExpand(): boolean;
  getIsExpanded(): boolean;
  toggleExpanded(): void;
}

const no = (): boolean => false;
const nothing = (): void => {};

/** The same object for the same row each time, so that a row that stays is not drawn again. */
export function flatRows<TRow extends object>(
  rows: readonly TRow[],
  rowId: (row: TRow) => string,
  known: WeakMap<TRow, FlatRow<TRow>>,
): readonly FlatRow<TRow>[] {
  return rows.map((original) => {
    let row = known.get(original);
    if (!row) {
      row = {
        id: rowId(original),
        original,
        depth: 0,
        getCanExpand: no,
        getIsExpanded: no,
        toggleExpanded: nothing,
      };
      known.set(original, row);
    }
    return row;
  });
}
