import { z } from 'zod';
import { identityLayer } from './verification.ts';

/**
 * How a message of an opened folder pair stands. `elsewhere`: not in this folder, but a copy of it lies in another folder of
 * the destination. `duplicate`: the destination has it more often than the source. `unreadable`: listed, but not handed over.
 */
export const rowKinds = ['matched', 'missing', 'elsewhere', 'extra', 'duplicate', 'unreadable'] as const;
export type RowKind = (typeof rowKinds)[number];

/** What may differ between the two copies of a matched message, as far as both listings tell. */
export const rowDifferences = ['flags', 'date', 'size'] as const;
export type RowDifference = (typeof rowDifferences)[number];

/** What rows can be filtered by: a kind, or a difference of matched messages. `matched` means matched and alike. */
export const rowStates = [...rowKinds, ...rowDifferences] as const;
export type RowState = (typeof rowStates)[number];

/** Kinds where one side has nothing: what the keys `[` and `]` jump to. */
export const gapKinds: ReadonlySet<RowKind> = new Set<RowKind>(['missing', 'elsewhere', 'extra', 'duplicate']);

/** One message on one side, as its listing shows it. */
export interface RowSide {
  readonly uid: number;
  /** Internal date in Unix milliseconds, null where the server gave none. */
  readonly dateMs: number | null;
  /** Bytes as the server counts them. */
  readonly size: number;
  /** Flags without `\Recent`, as the server spells them, joined by blanks. */
  readonly flags: string;
}

/** One line of an opened folder pair: a matched pair, or a message that only one side has. */
export interface MessageRow {
  /** Its place in the comparison. */
  readonly index: number;
  readonly kind: RowKind;
  readonly differs: readonly RowDifference[];
  readonly layer: z.infer<typeof identityLayer> | null;
  readonly source: RowSide | null;
  readonly destination: RowSide | null;
  readonly from: string;
  readonly subject: string;
  /** Why, in words, where more is known than the kind says. */
  readonly note: string;
}

const int = z.number().int();
const columnOf = <T extends z.ZodType>(item: T) => z.array(item);
const sideColumns = z.object({
  /** 0 where the side has nothing. */
  uids: columnOf(int),
  dates: columnOf(z.number().nullable()),
  sizes: columnOf(z.number()),
  /** Index into `flagSets`. */
  flags: columnOf(int),
});

/** Rows as columns: 100,000 of them cross the process border in a fraction of a second. */
export const messageColumns = z.object({
  kinds: columnOf(int),
  /** One bit per entry of `rowDifferences`. */
  differs: columnOf(int),
  /** Index into the identity layers, -1 for none. */
  layers: columnOf(int),
  source: sideColumns,
  destination: sideColumns,
  flagSets: z.array(z.string()),
  from: columnOf(z.string()),
  subjects: columnOf(z.string()),
  /** Place within these columns, and words. */
  notes: z.array(z.tuple([int, z.string()])),
});
export type MessageColumns = z.infer<typeof messageColumns>;

/** Packs rows into columns. */
export function packRows(rows: readonly MessageRow[]): MessageColumns {
  const sets = new Map<string, number>();
  const setOf = (flags: string): number => {
    const known = sets.get(flags);
    if (known !== undefined) return known;
    sets.set(flags, sets.size);
    return sets.size - 1;
  };
  const side = (of: (row: MessageRow) => RowSide | null): z.infer<typeof sideColumns> => ({
    uids: rows.map((row) => of(row)?.uid ?? 0),
    dates: rows.map((row) => of(row)?.dateMs ?? null),
    sizes: rows.map((row) => of(row)?.size ?? 0),
    flags: rows.map((row) => setOf(of(row)?.flags ?? '')),
  });
  const columns = {
    kinds: rows.map((row) => rowKinds.indexOf(row.kind)),
    differs: rows.map((row) => row.differs.reduce((bits, name) => bits | (1 << rowDifferences.indexOf(name)), 0)),
    layers: rows.map((row) => (row.layer === null ? -1 : identityLayer.options.indexOf(row.layer))),
    source: side((row) => row.source),
    destination: side((row) => row.destination),
    from: rows.map((row) => row.from),
    subjects: rows.map((row) => row.subject),
    notes: rows.flatMap((row, at): [number, string][] => (row.note === '' ? [] : [[at, row.note]])),
  };
  return { ...columns, flagSets: [...sets.keys()] };
}

const differencesByBits: readonly (readonly RowDifference[])[] = Array.from(
  { length: 1 << rowDifferences.length },
  (_, bits) => rowDifferences.filter((_name, at) => (bits & (1 << at)) !== 0),
);

/** Makes rows of columns again; `first` is the place of the first of them in the comparison. */
export function unpackRows(columns: MessageColumns, first: number): MessageRow[] {
  const notes = new Map(columns.notes);
  const side = (of: MessageColumns['source'], at: number): RowSide | null => {
    const uid = of.uids[at] ?? 0;
    if (uid === 0) return null;
    const flags = columns.flagSets[of.flags[at] ?? 0] ?? '';
    return { uid, dateMs: of.dates[at] ?? null, size: of.sizes[at] ?? 0, flags };
  };
  return columns.kinds.map((kind, at) => ({
    index: first + at,
    kind: rowKinds[kind] ?? 'unreadable',
    differs: differencesByBits[columns.differs[at] ?? 0] ?? [],
    layer: identityLayer.options[columns.layers[at] ?? -1] ?? null,
    source: side(columns.source, at),
    destination: side(columns.destination, at),
    from: columns.from[at] ?? '',
    subject: columns.subjects[at] ?? '',
    note: notes.get(at) ?? '',
  }));
}

/** True when a row belongs to a state of the filter. */
export function isOfState(row: MessageRow, state: RowState): boolean {
  if (state === 'matched') return row.kind === 'matched' && row.differs.length === 0;
  return row.kind === state || row.differs.some((name) => name === state);
}

/** How many rows each state has. */
export function countStates(rows: readonly MessageRow[]): Record<RowState, number> {
  const counts = Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
  for (const row of rows) {
    if (row.kind !== 'matched' || row.differs.length === 0) counts[row.kind] += 1;
    for (const name of row.differs) counts[name] += 1;
  }
  return counts;
}

/** The place of the next row, going down or up from `from`, for which only one side has a message; null when there is none. */
export function nextGap(rows: readonly MessageRow[], from: number, step: 1 | -1): number | null {
  for (let at = from + step; at >= 0 && at < rows.length; at += step) {
    const row = rows[at];
    if (row !== undefined && gapKinds.has(row.kind)) return at;
  }
  return null;
}
