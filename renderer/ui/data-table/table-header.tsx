// biome-ignore-all lint/a11y/useSemanticElements: a grid of virtual rows with a tree and sticky parts cannot be built of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row (WAI-ARIA APG, aria-activedescendant)
import { Checkbox, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type PointerEvent } from 'react';
import { shortcutOf } from '../../app/shortcuts.ts';
import { type DataColumn, MIN_COLUMN_WIDTH } from './column.ts';
import classes from './data-table.module.css';
import type { TableModel } from './use-table-model.ts';

interface TableHeaderProps<TRow extends object> {
  readonly table: TableModel<TRow>;
  readonly columns: readonly DataColumn<TRow>[];
  /** How it is sorted and how wide the columns are: the table itself stays the same object. */
  readonly sorting: object;
  readonly sizing: object;
  /** Undefined where rows cannot be chosen. */
  readonly chosen: 'none' | 'some' | 'all' | undefined;
  readonly onToggleAll: () => void;
}

const STEP = 16;

function TableHeaderView<TRow extends object>({ table, columns, chosen, onToggleAll }: TableHeaderProps<TRow>) {
  return (
    <div role="rowgroup" className={classes.header}>
      <div role="row" aria-rowindex={1} className={classes.headerRow}>
        {chosen !== undefined && (
          <div role="columnheader" className={classes.headerCell} data-align="center">
            <Checkbox
              size="xs"
              checked={chosen === 'all'}
              indeterminate={chosen === 'some'}
              aria-label="Select all rows"
              onChange={onToggleAll}
            />
          </div>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.id} table={table} columns={columns} column={column} />
        ))}
      </div>
    </div>
  );
}

/** The sticky header: sorts, resizes and moves columns, by pointer and by keyboard. */
export const TableHeader = memo(TableHeaderView) as typeof TableHeaderView;

interface HeaderCellProps<TRow extends object> {
  readonly table: TableModel<TRow>;
  readonly columns: readonly DataColumn<TRow>[];
  readonly column: DataColumn<TRow>;
}

function HeaderCell<TRow extends object>({ table, columns, column }: HeaderCellProps<TRow>) {
  const model = table.getColumn(column.id);
  if (!model) return null;
  const sorted = model.getIsSorted();
  const sortable = column.sortable ?? true;

  const resize = (width: number): void =>
    table.setColumnSizing((old) => ({ ...old, [column.id]: Math.max(MIN_COLUMN_WIDTH, Math.round(width)) }));

  const onKeyDown = (event: KeyboardEvent): void => {
    switch (shortcutOf(event, 'header')) {
      case 'narrower':
        resize(model.getSize() - STEP);
        break;
      case 'wider':
        resize(model.getSize() + STEP);
        break;
      case 'column-left':
        moveColumn(table, columns, column.id, -1);
        break;
      case 'column-right':
        moveColumn(table, columns, column.id, 1);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const onResizeStart = (event: PointerEvent<HTMLSpanElement>): void => {
    const handle = event.currentTarget;
    const cell = handle.parentElement;
    const startX = event.clientX;
    const startWidth = cell ? cell.getBoundingClientRect().width : model.getSize();
    handle.setPointerCapture(event.pointerId);
    const onMove = (move: globalThis.PointerEvent): void => resize(startWidth + move.clientX - startX);
    const onEnd = (): void => {
      handle.removeEventListener('pointermove', onMove);
      handle.removeEventListener('lostpointercapture', onEnd);
    };
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('lostpointercapture', onEnd);
    event.preventDefault();
  };

  const label = (
    <>
      <span className={classes.headerText}>{column.header}</span>
      {/* It stands on the free side of the text, so that sorting moves nothing. */}
      {sorted && (
        <span className={classes.sortMark} aria-hidden>
          {sorted === 'asc' && <IconArrowUp size={13} />}
          {sorted === 'desc' && <IconArrowDown size={13} />}
        </span>
      )}
    </>
  );

  return (
    <div
      role="columnheader"
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
      className={classes.headerCell}
      data-align={column.align ?? 'left'}
    >
      <Tooltip label={column.hint} disabled={!column.hint} openDelay={400} multiline maw={280}>
        {sortable ? (
          <button
            type="button"
            className={classes.headerButton}
            onClick={(event) => model.toggleSorting(undefined, event.shiftKey)}
            onKeyDown={onKeyDown}
          >
            {label}
          </button>
        ) : (
          <span className={classes.headerButton}>{label}</span>
        )}
      </Tooltip>
      <span
        className={classes.resizer}
        aria-hidden
        onPointerDown={onResizeStart}
        onDoubleClick={() => model.resetSize()}
      />
    </div>
  );
}

/** Moves a column one place among those that show. */
export function moveColumn<TRow extends object>(
  table: TableModel<TRow>,
  visible: readonly DataColumn<TRow>[],
  id: string,
  direction: -1 | 1,
): void {
  const at = visible.findIndex((column) => column.id === id);
  const neighbour = visible[at + direction];
  if (!neighbour) return;
  const order = table.getAllLeafColumns().map((column) => column.id);
  const without = order.filter((entry) => entry !== id);
  without.splice(without.indexOf(neighbour.id) + (direction === 1 ? 1 : 0), 0, id);
  table.setColumnOrder(without);
}
