import { z } from 'zod';

const layout = z.object({
  hidden: z.record(z.string(), z.boolean()),
  order: z.array(z.string()),
  widths: z.record(z.string(), z.number()),
  sort: z.array(z.object({ id: z.string(), desc: z.boolean() })),
});

/** What a person changed about a table: which columns show, in which order, how wide, sorted by what. */
export type TableLayout = z.infer<typeof layout>;

const key = (tableId: string): string => `mailferry.table.${tableId}`;

/** The remembered layout, without columns that no longer exist; null for none or an unreadable one. */
export function recallLayout(tableId: string, columnIds: readonly string[]): TableLayout | null {
  try {
    const stored = layout.parse(JSON.parse(localStorage.getItem(key(tableId)) ?? 'null'));
    const known = new Set(columnIds);
    const only = <T>(record: Record<string, T>): Record<string, T> =>
      Object.fromEntries(Object.entries(record).filter(([id]) => known.has(id)));
    const order = stored.order.filter((id) => known.has(id));
    return {
      hidden: only(stored.hidden),
      // Columns that are new since then go to the end, in their own order.
      order: order.length === 0 ? [] : [...order, ...columnIds.filter((id) => !order.includes(id))],
      widths: only(stored.widths),
      sort: stored.sort.filter((entry) => known.has(entry.id)),
    };
  } catch {
    return null;
  }
}

export function rememberLayout(tableId: string, value: TableLayout): void {
  try {
    localStorage.setItem(key(tableId), JSON.stringify(value));
  } catch {
    // Storage is full or denied: the table works without memory.
  }
}

export function forgetLayout(tableId: string): void {
  try {
    localStorage.removeItem(key(tableId));
  } catch {
    // As above.
  }
}
