// biome-ignore-all lint/a11y/useSemanticElements: a grid of virtual rows with a tree and sticky parts cannot be built of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row (WAI-ARIA APG, aria-activedescendant)
import { Checkbox } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type MouseEvent, memo, type ReactNode } from 'react';
import { PrivateWhen } from '../private.tsx';
import { cellText, type DataColumn } from './column.ts';
import classes from './data-table.module.css';
import { ROW_HEIGHT } from './use-row-window.ts';

export type RowTone = 'plain' | 'chosen' | 'dimmed' | 'warning' | 'danger';

/** What all rows of a table have in common; the functions stay the same for the life of the table. */
export interface RowManners<TRow extends object> {
  readonly columns: readonly DataColumn<TRow>[];
  readonly tree: boolean;
  /** Whether a box shows that the row is selected. */
  readonly boxes: boolean;
  readonly opens: boolean;
  /** The console is shown to a customer. */
  readonly hidden: boolean;
  readonly onPress: (id: string, data: TRow, event: MouseEvent) => void;
  readonly onToggle: (id: string, range: boolean) => void;
  readonly onUnfold: (id: string) => void;
}

interface TableRowProps<TRow extends object> extends RowManners<TRow> {
  readonly id: string;
  readonly data: TRow;
  readonly domId: string;
  readonly index: number;
  readonly depth: number;
  /** Undefined where there is nothing to unfold. */
  readonly expanded: boolean | undefined;
  readonly active: boolean;
  readonly selected: boolean;
  readonly tone: RowTone;
}

function TableRowView<TRow extends object>(props: TableRowProps<TRow>) {
  const { id, data, tree, depth, expanded, selected, tone } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys for all rows
    <div
      id={props.domId}
      role="row"
      aria-rowindex={props.index + 2}
      aria-level={tree ? depth + 1 : undefined}
      aria-expanded={expanded}
      aria-selected={selected}
      data-active={props.active || undefined}
      data-selected={selected || undefined}
      data-opens={props.opens || undefined}
      data-tone={tone === 'plain' ? undefined : tone}
      className={classes.row}
      style={{ top: props.index * ROW_HEIGHT }}
      onClick={(event) => props.onPress(id, data, event)}
    >
      {props.boxes && (
        <div role="gridcell" className={classes.cell} data-align="center">
          <Checkbox
            size="xs"
            className={classes.box ?? ''}
            checked={selected}
            tabIndex={-1}
            aria-label="Select this row"
            onChange={() => undefined}
            onClick={(event) => {
              event.stopPropagation();
              props.onToggle(id, event.shiftKey);
            }}
          />
        </div>
      )}
      {props.columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          className={classes.cell}
          data-align={column.align}
          style={tree && at === 0 ? { paddingInlineStart: 4 + depth * 18 } : undefined}
        >
          {tree && at === 0 && (
            <span className={classes.twist}>
              {expanded !== undefined && (
                <button
                  type="button"
                  tabIndex={-1}
                  className={classes.twistButton}
                  aria-label={expanded ? 'Collapse' : 'Expand'}
                  onClick={(event) => {
                    event.stopPropagation();
                    props.onUnfold(id);
                  }}
                >
                  {expanded ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
                </button>
              )}
            </span>
          )}
          {content(column, data, props.hidden)}
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
