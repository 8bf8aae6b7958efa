import type { ModelRow } from './use-table-model.ts';

/** The rows of a table as they are sorted and filtered. Of a flat table only those that are asked for become objects. */
export interface RowList<TRow extends object> {
  readonly length: number;
  at(index: number): ModelRow<TRow> | undefined;
  idAt(index: number): string;
  /** -1 when it is not among them. */
  indexOf(id: string): number;
  originals(): readonly TRow[];
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

/** The rows at some places of a list. */
export function flatRowList<TRow extends object>(
  rows: readonly TRow[],
  places: Uint32Array,
  rowId: (row: TRow) => string,
): RowList<TRow> {
  const original = (index: number): TRow | undefined => rows[places[index] ?? -1];
  const idAt = (index: number): string => {
    const row = original(index);
    return row === undefined ? '' : rowId(row);
  };
  return {
    length: places.length,
    idAt,
    at: (index) => {
      const row = original(index);
      return row === undefined
        ? undefined
        : ({
            id: rowId(row),
            original: row,
            depth: 0,
            getCanExpand: no,
            getIsExpanded: no,
            toggleExpanded: nothing,
          } satisfies FlatRow<TRow>);
    },
    indexOf: (id) => {
      for (let index = 0; index < places.length; index += 1) if (idAt(index) === id) return index;
      return -1;
    },
    originals: () => Array.from(places, (place) => rows[place] as TRow),
  };
}

/** The rows of a tree that are unfolded. */
export function treeRowList<TRow extends object>(rows: readonly ModelRow<TRow>[]): RowList<TRow> {
  return {
    length: rows.length,
    at: (index) => rows[index],
    idAt: (index) => rows[index]?.id ?? '',
    indexOf: (id) => rows.findIndex((row) => row.id === id),
    originals: () => rows.map((row) => row.original),
  };
}

/** The ids from one place to another, both included. */
export function idsBetween<TRow extends object>(rows: RowList<TRow>, from: number, to: number): string[] {
  const first = Math.max(0, Math.min(from, to));
  const last = Math.min(rows.length - 1, Math.max(from, to));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => rows.idAt(first + at));
}
