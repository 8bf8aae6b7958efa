import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { triageNews } from '../domain/triage.ts';
import { procedure } from './procedure.ts';

export const triageContract = {
  /** Looks at both sides and at the names of the domain, and says each thing as soon as it is known. One login on each side. */
  look: procedure.input(z.object({ id: z.string() })).output(eventIterator(triageNews)),
};
