// biome-ignore-all lint/a11y/useSemanticElements: a grid of virtual rows with a tree and sticky parts cannot be built of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row (WAI-ARIA APG, aria-activedescendant)
// biome-ignore-all lint/a11y/noStaticElementInteractions: the role is grid or treegrid
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: the role is grid or treegrid
import { CloseButton, Skeleton, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
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
  useRef,
  useState,
} from 'react';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { copyText } from '../../app/copy-text.ts';
import { useCustomerMode } from '../customer-mode.ts';
import type { DataColumn } from './column.ts';
import classes from './data-table.module.css';
import { saveCsv } from './save-csv.ts';
import type { TableSelection } from './selection.ts';
import { TableHeader } from './table-header.tsx';
import { ColumnMenu, ExportMenu } from './table-menu.tsx';
import { type RowTone, TableRow } from './table-row.tsx';
import { toCsv, toTabText } from './table-text.ts';
import { gridKeyHandler } from './use-grid-keys.ts';
import { type TableChoices, useTableFilter } from './use-table-filter.ts';
import { type ModelRow, type TableModel, useTableModel } from './use-table-model.ts';
import { useTableSelection } from './use-table-selection.ts';
import { ViewMenu } from './view-menu.tsx';

export const ROW_HEIGHT = 32;
const rowHeight = (): number => ROW_HEIGHT;
const HEADER_HEIGHT = 34;
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
  readonly columns: readonly DataColumn<TRow>[];
  readonly rows: readonly TRow[];
  readonly rowId: (row: TRow) => string;
  /** Makes the table a tree. Keep it stable. */
  readonly subRows?: (row: TRow) => readonly TRow[] | undefined;
  readonly initialSort?: { readonly id: string; readonly desc: boolean };
  readonly onOpen?: (row: TRow) => void;
  /** For pages that act on the selected rows; they get boxes. Without it rows can still be selected, for copying. */
  readonly selection?: TableSelection;
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
  const setText = (next: string): void => setFilter({ ...filter, text: next });
  const filterText = useDeferredValue(text);
  const { table, rows, visibleColumns, total, shown, layout, setLayout } = useTableModel({
    ...props,
    subRows: props.subRows,
    initialSort: props.initialSort,
    filterText,
    firstView,
  });
  const domId = useId();
  const hidden = useCustomerMode();
  const grid = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const selection = useTableSelection(rows, props.selection);

  const hasFooter = columns.some((column) => column.footer !== undefined);
  const footerHeight = hasFooter ? ROW_HEIGHT : 0;
  // Another function would make the virtualizer measure all rows anew, with every frame of a scroll.
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => grid.current,
    estimateSize: rowHeight,
    getItemKey,
    overscan: 6,
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    scrollPaddingEnd: footerHeight,
    useFlushSync: false,
  });

  const activeIndex = activeId === null ? -1 : rows.findIndex((row) => row.id === activeId);
  const moveTo = (index: number): void => {
    const row = rows[index];
    if (!row) return;
    setActiveId(row.id);
    virtualizer.scrollToIndex(index);
  };

  useImperativeHandle(props.handle, () => ({
    rows: () => rows.map((row) => row.original),
    activeIndex,
    moveTo,
    focus: () => grid.current?.focus(),
  }));

  const live = useRef({ onOpen, toggle: selection.toggle });
  useEffect(() => {
    live.current = { onOpen, toggle: selection.toggle };
  });
  const onPress = useCallback((row: ModelRow<TRow>, event: MouseEvent): void => {
    setActiveId(row.id);
    if ((event.target as Element).closest('button, a, input, label')) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      globalThis.getSelection()?.removeAllRanges();
      live.current.toggle(row.id, event.shiftKey);
      return;
    }
    // Whoever drags over an address wants to copy it, not to open the row.
    if (String(globalThis.getSelection() ?? '') !== '') return;
    live.current.onOpen?.(row.original);
  }, []);

  /** The selected rows, all of them when none is. */
  const takenRows = (): TRow[] => {
    const chosen = selection.count > 0 ? rows.filter((row) => selection.ids.has(row.id)) : rows;
    return chosen.map((row) => row.original);
  };
  const copyActive = (): void => {
    const active = rows[activeIndex];
    const taken = selection.count > 0 ? takenRows() : active ? [active.original] : [];
    if (taken.length > 0) void copyText(toTabText(visibleColumns, taken));
  };

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
  const items = virtualizer.getVirtualItems();
  const tree = props.subRows !== undefined;

  return (
    <div className={classes.frame} data-fill={props.maxRows === undefined || undefined}>
      {(props.withToolbar ?? true) && (
        <div className={classes.toolbar}>
          {props.toolbar}
          {columns.some((column) => column.filterable) && (
            <TextInput
              size="xs"
              w={220}
              aria-label={`Filter ${noun[1]}`}
              aria-keyshortcuts="/"
              data-private
              placeholder={`Filter ${noun[1]}`}
              leftSection={<IconSearch size={14} />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setText('');
                if (event.key === 'ArrowDown') grid.current?.focus();
              }}
              rightSection={
                text ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setText('')} /> : null
              }
            />
          )}
          <Text size="xs" className={classes.count} aria-live="polite">
            {props.withCount === false || (props.loading && total === 0)
              ? ''
              : shown === total
                ? formatNumberOf(total, ...noun)
                : `${formatCount(shown)} of ${formatNumberOf(total, ...noun)}`}
          </Text>
          <ViewMenu
            tableId={tableId}
            current={{ layout, filter }}
            onApply={(view) => {
              setLayout(view.layout);
              setFilter(view.filter);
            }}
          />
          <ColumnMenu table={table} columns={columns} visible={visibleColumns} onReset={() => setLayout(null)} />
          <ExportMenu
            what={
              selection.count > 0 ? formatNumberOf(selection.count, 'selected row') : formatNumberOf(rows.length, 'row')
            }
            onCopy={() => void copyText(toTabText(visibleColumns, takenRows()))}
            onCsv={(form) => void saveCsv(tableId, toCsv(visibleColumns, takenRows()), form)}
          />
        </div>
      )}
      <div
        ref={grid}
        role={tree ? 'treegrid' : 'grid'}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.length + 1 + (hasFooter ? 1 : 0)}
        aria-colcount={visibleColumns.length + (selection.boxes ? 1 : 0)}
        aria-multiselectable
        aria-busy={props.loading || undefined}
        aria-activedescendant={items.some((item) => item.index === activeIndex) ? `${domId}-${activeIndex}` : undefined}
        className={classes.grid}
        style={gridStyle}
        onFocus={(event) => {
          if (event.target === event.currentTarget && activeIndex < 0 && rows[0]) setActiveId(rows[0].id);
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
          chosen={selection.boxes ? selection.covers : undefined}
          onToggleAll={selection.toggleAll}
        />
        <div role="rowgroup" className={classes.body} style={{ height: bodyRows * ROW_HEIGHT }}>
          {message ? (
            <WideRow>{message}</WideRow>
          ) : (
            items.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <TableRow
                  key={row.id}
                  row={row}
                  data={row.original}
                  domId={`${domId}-${item.index}`}
                  index={item.index}
                  top={item.index * ROW_HEIGHT}
                  columns={visibleColumns}
                  tree={tree}
                  expanded={tree && row.getIsExpanded()}
                  active={row.id === activeId}
                  selected={selection.ids.has(row.id)}
                  boxes={selection.boxes}
                  opens={onOpen !== undefined}
                  tone={props.rowTone?.(row.original) ?? 'plain'}
                  hidden={hidden}
                  onPress={onPress}
                  onToggle={selection.toggle}
                />
              );
            })
          )}
          {Array.from({ length: skeletons }, (_, index) => index).map((index) => (
            <div
              key={index}
              className={classes.row}
              style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
              aria-hidden
            >
              {visibleColumns.map((column) => (
                <div key={column.id} className={classes.cell}>
                  <Skeleton height={10} width={`${45 + ((index * 7 + column.width) % 40)}%`} />
                </div>
              ))}
            </div>
          ))}
        </div>
        {hasFooter && !message && skeletons === 0 && (
          <div role="rowgroup" className={classes.footer}>
            <div role="row" aria-rowindex={rows.length + 2} className={classes.footerRow}>
              {selection.boxes && <div role="gridcell" />}
              {visibleColumns.map((column) => (
                <div key={column.id} role="gridcell" className={classes.cell} data-align={column.align ?? 'left'}>
                  <span className={classes.content}>{column.footer}</span>
                </div>
              ))}
            </div>
          </div>
        )}
      </div>
    </div>
  );
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
