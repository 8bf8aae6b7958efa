import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type TableSelection, toggled, withRange } from './selection.ts';

interface Identified {
  readonly id: string;
}

const none: ReadonlySet<string> = new Set();

/**
 * Which rows are selected. A page that acts on them brings its own selection, and the rows get boxes; else the table has one of its
 * own, for copying and saving.
 */
export function useTableSelection(rows: readonly Identified[], given: TableSelection | undefined) {
  const [own, setOwn] = useState<ReadonlySet<string>>(none);
  const ids = given?.ids ?? own;
  const onChange = given?.onChange ?? setOwn;
  const anchor = useRef<string | null>(null);
  const extension = useRef<{ base: ReadonlySet<string>; start: string; end: string } | null>(null);
  const latest = useRef({ rows, ids, onChange });
  useEffect(() => {
    latest.current = { rows, ids, onChange };
  });
  const count = useMemo(
    () => (ids.size === 0 ? 0 : rows.reduce((sum, row) => sum + (ids.has(row.id) ? 1 : 0), 0)),
    [rows, ids],
  );

  const toggle = useCallback((id: string, range: boolean): void => {
    const { rows: onScreen, ids: chosen, onChange: change } = latest.current;
    const order = range ? onScreen.map((row) => row.id) : [];
    change(range && anchor.current ? withRange(chosen, order, anchor.current, id) : toggled(chosen, id));
    anchor.current = id;
    extension.current = null;
  }, []);

  const extend = (from: number, to: number): void => {
    const start = rows[from]?.id;
    const end = rows[to]?.id;
    if (start === undefined || end === undefined) return;
    // Going back takes rows out again that this same extension took in.
    const going = extension.current?.end === start ? extension.current : { base: ids, start, end };
    extension.current = { ...going, end };
    onChange(
      withRange(
        going.base,
        rows.map((row) => row.id),
        going.start,
        end,
      ),
    );
  };

  return {
    ids,
    /** Of the rows on screen. */
    count,
    covers: count === 0 ? ('none' as const) : count === rows.length ? ('all' as const) : ('some' as const),
    boxes: given !== undefined,
    toggle,
    extend,
    toggleAll: (): void => onChange(count === rows.length ? none : new Set(rows.map((row) => row.id))),
    chooseNone: ids.size === 0 ? undefined : (): void => onChange(none),
  };
}
