import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { idsBetween, type RowList } from './row-list.ts';
import { type TableSelection, toggled, withAll } from './selection.ts';

const none: ReadonlySet<string> = new Set();

/**
 * Which rows are selected. A page that acts on them brings its own selection, and the rows get boxes; else the table has one of its
 * own, for copying and saving.
 */
export function useTableSelection<TRow extends object>(rows: RowList<TRow>, given: TableSelection | undefined) {
  const [own, setOwn] = useState<ReadonlySet<string>>(none);
  const ids = given?.ids ?? own;
  const onChange = given?.onChange ?? setOwn;
  const anchor = useRef<string | null>(null);
  const extension = useRef<{ base: ReadonlySet<string>; start: number; end: number } | null>(null);
  const latest = useRef({ rows, ids, onChange });
  useEffect(() => {
    latest.current = { rows, ids, onChange };
  });
  const count = useMemo(
    () => (ids.size === 0 ? 0 : allIds(rows).reduce((sum, id) => sum + (ids.has(id) ? 1 : 0), 0)),
    [rows, ids],
  );

  const toggle = useCallback((id: string, range: boolean): void => {
    const { rows: onScreen, ids: chosen, onChange: change } = latest.current;
    const from = range && anchor.current ? onScreen.indexOf(anchor.current) : -1;
    change(from < 0 ? toggled(chosen, id) : withAll(chosen, idsBetween(onScreen, from, onScreen.indexOf(id))));
    anchor.current = id;
    extension.current = null;
  }, []);

  const toggleAll = useCallback((): void => {
    const { rows: onScreen, ids: chosen, onChange: change } = latest.current;
    const all = allIds(onScreen);
    change(all.every((id) => chosen.has(id)) ? none : new Set(all));
  }, []);

  const extend = (from: number, to: number): void => {
    if (rows.length === 0) return;
    // Going back takes rows out again that this same extension took in.
    const going = extension.current?.end === from ? extension.current : { base: ids, start: from, end: to };
    extension.current = { ...going, end: to };
    onChange(withAll(going.base, idsBetween(rows, going.start, to)));
  };

  return {
    ids,
    /** Of the rows on screen. */
    count,
    covers: count === 0 ? ('none' as const) : count === rows.length ? ('all' as const) : ('some' as const),
    boxes: given !== undefined,
    toggle,
    extend,
    toggleAll,
    chooseNone: ids.size === 0 ? undefined : (): void => onChange(none),
  };
}

function allIds<TRow extends object>(rows: RowList<TRow>): string[] {
  return idsBetween(rows, 0, rows.length - 1);
}
