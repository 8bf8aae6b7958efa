import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { duplicateGroup, duplicateScope } from '../domain/duplicates.ts';
import { undoPreview, undoWay } from '../domain/undo.ts';
import { procedure } from './procedure.ts';

/** What was taken away at a destination at one time. */
export const surgeryRow = z.object({
  id: z.string(),
  mailboxId: z.string(),
  kind: z.enum(['undo', 'duplicates']),
  /** The run that was undone. */
  runId: z.string().nullable(),
  way: undoWay,
  /** Where the messages were moved to; null when they were removed. */
  folder: z.string().nullable(),
  at: z.string(),
  /** Null: it was cut off; doing the same again goes on. */
  endedAt: z.string().nullable(),
  messages: z.number().int(),
  back: z.number().int(),
  /** No longer in the quarantine folder when they were to be put back. */
  lost: z.number().int(),
});
export type SurgeryRow = z.infer<typeof surgeryRow>;

/** A message that was moved into quarantine. */
export const movedMessage = z.object({
  id: z.number().int(),
  state: z.enum(['gone', 'back', 'lost']),
  folder: z.string(),
  subject: z.string(),
  from: z.string(),
  date: z.string().nullable(),
  size: z.number(),
});
export type MovedMessage = z.infer<typeof movedMessage>;

/** How taking messages away, or putting them back, came out. */
export const surgeryOutcome = z.object({
  surgeryId: z.string(),
  done: z.number().int(),
  /** Asked for and left alone, each with the reason in words and how many. */
  left: z.array(z.object({ reason: z.string(), messages: z.number().int() })),
  folder: z.string().nullable(),
});
export type SurgeryOutcome = z.infer<typeof surgeryOutcome>;

const working = z.object({
  type: z.literal('progress'),
  text: z.string(),
  done: z.number().int(),
  total: z.number().int(),
});
export const surgeryEvent = z.discriminatedUnion('type', [
  working,
  z.object({ type: z.literal('done'), outcome: surgeryOutcome }),
]);
export type SurgeryEvent = z.infer<typeof surgeryEvent>;

/** Duplicates at a destination; a look, nothing has been changed. */
export const duplicatesFound = z.object({
  id: z.string(),
  mailboxId: z.string(),
  scope: duplicateScope,
  at: z.string(),
  /** Messages looked at, and folders. */
  messages: z.number().int(),
  folders: z.number().int(),
  groups: z.array(duplicateGroup),
  /** Groups beyond what is shown at once. */
  more: z.number().int(),
  /** Why the source could not be compared with; null when it was. */
  sourceUnread: z.string().nullable(),
  moveTo: z.string(),
  /** Why the server cannot move messages; null when it can. */
  refusal: z.string().nullable(),
});
export type DuplicatesFound = z.infer<typeof duplicatesFound>;

export const duplicatesEvent = z.discriminatedUnion('type', [
  working,
  z.object({ type: z.literal('ready'), found: duplicatesFound }),
]);

const ofMailbox = z.object({ mailboxId: z.string() });

export const surgeryContract = {
  /** Looks at what undoing an ended run would take away. Changes nothing. */
  previewUndo: procedure.input(z.object({ runId: z.string() })).output(undoPreview),
  /** Takes away what a preview showed and what still is as it was shown; `messages` is the number the agent confirmed. */
  undo: procedure
    .input(z.object({ previewId: z.string(), way: undoWay, messages: z.number().int().positive() }))
    .output(eventIterator(surgeryEvent)),
  /** Looks for messages that are at the destination more than once. Both sides are only examined. */
  findDuplicates: procedure.input(ofMailbox.extend({ scope: duplicateScope })).output(eventIterator(duplicatesEvent)),
  /** Moves chosen extras of a look into the quarantine folder. */
  moveDuplicates: procedure
    .input(
      z.object({
        lookId: z.string(),
        extras: z.array(z.object({ folder: z.string(), uid: z.number().int().positive() })).min(1),
      }),
    )
    .output(eventIterator(surgeryEvent)),
  /** What was taken away at this destination, newest first. */
  list: procedure.input(ofMailbox).output(z.array(surgeryRow)),
  moved: procedure.input(z.object({ id: z.string() })).output(z.array(movedMessage)),
  /** Moves duplicates back to where they were; null for all that are not back yet. */
  putBack: procedure
    .input(z.object({ id: z.string(), messages: z.array(z.number().int()).min(1).nullable() }))
    .output(eventIterator(surgeryEvent)),
};
