// biome-ignore-all lint/a11y/useSemanticElements: a grid of virtual rows with a tree and sticky parts cannot be built of table elements
import { memo, type ReactNode, useLayoutEffect } from 'react';
import classes from './data-table.module.css';
import type { RowList } from './row-list.ts';
import { type RowManners, type RowTone, TableRow } from './table-row.tsx';
import { boxesInOrder, ROW_HEIGHT, useRowWindow } from './use-row-window.ts';

interface TableBodyProps<TRow extends object> extends RowManners<TRow> {
  /** The element that scrolls, null until it is there: a table that mounts with rows draws them before it. */
  readonly box: HTMLElement | null;
  readonly rows: RowList<TRow>;
  readonly domId: string;
  readonly activeIndex: number;
  readonly selectedIds: ReadonlySet<string>;
  readonly recycle: boolean;
  readonly rowTone: ((row: TRow) => RowTone) | undefined;
}

/** The rows in sight. Scrolling draws this alone anew, and of it only the rows that come. */
function TableBodyView<TRow extends object>(props: TableBodyProps<TRow>): ReactNode {
  const { box, rows, domId, activeIndex, selectedIds, recycle, rowTone, ...manners } = props;
  const { start, end, pool, rested } = useRowWindow(box, rows.length);
  const activeInSight = activeIndex >= start && activeIndex < end;
  // The grid names its active row as long as that is drawn, without being drawn anew itself.
  useLayoutEffect(() => {
    if (activeInSight) box?.setAttribute('aria-activedescendant', `${domId}-${activeIndex}`);
    else box?.removeAttribute('aria-activedescendant');
  }, [box, domId, activeIndex, activeInSight]);
  const drawn: ReactNode[] = [];
  // While it scrolls, the boxes of rows that leave take the rows that come and stay where they are in the document; at rest they
  // stand as they are read.
  const places = recycle
    ? boxesInOrder({ start, end }, pool, rested % pool)
    : Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at);
  for (const index of places) {
    const row = rows.at(index);
    if (!row) continue;
    drawn.push(
      <TableRow
        key={recycle ? index % pool : row.id}
        {...manners}
        id={row.id}
        data={row.original}
        domId={`${domId}-${index}`}
        index={index}
        depth={row.depth}
        expanded={row.getCanExpand() ? row.getIsExpanded() : undefined}
        active={index === activeIndex}
        selected={selectedIds.has(row.id)}
        tone={rowTone?.(row.original) ?? 'plain'}
      />,
    );
  }
  return (
    <div role="rowgroup" className={classes.body} style={{ height: rows.length * ROW_HEIGHT }}>
      {drawn}
    </div>
  );
}

export const TableBody = memo(TableBodyView) as typeof TableBodyView;
