import { z } from 'zod';
import type { FromEngine } from '../../shared/contract/engine-messages.ts';

const id = z.number().int();
/** The engine may store passwords of mailboxes and nothing else. */
const mailboxRef = z
  .string()
  .max(512)
  .regex(/^mailbox\/[\w-]+\/(source|destination)$/);
const secrets = z.array(z.tuple([mailboxRef, z.string().min(1).max(16_384)])).max(20_000);

/** Checks what the engine sends: it handles hostile mail, so the shell does not take its word for the form of a message. */
export const fromEngine: z.ZodType<FromEngine> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('fatal'), message: z.string() }),
  z.object({ type: z.literal('secret-request'), id, ref: z.string() }),
  z.object({ type: z.literal('secret-refs-request'), id }),
  z.object({ type: z.literal('secrets-store'), id, secrets }),
  z.object({ type: z.literal('chosen-path-request'), id, handle: z.string().max(100) }),
  z.object({ type: z.literal('secret-forget'), ref: z.string() }),
  z.object({ type: z.literal('active-runs'), count: z.number().int().nonnegative() }),
]);
