import type { TableFilter, TableLayout, TableMemory, TableView } from '../../../shared/contract/preferences.ts';
import { changePreferences, preferences } from '../../app/preferences.ts';

const nothing: TableMemory = { layout: null, views: [], defaultView: null };

/** What is remembered of a table. */
export function memoryOf(tableId: string): TableMemory {
  return preferences().tables[tableId] ?? nothing;
}

/** Remembers more of a table. */
export function remember(tableId: string, change: Partial<TableMemory>): void {
  const { tables } = preferences();
  changePreferences({ tables: { ...tables, [tableId]: { ...(tables[tableId] ?? nothing), ...change } } });
}

/** The view a table opens with, where the person chose one. */
export function defaultViewOf(tableId: string): TableView | undefined {
  const { views, defaultView } = memoryOf(tableId);
  return views.find((view) => view.name === defaultView);
}

/** A remembered layout without the columns that no longer exist; those that are new come last, in their own order. */
export function fitting(layout: TableLayout, columnIds: readonly string[]): TableLayout {
  const known = new Set(columnIds);
  const only = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => known.has(id)));
  const order = layout.order.filter((id) => known.has(id));
  return {
    hidden: only(layout.hidden),
    order: order.length === 0 ? [] : [...order, ...columnIds.filter((id) => !order.includes(id))],
    widths: only(layout.widths),
    sort: layout.sort.filter((entry) => known.has(entry.id)),
  };
}

/**
 * What each table was narrowed to when it was last seen. Not beyond the life of the page: rows that a filter of last week hides
 * would be missed, so a filter that shall stay is saved as a view.
 */
const filters = new Map<string, TableFilter>();

export function recallFilter(tableId: string): TableFilter | undefined {
  return filters.get(tableId);
}

export function rememberFilter(tableId: string, filter: TableFilter): void {
  filters.set(tableId, filter);
}
