import { z } from 'zod';
import { findAnswer } from '../domain/find-message.ts';
import { procedure } from './procedure.ts';

export const findMessageContract = {
  /** Searches both sides, the ledger and the last findings for what one line of text describes. */
  find: procedure.input(z.object({ id: z.string(), text: z.string().max(500) })).output(findAnswer),
};
