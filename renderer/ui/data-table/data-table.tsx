// biome-ignore-all lint/a11y/useSemanticElements: a grid of virtual rows with a tree and sticky parts cannot be built of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row (WAI-ARIA APG, aria-activedescendant)
// biome-ignore-all lint/a11y/noStaticElementInteractions: the role is grid or treegrid
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: the role is grid or treegrid
import { Skeleton, Text } from '@mantine/core';
import {
  type CSSProperties,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { TableFilter, TableLayout, TableView } from '../../../shared/contract/preferences.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { copyText } from '../../app/copy-text.ts';
import { useCustomerMode } from '../customer-mode.ts';
import type { DataColumn } from './column.ts';
import classes from './data-table.module.css';
import { FilterField } from './filter-field.tsx';
import { type CsvForm, saveCsv } from './save-csv.ts';
import type { TableSelection } from './selection.ts';
import { TableBody } from './table-body.tsx';
import { TableHeader } from './table-header.tsx';
import { ColumnMenu, ExportMenu } from './table-menu.tsx';
import type { RowTone } from './table-row.tsx';
import { toCsv, toTabText } from './table-text.ts';
import { gridKeyHandler } from './use-grid-keys.ts';
import { usePlace } from './use-place.ts';
import { HEADER_HEIGHT, ROW_HEIGHT } from './use-row-window.ts';
import { type TableChoices, useTableFilter } from './use-table-filter.ts';
import { type TableModel, useTableModel } from './use-table-model.ts';
import { useTableSelection } from './use-table-selection.ts';
import { ViewMenu } from './view-menu.tsx';

const SELECT_WIDTH = 36;
/** Room for the border and a horizontal scroll bar. */
const EXTRA_HEIGHT = 14;

/** What a page may ask of a table that shows. */
export interface TableHandle<TRow> {
  /** All rows as they are sorted and filtered just now. */
  rows(): readonly TRow[];
  /** The place of the active row among them, -1 for none. */
  readonly activeIndex: number;
  /** Makes a row the active one and brings it into sight. */
  moveTo(index: number): void;
  focus(): void;
}

export interface DataTableProps<TRow extends object> {
  /** Under this name the layout is remembered. */
  readonly tableId: string;
  /** What the table lists, for those who cannot see it. */
  readonly label: string;
  /** Of which thing: under this name the place in the table is remembered until the window closes. */
  readonly placeName?: string;
  readonly columns: readonly DataColumn<TRow>[];
  readonly rows: readonly TRow[];
  /** 1 for each row that shows, by its place among `rows`; null shows all. Quicker than fewer rows: what is known of all stays. */
  readonly marks?: Uint8Array | null;
  readonly rowId: (row: TRow) => string;
  /** Makes the table a tree. Keep it stable. */
  readonly subRows?: (row: TRow) => readonly TRow[] | undefined;
  readonly initialSort?: { readonly id: string; readonly desc: boolean };
  readonly onOpen?: (row: TRow) => void;
  /** For pages that act on the selected rows; they get boxes. Without it rows can still be selected, for copying. */
  readonly selection?: TableSelection;
  /** For long tables whose cells hold nothing that opens or is typed into: what was drawn for a row is taken for another one. */
  readonly recycle?: boolean;
  readonly rowTone?: (row: TRow) => RowTone;
  readonly loading?: boolean;
  /** Shown in place of the rows. */
  readonly error?: ReactNode;
  /** Shown when there are no rows; say what to do next. */
  readonly empty?: ReactNode;
  /** As high as its rows, up to so many; without it the table fills its parent. */
  readonly maxRows?: number;
  /** Rows the loading and empty states reserve room for; default 6. */
  readonly minRows?: number;
  /** Left part of the tool bar. */
  readonly toolbar?: ReactNode;
  /** What the page's own controls narrow the rows to, so that it is remembered and saved with views. Keep `onChange` cheap. */
  readonly choices?: TableChoices;
  /** For pages with keys of their own that move between rows. */
  readonly handle?: RefObject<TableHandle<TRow> | null>;
  /** One row, many rows: for the count. */
  readonly noun?: readonly [string, string];
  readonly withToolbar?: boolean;
  /** Whether the tool bar says how many rows there are; default true. */
  readonly withCount?: boolean;
}

/** The table of the console: virtual rows, sorting, a text filter, layout and views that are remembered, all by keyboard too. */
export function DataTable<TRow extends object>(props: DataTableProps<TRow>) {
  const { tableId, columns, onOpen, noun = ['row', 'rows'] as const } = props;
  const { filter, setFilter, firstView } = useTableFilter(tableId, props.choices);
  const { text } = filter;
  const filterText = useDeferredValue(text);
  const { table, rows, visibleColumns, total, shown, layout, setLayout } = useTableModel({
    ...props,
    marks: props.marks ?? null,
    subRows: props.subRows,
    initialSort: props.initialSort,
    filterText,
    firstView,
  });
  const domId = useId();
  const hidden = useCustomerMode();
  const grid = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const attach = useCallback((element: HTMLDivElement | null): void => {
    grid.current = element;
    setBox(element);
  }, []);
  const [activeId, setActiveId] = useState<string | null>(null);
  const selection = useTableSelection(rows, props.selection);

  const hasFooter = columns.some((column) => column.footer !== undefined);
  const footerHeight = hasFooter ? ROW_HEIGHT : 0;

  usePlace(props.placeName, box, activeId, rows.length > 0, setActiveId);
  const activeIndex = useMemo(() => (activeId === null ? -1 : rows.indexOf(activeId)), [rows, activeId]);
  const moveTo = (index: number): void => {
    if (index < 0 || index >= rows.length) return;
    setActiveId(rows.idAt(index));
    if (grid.current) bringIntoSight(grid.current, index, footerHeight);
  };

  useImperativeHandle(props.handle, () => ({
    rows: () => rows.originals(),
    activeIndex,
    moveTo,
    focus: () => grid.current?.focus(),
  }));

  const live = useRef({ onOpen, toggle: selection.toggle, rows });
  useEffect(() => {
    live.current = { onOpen, toggle: selection.toggle, rows };
  });
  const onPress = useCallback((id: string, data: TRow, event: MouseEvent): void => {
    setActiveId(id);
    if ((event.target as Element).closest('button, a, input, label')) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      globalThis.getSelection()?.removeAllRanges();
      live.current.toggle(id, event.shiftKey);
      return;
    }
    // Whoever drags over an address wants to copy it, not to open the row.
    if (String(globalThis.getSelection() ?? '') !== '') return;
    live.current.onOpen?.(data);
  }, []);
  const onUnfold = useCallback((id: string): void => {
    const all = live.current.rows;
    all.at(all.indexOf(id))?.toggleExpanded();
  }, []);

  /** The selected rows, all of them when none is. */
  const takenRows = (): TRow[] => {
    const all = rows.originals();
    return [...(selection.count > 0 ? all.filter((row) => selection.ids.has(props.rowId(row))) : all)];
  };
  const copyActive = (): void => {
    const active = rows.at(activeIndex);
    const taken = selection.count > 0 ? takenRows() : active ? [active.original] : [];
    if (taken.length > 0) void copyText(toTabText(visibleColumns, taken));
  };

  const current: TableTools = {
    text: (next) => setFilter({ ...filter, text: next }),
    now: () => ({ layout, filter }),
    apply: (view) => {
      setLayout(view.layout);
      setFilter(view.filter);
    },
    reset: () => setLayout(null),
    copy: () => void copyText(toTabText(visibleColumns, takenRows())),
    csv: (form) => void saveCsv(tableId, toCsv(visibleColumns, takenRows()), form),
  };
  const tools = useStableTools(current);

  const message = props.error ?? (!props.loading && rows.length === 0 ? emptyMessage(props.empty, text) : null);
  const minRows = props.minRows ?? 6;
  const skeletons = props.loading && rows.length === 0 && !props.error ? minRows : 0;
  const bodyRows = message || skeletons > 0 ? Math.max(minRows, skeletons) : rows.length;
  const gridStyle = {
    ...tracks(table, visibleColumns, selection.boxes),
    ...(props.maxRows === undefined
      ? {}
      : { height: HEADER_HEIGHT + Math.min(bodyRows, props.maxRows) * ROW_HEIGHT + footerHeight + EXTRA_HEIGHT }),
  } as CSSProperties;
  const tree = props.subRows !== undefined;

  return (
    <div className={classes.frame} data-fill={props.maxRows === undefined || undefined}>
      {(props.withToolbar ?? true) && (
        <div className={classes.toolbar}>
          {props.toolbar}
          {columns.some((column) => column.filterable) && (
            <FilterField noun={noun[1]} text={text} onText={tools.text} grid={grid} />
          )}
          <Text size="xs" className={classes.count} aria-live="polite">
            {props.withCount === false || (props.loading && total === 0)
              ? ''
              : shown === total
                ? formatNumberOf(total, ...noun)
                : `${formatCount(shown)} of ${formatNumberOf(total, ...noun)}`}
          </Text>
          <ViewMenu tableId={tableId} now={tools.now} onApply={tools.apply} />
          <ColumnMenu table={table} columns={columns} visible={visibleColumns} onReset={tools.reset} />
          <ExportMenu
            count={selection.count > 0 ? selection.count : rows.length}
            selected={selection.count > 0}
            onCopy={tools.copy}
            onCsv={tools.csv}
          />
        </div>
      )}
      <div
        ref={attach}
        role={tree ? 'treegrid' : 'grid'}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.length + 1 + (hasFooter ? 1 : 0)}
        aria-multiselectable
        aria-busy={props.loading || undefined}
        className={classes.grid}
        style={gridStyle}
        onFocus={(event) => {
          if (event.target === event.currentTarget && activeIndex < 0 && rows.length > 0) setActiveId(rows.idAt(0));
        }}
        onKeyDown={gridKeyHandler({
          rows,
          activeIndex,
          pageRows: Math.max(
            1,
            Math.floor(((grid.current?.clientHeight ?? 0) - HEADER_HEIGHT - footerHeight) / ROW_HEIGHT) - 1,
          ),
          moveTo,
          onOpen,
          selection: {
            toggle: selection.toggle,
            extend: (from, to) => {
              selection.extend(from, to);
              moveTo(to);
            },
            chooseAll: selection.toggleAll,
            chooseNone: selection.chooseNone,
          },
          onCopy: copyActive,
        })}
      >
        <TableHeader
          table={table}
          columns={visibleColumns}
          sorting={table.state.sorting}
          sizing={table.state.columnSizing}
          chosen={selection.boxes ? selection.covers : undefined}
          onToggleAll={selection.toggleAll}
        />
        {message || skeletons > 0 ? (
          <div role="rowgroup" className={classes.body} style={{ height: bodyRows * ROW_HEIGHT }}>
            {message ? <WideRow>{message}</WideRow> : <SkeletonRows count={skeletons} columns={visibleColumns} />}
          </div>
        ) : (
          <TableBody
            box={box}
            rows={rows}
            columns={visibleColumns}
            domId={domId}
            activeIndex={activeIndex}
            selectedIds={selection.ids}
            boxes={selection.boxes}
            recycle={props.recycle ?? false}
            tree={tree}
            opens={onOpen !== undefined}
            rowTone={props.rowTone}
            hidden={hidden}
            onPress={onPress}
            onToggle={selection.toggle}
            onUnfold={onUnfold}
          />
        )}
        {hasFooter && !message && skeletons === 0 && (
          <div role="rowgroup" className={classes.footer}>
            <div role="row" aria-rowindex={rows.length + 2} className={classes.footerRow}>
              {selection.boxes && <div role="gridcell" />}
              {visibleColumns.map((column) => (
                <div key={column.id} role="gridcell" className={classes.cell} data-align={column.align ?? 'left'}>
                  {column.footer}
                </div>
              ))}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

interface TableTools {
  readonly text: (next: string) => void;
  readonly now: () => { readonly layout: TableLayout; readonly filter: TableFilter };
  readonly apply: (view: TableView) => void;
  readonly reset: () => void;
  readonly copy: () => void;
  readonly csv: (form: CsvForm) => void;
}

/** The same functions for the life of the table, doing what those of the last drawing do: the tool bar is not drawn anew at each key. */
function useStableTools(current: TableTools): TableTools {
  const latest = useRef(current);
  useEffect(() => {
    latest.current = current;
  });
  const [tools] = useState<TableTools>(() => ({
    text: (next) => latest.current.text(next),
    now: () => latest.current.now(),
    apply: (view) => latest.current.apply(view),
    reset: () => latest.current.reset(),
    copy: () => latest.current.copy(),
    csv: (form) => latest.current.csv(form),
  }));
  return tools;
}

/** Scrolls just so far that a row shows whole between header and footer. */
function bringIntoSight(grid: HTMLElement, index: number, footerHeight: number): void {
  const top = index * ROW_HEIGHT;
  const room = grid.clientHeight - HEADER_HEIGHT - footerHeight;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top + ROW_HEIGHT > grid.scrollTop + room) grid.scrollTop = top + ROW_HEIGHT - room;
}

function SkeletonRows<TRow>({
  count,
  columns,
}: {
  readonly count: number;
  readonly columns: readonly DataColumn<TRow>[];
}) {
  return Array.from({ length: count }, (_, index) => index).map((index) => (
    <div key={index} className={classes.row} style={{ top: index * ROW_HEIGHT }} aria-hidden>
      {columns.map((column) => (
        <div key={column.id} className={classes.cell}>
          <Skeleton
            height={10}
            className={classes.skeleton ?? ''}
            width={`${45 + ((index * 7 + column.width) % 40)}%`}
          />
        </div>
      ))}
    </div>
  ));
}

function WideRow({ children }: { readonly children: ReactNode }) {
  return (
    <div role="row">
      <div role="gridcell" className={classes.message}>
        {children}
      </div>
    </div>
  );
}

function emptyMessage(empty: ReactNode, filter: string): ReactNode {
  if (filter.trim() !== '')
    return <Text size="sm">Nothing matches "{filter.trim()}". Clear the filter to see all rows.</Text>;
  return empty ?? <Text size="sm">Nothing to show.</Text>;
}

/** The grid tracks of the columns, and the width below which the table scrolls sideways. */
function tracks<TRow extends object>(
  table: TableModel<TRow>,
  visible: readonly DataColumn<TRow>[],
  selectable: boolean,
): { readonly '--table-columns': string; readonly '--table-width': string } {
  const widths = visible.map((column) => table.getColumn(column.id)?.getSize() ?? column.width);
  const columns = visible.map((column, at) => (column.grow ? `minmax(${widths[at]}px, 1fr)` : `${widths[at]}px`));
  const total = widths.reduce((sum, width) => sum + width, selectable ? SELECT_WIDTH : 0);
  return {
    '--table-columns': [...(selectable ? [`${SELECT_WIDTH}px`] : []), ...columns].join(' '),
    '--table-width': `${total}px`,
  };
}
