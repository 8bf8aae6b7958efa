import { z } from 'zod';
import { procedure } from './procedure.ts';

export const proofContract = {
  /**
   * The proof sheet of a comparison: of one run, or of the mailbox's latest. HTML that needs nothing else, to be saved or printed.
   * Fails with `workspace.not-found` where nothing was compared.
   */
  sheet: procedure
    .input(z.object({ mailboxId: z.string(), runId: z.string().optional() }))
    .output(z.object({ name: z.string(), html: z.string(), checksum: z.string() })),
};
