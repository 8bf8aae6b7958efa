import { z } from 'zod';

/** A run that ended, in the words of a desktop notification. */
export const runEndNews = z.object({
  title: z.string().min(1).max(200),
  body: z.string().max(1000),
  mailboxId: z.string().min(1).max(200),
});
export type RunEndNews = z.infer<typeof runEndNews>;
