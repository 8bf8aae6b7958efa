// biome-ignore-all lint/a11y/useSemanticElements: a grid of virtual rows with a tree and sticky parts cannot be built of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row (WAI-ARIA APG, aria-activedescendant)
import { Checkbox } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type MouseEvent, memo, type ReactNode } from 'react';
import { PrivateWhen } from '../private.tsx';
import { cellText, type DataColumn } from './column.ts';
import classes from './data-table.module.css';
import type { ModelRow } from './use-table-model.ts';

export type RowTone = 'plain' | 'chosen' | 'dimmed' | 'warning' | 'danger';

interface TableRowProps<TRow extends object> {
  readonly row: ModelRow<TRow>;
  /** Passed beside the row, which stays the same object while its content is replaced. */
  readonly data: TRow;
  readonly domId: string;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly DataColumn<TRow>[];
  readonly tree: boolean;
  readonly expanded: boolean;
  readonly active: boolean;
  readonly selected: boolean;
  /** Whether a box shows that the row is selected. */
  readonly boxes: boolean;
  readonly opens: boolean;
  readonly tone: RowTone;
  /** The console is shown to a customer. */
  readonly hidden: boolean;
  readonly onPress: (row: ModelRow<TRow>, event: MouseEvent) => void;
  readonly onToggle: (id: string, range: boolean) => void;
}

function TableRowView<TRow extends object>(props: TableRowProps<TRow>) {
  const { row, data, columns, tree, expanded, selected, boxes } = props;
  const canExpand = tree && row.getCanExpand();
  const offset = boxes ? 2 : 1;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys for all rows
    <div
      id={props.domId}
      role="row"
      aria-rowindex={props.index + 2}
      aria-level={tree ? row.depth + 1 : undefined}
      aria-expanded={canExpand ? expanded : undefined}
      aria-selected={selected}
      data-active={props.active || undefined}
      data-selected={selected || undefined}
      data-opens={props.opens || undefined}
      data-tone={props.tone}
      data-odd={props.index % 2 === 1 || undefined}
      className={classes.row}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={(event) => props.onPress(row, event)}
    >
      {boxes && (
        <div role="gridcell" aria-colindex={1} className={classes.cell} data-align="center">
          <Checkbox
            size="xs"
            checked={selected}
            tabIndex={-1}
            aria-label="Select this row"
            onChange={() => undefined}
            onClick={(event) => {
              event.stopPropagation();
              props.onToggle(row.id, event.shiftKey);
            }}
          />
        </div>
      )}
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={at + offset}
          className={classes.cell}
          data-align={column.align ?? 'left'}
          style={tree && at === 0 ? { paddingInlineStart: 4 + row.depth * 18 } : undefined}
        >
          {tree && at === 0 && (
            <span className={classes.twist}>
              {canExpand && (
                <button
                  type="button"
                  tabIndex={-1}
                  className={classes.twistButton}
                  aria-label={expanded ? 'Collapse' : 'Expand'}
                  onClick={(event) => {
                    event.stopPropagation();
                    row.toggleExpanded();
                  }}
                >
                  {expanded ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
                </button>
              )}
            </span>
          )}
          <span className={classes.content}>{content(column, data, props.hidden)}</span>
        </div>
      ))}
    </div>
  );
}

function content<TRow extends object>(column: DataColumn<TRow>, row: TRow, hidden: boolean): ReactNode {
  const shown = column.cell ? column.cell(row) : cellText(column, row);
  if (!hidden) return shown;
  const kind = typeof column.private === 'function' ? column.private(row) : column.private;
  return kind ? <PrivateWhen kind={kind} hidden content={shown} /> : shown;
}

/** One line of the table; drawn again only when something of it changed. */
export const TableRow = memo(TableRowView) as typeof TableRowView;
