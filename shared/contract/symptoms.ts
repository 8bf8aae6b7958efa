import { z } from 'zod';
import { procedure } from './procedure.ts';

const cure = z.enum(['continue', 'bring-back', 'look']);

export const symptomsContract = {
  /** Which other mailboxes end their newest run the way this one does; those of the same domain first. Null: nothing ails it. */
  elsewhere: procedure.input(z.object({ mailboxId: z.string() })).output(
    z
      .object({
        words: z.string(),
        cure,
        total: z.number().int(),
        inDomain: z.number().int(),
        /** At most a thousand. */
        mailboxes: z.array(
          z.object({
            id: z.string(),
            address: z.string(),
            domainName: z.string(),
            runId: z.string(),
            lastRunAt: z.string(),
          }),
        ),
      })
      .nullable(),
  ),
};
