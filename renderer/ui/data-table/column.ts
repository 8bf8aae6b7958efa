import type { ReactNode } from 'react';
import type { PrivateKind } from '../private.tsx';

/** What a column yields for sorting, filtering, copying and export. Null sorts last and is shown as nothing. */
export type CellValue = string | number | boolean | null;

/** One column of a `DataTable`. Keep the array of columns at module level or in a `useMemo`. */
export interface DataColumn<TRow> {
  /** Stable; layouts remember it. */
  readonly id: string;
  readonly header: string;
  /** More words for the header, as a tooltip. */
  readonly hint?: string;
  readonly value: (row: TRow) => CellValue;
  /** What is shown; without it the text of the value. */
  readonly cell?: (row: TRow) => ReactNode;
  /** Words for copy, export and text search where the bare value says too little. */
  readonly text?: (row: TRow) => string;
  /** Numbers go right with tabular figures; the default is left. */
  readonly align?: 'left' | 'right' | 'center';
  /** Pixels; a growing column never gets narrower. */
  readonly width: number;
  /** Takes a share of the width that is left. */
  readonly grow?: boolean;
  /** Default true. */
  readonly sortable?: boolean;
  /** Takes part in the text filter; default false. */
  readonly filterable?: boolean;
  /** False: always shown. Default true. */
  readonly hideable?: boolean;
  /** Not shown until chosen in the column menu. */
  readonly initiallyHidden?: boolean;
  /** What the cells hide while the console is shown to a customer. */
  readonly private?: PrivateKind | ((row: TRow) => PrivateKind | null);
  /** Content of the footer row; a table with one such column has a footer row. */
  readonly footer?: ReactNode;
}

export const MIN_COLUMN_WIDTH = 48;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Ascending comparison of two values that are not null: numbers by size, everything else as people sort words. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

/** The words of a cell, for copying and searching. */
export function cellText<TRow>(column: DataColumn<TRow>, row: TRow): string {
  if (column.text) return column.text(row);
  const value = column.value(row);
  return value === null ? '' : String(value);
}

/**
 * The rows of a tree in which every word of the text occurs in some filterable column. A row stays when it or one of its
 * descendants matches; `null` stands for "no filter", so that callers can keep the rows they have.
 */
export function matchingRows<TRow extends object>(
  rows: readonly TRow[],
  columns: readonly DataColumn<TRow>[],
  text: string,
  subRows: (row: TRow) => readonly TRow[] | undefined,
): ReadonlySet<TRow> | null {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const searched = columns.filter((column) => column.filterable);
  const kept = new Set<TRow>();
  const visit = (row: TRow): boolean => {
    const haystack = searched
      .map((column) => cellText(column, row))
      .join('\n')
      .toLocaleLowerCase();
    let keep = words.every((word) => haystack.includes(word));
    for (const child of subRows(row) ?? []) keep = visit(child) || keep;
    if (keep) kept.add(row);
    return keep;
  };
  for (const row of rows) visit(row);
  return kept;
}
