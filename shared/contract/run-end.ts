import { z } from 'zod';

const id = z.string().min(1).max(200);

/** A run that ended, or a deadline that comes near, in the words of a desktop notification. */
export const runEndNews = z.object({
  title: z.string().min(1).max(200),
  body: z.string().max(1000),
  /** What a press opens. */
  mailboxId: id.optional(),
  domainId: id.optional(),
});
export type RunEndNews = z.infer<typeof runEndNews>;
