import {
  type ColumnDef,
  columnOrderingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createExpandedRowModel,
  createSortedRowModel,
  type ReactTable,
  type Row,
  rowExpandingFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { TableLayout } from '../../../shared/contract/preferences.ts';
import { compareValues, type DataColumn, MIN_COLUMN_WIDTH, matchingRows } from './column.ts';
import { defaultViewOf, fitting, memoryOf, remember } from './layout-memory.ts';
import { type FlatRow, flatRowList, type RowList, treeRowList } from './row-list.ts';
import { sortedPlaces } from './row-order.ts';
import { markedInBoth, rowsMatching } from './text-index.ts';
import { useOrdersAhead } from './use-orders-ahead.ts';

const none: never[] = [];

const features = tableFeatures({
  columnOrderingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowExpandingFeature,
  rowSortingFeature,
  expandedRowModel: createExpandedRowModel(),
  sortedRowModel: createSortedRowModel(),
});

export type TableModel<TRow extends object> = ReactTable<typeof features, TRow>;
/** A row on screen: of the tree's model, or of a flat table, which does without one. */
export type ModelRow<TRow extends object> = Row<typeof features, TRow> | FlatRow<TRow>;

export interface TableModelOptions<TRow extends object> {
  readonly tableId: string;
  readonly columns: readonly DataColumn<TRow>[];
  readonly rows: readonly TRow[];
  readonly rowId: (row: TRow) => string;
  readonly marks: Uint8Array | null;
  readonly subRows?: ((row: TRow) => readonly TRow[] | undefined) | undefined;
  readonly initialSort?: { readonly id: string; readonly desc: boolean } | undefined;
  readonly filterText: string;
  /** Open as the default view says, where there is one. */
  readonly firstView: boolean;
}

/** The table's state: order and width of columns, sorting, expansion, remembered under the id of the table. */
export function useTableModel<TRow extends object>(options: TableModelOptions<TRow>) {
  const { tableId, columns, rows, marks, rowId, subRows, initialSort, filterText, firstView } = options;

  const definitions = useMemo<ColumnDef<typeof features, TRow, unknown>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        accessorFn: (row: TRow) => column.value(row) ?? undefined,
        sortFn: (a, b, id) => compareValues(a.getValue(id), b.getValue(id)),
        sortUndefined: 'last' as const,
        enableSorting: column.sortable ?? true,
        // Numbers from the largest down: that is what one looks for.
        sortDescFirst: column.align === 'right',
        enableHiding: column.hideable ?? true,
        size: column.width,
        minSize: MIN_COLUMN_WIDTH,
      })),
    [columns],
  );

  const kept = useMemo(
    () => (subRows ? matchingRows(rows, columns, filterText, subRows) : null),
    [rows, columns, filterText, subRows],
  );
  const treeRows = useMemo(
    () => (subRows ? (kept ? rows.filter((row) => kept.has(row)) : rows) : none),
    [subRows, rows, kept],
  );
  const getSubRows = useMemo(
    () => (subRows ? (row: TRow) => subRows(row)?.filter((child) => !kept || kept.has(child)) : undefined),
    [subRows, kept],
  );

  const [initialState] = useState(() => {
    const remembered = firstView ? defaultViewOf(tableId)?.layout : undefined;
    return { ...stateOf(remembered ?? memoryOf(tableId).layout, columns, initialSort), expanded: true as const };
  });

  const table = useTable<typeof features, TRow>({
    features,
    columns: definitions,
    data: treeRows,
    getRowId: rowId,
    ...(getSubRows ? { getSubRows } : {}),
    initialState,
    autoResetExpanded: false,
    enableMultiSort: true,
  });

  const { columnVisibility, columnOrder, columnSizing, sorting } = table.state;
  const shownMarks = useMemo(
    () => (subRows ? null : markedInBoth(marks, rowsMatching(rows, columns, filterText))),
    [subRows, marks, rows, columns, filterText],
  );
  const flat = useMemo(
    () => (subRows ? null : flatRowList(rows, sortedPlaces(rows, columns, sorting, shownMarks), rowId)),
    [subRows, rows, columns, sorting, shownMarks, rowId],
  );
  const modelRows = table.getRowModel().rows;
  const treeList = useMemo(() => treeRowList<TRow>(modelRows), [modelRows]);
  const list: RowList<TRow> = flat ?? treeList;
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    remember(tableId, {
      layout: { hidden: columnVisibility, order: columnOrder, widths: columnSizing, sort: sorting },
    });
  }, [tableId, columnVisibility, columnOrder, columnSizing, sorting]);

  const visibleIds = table
    .getVisibleLeafColumns()
    .map((column) => column.id)
    .join('\n');
  const visibleColumns = useMemo(
    () =>
      visibleIds
        .split('\n')
        .map((id) => columns.find((column) => column.id === id))
        .filter((column) => column !== undefined),
    [visibleIds, columns],
  );

  const layout: TableLayout = {
    hidden: columnVisibility,
    order: columnOrder,
    widths: columnSizing,
    sort: sorting,
  };
  const setLayout = (next: TableLayout | null): void => {
    const state = stateOf(next, columns, initialSort);
    table.setColumnVisibility(state.columnVisibility);
    table.setColumnOrder(state.columnOrder);
    table.setColumnSizing(state.columnSizing);
    table.setSorting(state.sorting);
  };

  useOrdersAhead(subRows ? none : rows, visibleColumns);

  return {
    table,
    rows: list,
    visibleColumns,
    total: rows.length,
    shown: flat?.length ?? treeRows.length,
    layout,
    setLayout,
  };
}

function stateOf<TRow extends object>(
  layout: TableLayout | null,
  columns: readonly DataColumn<TRow>[],
  initialSort: TableModelOptions<TRow>['initialSort'],
) {
  const hidden = Object.fromEntries(columns.filter((column) => column.initiallyHidden).map(({ id }) => [id, false]));
  const fitted =
    layout &&
    fitting(
      layout,
      columns.map((column) => column.id),
    );
  return {
    columnVisibility: { ...hidden, ...fitted?.hidden },
    columnOrder: fitted?.order ?? [],
    columnSizing: fitted?.widths ?? {},
    sorting: fitted?.sort ?? (initialSort ? [{ ...initialSort }] : []),
  };
}
