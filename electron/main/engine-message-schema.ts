import { z } from 'zod';
import type { FromEngine } from '../../shared/contract/engine-messages.ts';

const id = z.number().int();

/** Checks what the engine sends: it handles hostile mail, so the shell does not take its word for the form of a message. */
export const fromEngine: z.ZodType<FromEngine> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('fatal'), message: z.string() }),
  z.object({ type: z.literal('secret-request'), id, ref: z.string() }),
  z.object({ type: z.literal('secret-refs-request'), id }),
  z.object({ type: z.literal('secret-forget'), ref: z.string() }),
  z.object({ type: z.literal('active-runs'), count: z.number().int().nonnegative() }),
]);
