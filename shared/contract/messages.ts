import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { side } from '../domain/endpoint.ts';
import { messageColumns, rowStates } from '../domain/message-row.ts';
import { messageView } from '../domain/message-view.ts';
import { procedure } from './procedure.ts';

/** Two folders that are looked at together; either may be missing: a folder that is left out, or is only at the destination. */
const folderPaths = z.object({ source: z.string().nullable(), destination: z.string().nullable() });

/** What is known of an opened folder pair before its rows are asked for. */
export const pairSummary = z.object({
  /** Under this the engine keeps the comparison for a while. */
  id: z.string(),
  mailboxId: z.string(),
  ...folderPaths.shape,
  /** ISO 8601; when both sides had been read. */
  at: z.string(),
  rows: z.number().int(),
  sourceMessages: z.number().int(),
  destinationMessages: z.number().int(),
  counts: z.record(z.enum(rowStates), z.number().int()),
  /** False when the destination folder does not exist. */
  destinationExists: z.boolean(),
  /** Other source folders whose messages go to the same destination folder. */
  sharedWith: z.array(z.string()),
  /** False when there were too many missing ones to look for them in other folders. */
  lookedElsewhere: z.boolean(),
});
export type PairSummary = z.infer<typeof pairSummary>;

export const pairPhase = z.enum(['connecting', 'listing', 'reading', 'matching', 'elsewhere']);
export type PairPhase = z.infer<typeof pairPhase>;

/** What happens while a folder pair is read. `total` 0: not known yet. */
export const pairEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), phase: pairPhase, done: z.number().int(), total: z.number().int() }),
  z.object({ type: z.literal('ready'), summary: pairSummary }),
]);
export type PairEvent = z.infer<typeof pairEvent>;

const uid = z.number().int().positive();

export const messagesContract = {
  /**
   * Reads both folders and matches their messages; the last event says how it came out. What was read before is given at
   * once unless `again` is set. Both folders are only examined.
   */
  openPair: procedure
    .input(z.object({ mailboxId: z.string(), ...folderPaths.shape, again: z.boolean().default(false) }))
    .output(eventIterator(pairEvent)),
  /** A stretch of the rows, newest first. */
  rows: procedure
    .input(z.object({ id: z.string(), offset: z.number().int().min(0), limit: z.number().int().min(1).max(50_000) }))
    .output(messageColumns),
  /** Reads a message from the sides named, takes it apart and says what differs. */
  read: procedure
    .input(z.object({ id: z.string(), sourceUid: uid.nullable(), destinationUid: uid.nullable() }))
    .output(messageView),
  /** One copy as it is on its server, byte for byte in base64, for a file; `name` is a suggestion without ending. */
  copyOf: procedure
    .input(z.object({ id: z.string(), side, uid }))
    .output(z.object({ name: z.string(), base64: z.string() })),
};
