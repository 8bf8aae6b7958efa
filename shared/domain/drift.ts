import { z } from 'zod';

/** Mail that landed on the old side after the last copy. */
export const driftFound = z.object({
  mailboxId: z.string(),
  address: z.string(),
  folder: z.string(),
  /** At most so many: the next number of the folder tells how many were given out, not how many are still there. */
  messages: z.number().int(),
  /** When the watch saw it first. */
  firstSeenAt: z.string(),
});
export type DriftFound = z.infer<typeof driftFound>;

/** `quiet`: nothing arrived for so long that it ended by itself. `ended`: an agent ended it. */
export const driftState = z.enum(['watching', 'quiet', 'ended']);
export type DriftState = z.infer<typeof driftState>;

/** The look at the old side of one domain after its last copy. */
export const driftWatch = z.object({
  domainId: z.string(),
  domainName: z.string(),
  state: driftState,
  startedAt: z.string(),
  /** It goes on at least until then, and as long as mail still arrives. */
  until: z.string(),
  endedAt: z.string().nullable(),
  /** Hours without any arrival after which it may end. */
  quietHours: z.number(),
  /** Brings over what was found by itself. */
  sweeps: z.boolean(),
  looks: z.number().int(),
  lastLookAt: z.string().nullable(),
  /** When something was last seen to have arrived. */
  lastArrivalAt: z.string().nullable(),
  /** What waits on the old side now. */
  found: z.array(driftFound),
  /** Messages seen to arrive since it began. */
  seen: z.number().int(),
  /** Mailboxes that could not be looked at in the last look, with the reason. */
  unseen: z.array(z.object({ mailboxId: z.string(), address: z.string(), reason: z.string() })),
  /** One sentence: what is known, with its numbers. */
  evidence: z.string(),
});
export type DriftWatch = z.infer<typeof driftWatch>;
