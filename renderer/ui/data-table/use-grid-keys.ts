import type { KeyboardEvent } from 'react';
import type { ModelRow } from './use-table-model.ts';

interface GridKeys<TRow extends object> {
  readonly rows: readonly ModelRow<TRow>[];
  readonly activeIndex: number;
  readonly pageRows: number;
  readonly moveTo: (index: number) => void;
  readonly onOpen?: ((row: TRow) => void) | undefined;
  readonly onToggle?: ((id: string, range: boolean) => void) | undefined;
  readonly onToggleAll?: (() => void) | undefined;
  readonly onCopy: () => void;
}

/** The keys of a grid (WAI-ARIA APG): one row is active; the arrows move it, Enter opens it, Space chooses it. */
export function gridKeyHandler<TRow extends object>(keys: GridKeys<TRow>): (event: KeyboardEvent) => void {
  return (event) => {
    // Keys inside a widget of a cell belong to that widget.
    if (event.target !== event.currentTarget) return;
    const { rows, activeIndex } = keys;
    const row = rows[activeIndex];
    const last = rows.length - 1;
    const command = event.ctrlKey || event.metaKey;
    const action = command ? commandAction(event.key, keys, last) : plainAction(event, keys, row, last);
    if (!action || rows.length === 0) return;
    event.preventDefault();
    action();
  };
}

type Action = (() => void) | undefined;

function commandAction<TRow extends object>(key: string, keys: GridKeys<TRow>, last: number): Action {
  switch (key) {
    case 'a':
      return keys.onToggleAll;
    case 'c':
      return keys.onCopy;
    case 'Home':
      return () => keys.moveTo(0);
    case 'End':
      return () => keys.moveTo(last);
    default:
      return undefined;
  }
}

function plainAction<TRow extends object>(
  event: KeyboardEvent,
  keys: GridKeys<TRow>,
  row: ModelRow<TRow> | undefined,
  last: number,
): Action {
  const { activeIndex, pageRows, moveTo, onOpen, onToggle } = keys;
  switch (event.key) {
    case 'ArrowDown':
      return () => moveTo(Math.min(activeIndex + 1, last));
    case 'ArrowUp':
      return () => moveTo(Math.max(activeIndex - 1, 0));
    case 'PageDown':
      return () => moveTo(Math.min(activeIndex + pageRows, last));
    case 'PageUp':
      return () => moveTo(Math.max(activeIndex - pageRows, 0));
    case 'Home':
      return () => moveTo(0);
    case 'End':
      return () => moveTo(last);
    case 'Enter':
      return row && onOpen ? () => onOpen(row.original) : undefined;
    case ' ':
      return row && onToggle ? () => onToggle(row.id, event.shiftKey) : undefined;
    case 'ArrowRight':
      if (!row?.getCanExpand()) return undefined;
      return () => (row.getIsExpanded() ? moveTo(activeIndex + 1) : row.toggleExpanded(true));
    case 'ArrowLeft':
      return row ? () => collapseOrClimb(row, keys) : undefined;
    default:
      return undefined;
  }
}

function collapseOrClimb<TRow extends object>(row: ModelRow<TRow>, keys: GridKeys<TRow>): void {
  if (row.getCanExpand() && row.getIsExpanded()) {
    row.toggleExpanded(false);
    return;
  }
  const parent = keys.rows.findIndex((candidate) => candidate.id === row.parentId);
  if (parent >= 0) keys.moveTo(parent);
}
