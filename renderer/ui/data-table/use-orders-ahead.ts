import { useEffect } from 'react';
import type { DataColumn } from './column.ts';
import { isOrderKnown, orderOf } from './row-order.ts';

/** Fewer rows are sorted within a frame as it is. */
const MANY = 5000;
/** The page must have been at rest for so long; somebody who scrolls is not interrupted. */
const REST_MS = 40;

/** Works out the orders of a long list while the page is at rest, so that the first click on a header is answered as fast as the second. */
export function useOrdersAhead<TRow>(rows: readonly TRow[], columns: readonly DataColumn<TRow>[]): void {
  useEffect(() => {
    if (rows.length < MANY) return;
    let waiting = 0;
    const next = (deadline: IdleDeadline): void => {
      const column = columns.find((entry) => (entry.sortable ?? true) && !isOrderKnown(rows, entry));
      if (!column) return;
      if (deadline.timeRemaining() > REST_MS) orderOf(rows, column);
      waiting = requestIdleCallback(next);
    };
    waiting = requestIdleCallback(next);
    return () => cancelIdleCallback(waiting);
  }, [rows, columns]);
}
