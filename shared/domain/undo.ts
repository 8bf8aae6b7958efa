import { z } from 'zod';
import { withinSizeBand } from './comparison.ts';

/**
 * Why a message of the run stays where it is. `recognised`: it was at the destination before, the run copied nothing. `uid-unknown`:
 * the server did not tell which one it is. `gone`: moved or deleted since. `touched`: its flags are not those it was brought with, so
 * somebody read, answered or marked it. `flags-unknown`: copied by a version that did not note them. `different`: what has its number now
 * has another size.
 */
export const undoReason = z.enum([
  'recognised',
  'uid-unknown',
  'folder-gone',
  'renumbered',
  'gone',
  'touched',
  'flags-unknown',
  'different',
]);
export type UndoReason = z.infer<typeof undoReason>;

/** What the ledger says that a run did with one message. */
export interface UndoLine {
  readonly folderId: number;
  readonly sourcePath: string;
  readonly sourceUid: number;
  readonly destinationPath: string;
  /** The numbering of the destination folder that the UID belongs to. */
  readonly destinationUidValidity: string | null;
  readonly destinationUid: number | null;
  /** False: it was found at the destination, not copied. */
  readonly copied: boolean;
  readonly size: number;
  /** Joined by blanks; null where they were never noted. */
  readonly flags: string | null;
  /** Flags the destination folder does not keep. */
  readonly flagsNotKept: readonly string[];
  /** An earlier try at undoing was cut off over it: it may bear our own mark for deletion. */
  readonly begun: boolean;
}

/** A destination folder as it is now; null where it is gone. */
export interface LiveFolder {
  readonly uidValidity: string;
  readonly message: (uid: number) => { readonly size: number; readonly flags: readonly string[] } | undefined;
}

export interface UndoPlan {
  readonly goes: readonly (UndoLine & { readonly destinationUid: number })[];
  readonly stays: readonly { readonly line: UndoLine; readonly reason: UndoReason }[];
}

/** What undoing a run takes away, and what it leaves alone and why. Pure; in doubt a message stays. */
export function planUndo(lines: readonly UndoLine[], folders: ReadonlyMap<string, LiveFolder | null>): UndoPlan {
  const goes: (UndoLine & { destinationUid: number })[] = [];
  const stays: { line: UndoLine; reason: UndoReason }[] = [];
  for (const line of lines) {
    const { destinationUid } = line;
    const reason = reasonToStay(line, folders.get(line.destinationPath) ?? null);
    if (reason !== null) stays.push({ line, reason });
    else if (destinationUid !== null) goes.push({ ...line, destinationUid });
  }
  return { goes, stays };
}

function reasonToStay(line: UndoLine, folder: LiveFolder | null): UndoReason | null {
  if (!line.copied) return 'recognised';
  if (line.destinationUid === null) return 'uid-unknown';
  if (folder === null) return 'folder-gone';
  if (line.destinationUidValidity === null || folder.uidValidity !== line.destinationUidValidity) return 'renumbered';
  const now = folder.message(line.destinationUid);
  if (now === undefined) return 'gone';
  if (!withinSizeBand(now.size, line.size)) return 'different';
  if (line.flags === null) return 'flags-unknown';
  return sameFlags(line, now.flags) ? null : 'touched';
}

/** Set by servers themselves when a message arrives. */
const SERVERS_OWN: ReadonlySet<string> = new Set(['\\recent', '$hasattachment', '$hasnoattachment']);

function sameFlags({ flags, flagsNotKept, begun }: UndoLine, now: readonly string[]): boolean {
  const lost = new Set(flagsNotKept.map((flag) => flag.toLowerCase()));
  const brought = (flags ?? '').split(' ').filter((flag) => flag !== '' && !lost.has(flag.toLowerCase()));
  const before = folded(brought);
  const after = folded(now);
  if (begun && !before.has('\\deleted')) after.delete('\\deleted');
  return before.size === after.size && [...before].every((flag) => after.has(flag));
}

function folded(flags: readonly string[]): Set<string> {
  return new Set(flags.map((flag) => flag.toLowerCase()).filter((flag) => !SERVERS_OWN.has(flag)));
}

/** How the messages go: into a folder beside, or for good. */
export const undoWay = z.enum(['move', 'remove']);
export type UndoWay = z.infer<typeof undoWay>;

/** A message as the preview lists it. */
export const undoMessage = z.object({
  folder: z.string(),
  uid: z.number().int().nullable(),
  subject: z.string(),
  from: z.string(),
  date: z.string().nullable(),
  size: z.number(),
  /** Null: it goes. */
  reason: undoReason.nullable(),
});
export type UndoMessage = z.infer<typeof undoMessage>;

export const undoFolder = z.object({
  path: z.string(),
  goes: z.number().int(),
  bytes: z.number(),
  stays: z.partialRecord(undoReason, z.number().int()),
});
export type UndoFolder = z.infer<typeof undoFolder>;

/** What undoing a run would take away; a look, nothing has been changed. */
export const undoPreview = z.object({
  id: z.string(),
  runId: z.string(),
  mailboxId: z.string(),
  /** ISO 8601; when the destination was looked at. */
  at: z.string(),
  goes: z.number().int(),
  bytes: z.number(),
  stays: z.number().int(),
  folders: z.array(undoFolder),
  /** As many as fit a list, those that go first. */
  messages: z.array(undoMessage),
  /** Where they would be moved to. */
  moveTo: z.string(),
  /** Why the server can do neither; null when it can. */
  refusal: z.string().nullable(),
  /** False on a server that moves, but cannot remove chosen messages. */
  canRemove: z.boolean(),
});
export type UndoPreview = z.infer<typeof undoPreview>;

/** The reasons in words, for lists and counts. */
export const undoReasonWords: Readonly<Record<UndoReason, string>> = {
  recognised: 'was there before the run',
  'uid-unknown': 'the server did not tell which one it is',
  'folder-gone': 'its folder is gone',
  renumbered: 'its folder was renumbered',
  gone: 'moved or deleted since',
  touched: 'touched since: read, answered or marked',
  'flags-unknown': 'its flags were not noted',
  different: 'another message has its number now',
};
