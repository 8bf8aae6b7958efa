import { generateMailbox } from './mailbox-generator.ts';
import type { MailboxPlan } from './mailbox-plan.ts';

/** The mailboxes that speed is measured with, always the same; each call makes one anew. */
export const benchmarkMailboxes = {
  /** 5,000 small messages, about 15 MB. */
  manySmall: () => generateMailbox({ seed: 101, folders: 13, messages: 5000, profile: 'small' }),
  /** 2,000 messages of real sizes, about 110 MB. */
  realSizes: () => generateMailbox({ seed: 102, folders: 13, messages: 2000, profile: 'realistic' }),
  /** 1,000 small messages, for slow lines. */
  fewSmall: () => generateMailbox({ seed: 103, folders: 13, messages: 1000, profile: 'small' }),
  /** 500 messages of real sizes, about 30 MB, for slow and narrow lines. */
  fewReal: () => generateMailbox({ seed: 104, folders: 13, messages: 500, profile: 'realistic' }),
} satisfies Record<string, () => MailboxPlan>;
