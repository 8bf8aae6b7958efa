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
