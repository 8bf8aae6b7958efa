import { z } from 'zod';

/** One message at the destination that has its like there. */
export const duplicateCopy = z.object({
  folder: z.string(),
  uid: z.number().int(),
  /** ISO 8601, the internal date. */
  date: z.string().nullable(),
  size: z.number(),
  /** Joined by blanks. */
  flags: z.string(),
  /** Mailferry brought it, or found it as the copy of a message of the source. */
  known: z.boolean(),
});
export type DuplicateCopy = z.infer<typeof duplicateCopy>;

/** Messages at the destination that are the same, those first that are to stay. */
export const duplicateGroup = z.object({
  id: z.string(),
  subject: z.string(),
  from: z.string(),
  /** `bytes`: all bytes are the same. `text`: the text is the same, header lines differ. */
  same: z.enum(['bytes', 'text']),
  /** How often the source has it where the group looks, null when it could not be read. */
  atSource: z.number().int().nullable(),
  /** So many have to stay. */
  keep: z.number().int(),
  copies: z.array(duplicateCopy),
});
export type DuplicateGroup = z.infer<typeof duplicateGroup>;

/** Within each folder, or over all folders but Trash and Junk. */
export const duplicateScope = z.enum(['folder', 'across']);
export type DuplicateScope = z.infer<typeof duplicateScope>;

/**
 * What the source has of one message: in which destination folders its copies belong, each with the number. Null when the source could
 * not be read.
 */
export type SourceCounts = ReadonlyMap<string, number> | null;

/**
 * Orders equal copies by their right to stay and says how many have to: never fewer than the source has, and one at least. Each folder's
 * own copies come first, of those what the ledger knows, then the oldest. `others` are copies in folders that are not looked at here:
 * they count for what the source has elsewhere. Null when none is an extra. Where the source could not be read, every copy the ledger
 * knows stays.
 */
export function rankCopies(
  copies: readonly DuplicateCopy[],
  source: SourceCounts,
  others = 0,
): { readonly copies: readonly DuplicateCopy[]; readonly keep: number; readonly atSource: number | null } | null {
  const keep = Math.max(1, needed(copies, source, others));
  if (copies.length <= keep) return null;
  const ordered = copies.toSorted(
    (a, b) =>
      Number(b.known) - Number(a.known) || (a.folder === b.folder ? a.uid - b.uid : a.folder < b.folder ? -1 : 1),
  );
  return { copies: rightfulFirst(ordered, source), keep, atSource: source === null ? null : total(source.values()) };
}

function needed(copies: readonly DuplicateCopy[], source: SourceCounts, others: number): number {
  if (source === null) return copies.filter(({ known }) => known).length;
  const here = [...new Set(copies.map(({ folder }) => folder))].map((folder) => source.get(folder) ?? 0);
  return Math.max(total(here), total(source.values()) - others);
}

function total(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** Each folder first gets as many as the source has there; what is left follows in the same order. */
function rightfulFirst(ordered: readonly DuplicateCopy[], source: SourceCounts): readonly DuplicateCopy[] {
  const room = new Map(source ?? []);
  const rightful: DuplicateCopy[] = [];
  const rest: DuplicateCopy[] = [];
  for (const copy of ordered) {
    const left = room.get(copy.folder) ?? 0;
    (left > 0 ? rightful : rest).push(copy);
    if (left > 0) room.set(copy.folder, left - 1);
  }
  return [...rightful, ...rest];
}

/** Names a copy: a UID means something in its folder only. */
export function copyKey({ folder, uid }: Pick<DuplicateCopy, 'folder' | 'uid'>): string {
  return `${uid} ${folder}`;
}

/** The extras as they are proposed: all but those that are to stay. */
export function proposedExtras(group: DuplicateGroup): readonly DuplicateCopy[] {
  return group.copies.slice(group.keep);
}

/**
 * Of the copies chosen to go, those that may: of each group, counted by what is still there, so many stay as have to. A group with too
 * many chosen is refused as a whole.
 */
export function allowedExtras(
  group: DuplicateGroup,
  chosen: ReadonlySet<string>,
  stillThere: (copy: DuplicateCopy) => boolean,
): { readonly goes: readonly DuplicateCopy[]; readonly refused: boolean } {
  const there = group.copies.filter(stillThere);
  const goes = there.filter((copy) => chosen.has(copyKey(copy)));
  const refused = goes.length > 0 && there.length - goes.length < Math.max(1, group.keep);
  return { goes: refused ? [] : goes, refused };
}
