import { z } from 'zod';
import { customer, domain, domainStep, mailbox, mailboxState, order, step } from '../domain/directory.ts';
import { stage } from '../domain/stage.ts';
import { procedure } from './procedure.ts';

const id = z.object({ id: z.string() });

const mailboxCounts = z.object({
  mailboxes: z.number().int(),
  verified: z.number().int(),
  running: z.number().int(),
  failed: z.number().int(),
  /** Mailboxes whose last verification found something. */
  withFindings: z.number().int(),
});

/** A row of the domains table. */
export const domainRow = domain.extend({
  customerName: z.string(),
  /** The step the domain is at; null when all four are done. */
  currentStep: step.nullable(),
  /** How far it is; tells the first copy of the standard order from the last. */
  stage: stage.nullable(),
  /** ISO 8601; when its order was last chosen; null where it never was changed. */
  orderSince: z.string().nullable(),
  /** How long the copy still takes, carefully estimated; null without a deadline. */
  secondsNeeded: z.number().nullable(),
  counts: mailboxCounts,
  findings: z.number().int(),
});
export type DomainRow = z.infer<typeof domainRow>;

/** A row of a list of mailboxes. */
export const mailboxRow = mailbox.extend({
  domainName: z.string(),
  state: mailboxState,
  /** Messages on the source and findings, by the last run; null before one. */
  messages: z.number().int().nullable(),
  findings: z.number().int().nullable(),
  lastRunId: z.string().nullable(),
  lastRunAt: z.string().nullable(),
  verdict: z.string().nullable(),
  /** Whether a password is stored, by side. */
  hasSecret: z.object({ source: z.boolean(), destination: z.boolean() }),
});
export type MailboxRow = z.infer<typeof mailboxRow>;

export const domainPage = z.object({
  domain: domainRow,
  steps: z.array(domainStep),
  mailboxes: z.array(mailboxRow),
});
export type DomainPage = z.infer<typeof domainPage>;

const address = z
  .string()
  .trim()
  .regex(/^[^\s@]+@[^\s@]+$/, 'Enter an address such as anna@harbour.test');

/** What an agent types to add a mailbox; customer and domain are created when they are new. */
export const mailboxDraft = z.object({
  address,
  customerName: z.string().trim().min(1, 'Name the customer').max(120),
  source: z.object({
    endpointId: z.string().min(1, 'Choose the source server'),
    user: z.string().trim().min(1, 'Enter the user name'),
  }),
  destination: z.object({
    endpointId: z.string().min(1, 'Choose the destination server'),
    user: z.string().trim().min(1, 'Enter the user name'),
  }),
  note: z.string().default(''),
});
export type MailboxDraft = z.infer<typeof mailboxDraft>;

export const directoryContract = {
  customers: procedure.output(z.array(customer)),
  domains: procedure.output(z.array(domainRow)),
  domain: procedure.input(id).output(domainPage),
  setOrder: procedure
    .input(z.object({ domainId: z.string(), order, deadlineAt: z.string().nullable() }))
    .output(domainPage),
  mailbox: procedure.input(id).output(mailboxRow),
  addMailbox: procedure.input(mailboxDraft).output(mailboxRow),
  updateMailbox: procedure
    .input(z.object({ id: z.string(), draft: mailboxDraft.omit({ address: true, customerName: true }) }))
    .output(mailboxRow),
  /** Forgets the mailbox with its runs and ledger; mail on both servers stays as it is. */
  removeMailbox: procedure.input(id).output(z.object({ removedRuns: z.number().int() })),
};
