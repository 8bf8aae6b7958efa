import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { run, runEvent, runKind, runOptions, runProgress, runState } from '../domain/run.ts';
import { procedure } from './procedure.ts';

const id = z.object({ id: z.string() });

export const runsContract = {
  /** Newest first. */
  list: procedure
    .input(
      z.object({
        mailboxId: z.string().optional(),
        domainId: z.string().optional(),
        states: z.array(runState).optional(),
        kinds: z.array(runKind).optional(),
        limit: z.number().int().min(1).max(5000).default(500),
      }),
    )
    .output(z.array(run)),
  get: procedure.input(id).output(run),
  /** One run at a time per mailbox: a second is refused with `run.already-running`. */
  start: procedure.input(z.object({ mailboxId: z.string(), options: runOptions })).output(run),
  /** Starts a new run with the options of an ended one; the ledger makes it a continuation. */
  continue: procedure.input(id).output(run),
  /** Asks a run to stop between two messages. */
  cancel: procedure.input(id).output(run),
  /** Lets a run finish what is on its way and then stand still; it is `paused` at once, its phase when nothing moves. */
  pause: procedure.input(id).output(run),
  /** Lets a paused run go on where it stopped. */
  resume: procedure.input(id).output(run),
  /** Whether folders that the run has not begun yet are read from their newest message on. */
  setNewestFirst: procedure.input(id.extend({ newestFirst: z.boolean() })).output(run),
  log: procedure
    .input(
      z.object({
        id: z.string(),
        afterSeq: z.number().int().default(0),
        limit: z.number().int().max(5000).default(1000),
      }),
    )
    .output(z.array(runEvent)),
  /** The current snapshot first, then each new one, until the run has ended. */
  watch: procedure.input(id).output(eventIterator(runProgress)),
};
