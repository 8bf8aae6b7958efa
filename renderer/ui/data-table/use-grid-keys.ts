import type { KeyboardEvent } from 'react';
import { type ShortcutId, shortcutOf } from '../../app/shortcuts.ts';
import type { RowList } from './row-list.ts';

interface GridKeys<TRow extends object> {
  readonly rows: RowList<TRow>;
  readonly activeIndex: number;
  readonly pageRows: number;
  readonly moveTo: (index: number) => void;
  readonly onOpen?: ((row: TRow) => void) | undefined;
  readonly selection: {
    /** Adds or removes a row; `range`: adds all up to it. */
    readonly toggle: (id: string, range: boolean) => void;
    /** Moves from one row to another and selects both and what was selected on the way. */
    readonly extend: (from: number, to: number) => void;
    readonly chooseAll: () => void;
    /** Undefined when nothing is selected. */
    readonly chooseNone: (() => void) | undefined;
  };
  readonly onCopy: () => void;
}

/** The keys of a grid (WAI-ARIA APG): one row is active; the arrows move it, Enter opens it, Space chooses it. */
export function gridKeyHandler<TRow extends object>(keys: GridKeys<TRow>): (event: KeyboardEvent) => void {
  return (event) => {
    // Keys inside a widget of a cell belong to that widget.
    if (event.target !== event.currentTarget || keys.rows.length === 0) return;
    const shortcut = shortcutOf(event, 'table');
    const action = shortcut && actionFor(shortcut, keys);
    if (!action) return;
    event.preventDefault();
    action();
  };
}

function actionFor<TRow extends object>(shortcut: ShortcutId, keys: GridKeys<TRow>): (() => void) | undefined {
  const { rows, activeIndex, pageRows, moveTo, onOpen, selection } = keys;
  const row = rows.at(activeIndex);
  const last = rows.length - 1;
  switch (shortcut) {
    case 'row-down':
      return () => moveTo(Math.min(activeIndex + 1, last));
    case 'row-up':
      return () => moveTo(Math.max(activeIndex - 1, 0));
    case 'page-down':
      return () => moveTo(Math.min(activeIndex + pageRows, last));
    case 'page-up':
      return () => moveTo(Math.max(activeIndex - pageRows, 0));
    case 'first-row':
      return () => moveTo(0);
    case 'last-row':
      return () => moveTo(last);
    case 'open-row':
      return row && onOpen ? () => onOpen(row.original) : undefined;
    case 'choose-row':
      return row && (() => selection.toggle(row.id, false));
    case 'choose-to-here':
      return row && (() => selection.toggle(row.id, true));
    case 'extend-down':
      return () => selection.extend(activeIndex, Math.min(activeIndex + 1, last));
    case 'extend-up':
      return () => selection.extend(activeIndex, Math.max(activeIndex - 1, 0));
    case 'choose-all':
      return selection.chooseAll;
    case 'choose-none':
      return selection.chooseNone;
    case 'copy-rows':
      return keys.onCopy;
    case 'unfold':
      if (!row?.getCanExpand()) return undefined;
      return () => (row.getIsExpanded() ? moveTo(activeIndex + 1) : row.toggleExpanded(true));
    case 'fold':
      return row && (() => collapseOrClimb(row, keys));
    default:
      return undefined;
  }
}

function collapseOrClimb<TRow extends object>(
  row: NonNullable<ReturnType<RowList<TRow>['at']>>,
  keys: GridKeys<TRow>,
): void {
  if (row.getCanExpand() && row.getIsExpanded()) {
    row.toggleExpanded(false);
    return;
  }
  const parent = row.parentId === undefined ? -1 : keys.rows.indexOf(row.parentId);
  if (parent >= 0) keys.moveTo(parent);
}
