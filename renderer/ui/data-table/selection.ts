/** Which rows are chosen, owned by the page that shows the table. */
export interface TableSelection {
  readonly ids: ReadonlySet<string>;
  readonly onChange: (ids: ReadonlySet<string>) => void;
}

/** The selection with one row added or removed. */
export function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The selection with every row between two rows added, both included; `order` is the order on screen. */
export function withRange(
  ids: ReadonlySet<string>,
  order: readonly string[],
  from: string,
  to: string,
): ReadonlySet<string> {
  const start = order.indexOf(from);
  const end = order.indexOf(to);
  if (start < 0 || end < 0) return toggled(ids, to);
  return new Set([...ids, ...order.slice(Math.min(start, end), Math.max(start, end) + 1)]);
}

/** What the box in the header shows for the rows on screen. */
export function coverage(ids: ReadonlySet<string>, order: readonly string[]): 'none' | 'some' | 'all' {
  if (order.length === 0 || ids.size === 0) return 'none';
  const chosen = order.filter((id) => ids.has(id)).length;
  if (chosen === order.length) return 'all';
  return chosen === 0 ? 'none' : 'some';
}
