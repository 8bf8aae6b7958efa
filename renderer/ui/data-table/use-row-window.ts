import { useLayoutEffect, useRef, useState } from 'react';

export const ROW_HEIGHT = 32;
export const HEADER_HEIGHT = 34;
/** Rows drawn beyond each edge, so that a quick scroll meets rows and no gaps. */
const BEYOND = 6;
/** So long after the last scroll the rows have come to rest. */
const REST_MS = 150;

/** The rows that are drawn: from `start` up to, not with, `end`. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** What a box of rows of equal height shows: the first row, and how many fit. */
interface Sight {
  readonly first: number;
  readonly rows: number;
}

/** Which of so many rows are drawn for what a box shows; a box that stands beyond their end will be scrolled back to it. */
export function rowsInSight({ first, rows }: Sight, count: number): RowWindow {
  const top = Math.max(0, Math.min(first, count - rows));
  return { start: Math.max(0, top - BEYOND), end: Math.min(count, top + rows + BEYOND) };
}

/** The places a recycling body draws, in the order in which its boxes stand in the document. */
export function boxesInOrder({ start, end }: RowWindow, pool: number, firstBox: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < pool; at += 1) {
    const box = (firstBox + at) % pool;
    // The one place from `start` on that falls to this box.
    const place = start + ((((box - start) % pool) + pool) % pool);
    if (place < end) places.push(place);
  }
  return places;
}

/** Follows the scrolling of a grid; whoever uses it is drawn again only when another row comes into sight. */
export function useRowWindow(
  box: HTMLElement | null,
  count: number,
): RowWindow & {
  /** How many rows are drawn at most. */
  readonly pool: number;
  /** The first row that was drawn when the scrolling last came to rest. */
  readonly rested: number;
} {
  const [sight, setSight] = useState<Sight>({ first: 0, rows: 2 * BEYOND });
  const [rested, setRested] = useState(0);
  const start = useRef(0);
  useLayoutEffect(() => {
    if (!box) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const first = Math.floor(box.scrollTop / ROW_HEIGHT);
      const rows = Math.ceil(box.clientHeight / ROW_HEIGHT) + 1;
      setSight((now) => (now.first === first && now.rows === rows ? now : { first, rows }));
      clearTimeout(timer);
      timer = setTimeout(() => setRested(start.current), REST_MS);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [box]);
  // No look at the box when other rows come: that would have the page laid out once more.
  const drawn = rowsInSight(sight, count);
  useLayoutEffect(() => {
    start.current = drawn.start;
  });
  return { ...drawn, pool: sight.rows + 2 * BEYOND, rested };
}
