import { z } from 'zod';

/** The four steps of a domain's move, in the standard order; the forced order copies last. */
export const step = z.enum(['provision', 'routing', 'webmail', 'copy']);
export type Step = z.infer<typeof step>;

export const order = z.enum(['standard', 'forced']);
export type Order = z.infer<typeof order>;

/** How far one step is. `unknown` is honest: nobody has checked or said anything yet. */
export const stepState = z.enum(['unknown', 'todo', 'doing', 'done']);
export type StepState = z.infer<typeof stepState>;

/** One step of one domain with its evidence. */
export const domainStep = z.object({
  step,
  state: stepState,
  /** ISO 8601; when the state was last set. */
  at: z.string().nullable(),
  /** What the state rests on, in words. */
  evidence: z.string().nullable(),
  /** Of the step "copy": every mailbox was verified once; in standard order the last copy is still to come. */
  firstCopied: z.boolean().optional(),
});
export type DomainStep = z.infer<typeof domainStep>;

/** How a mailbox stands, by its latest runs. */
export const mailboxState = z.enum([
  'not-started',
  'running',
  'interrupted',
  'copied',
  'verified',
  'findings',
  'failed',
]);
export type MailboxState = z.infer<typeof mailboxState>;

export const customer = z.object({ id: z.string(), name: z.string() });
export type Customer = z.infer<typeof customer>;

export const mailboxSide = z.object({ endpointId: z.string(), user: z.string() });

export const mailbox = z.object({
  id: z.string(),
  domainId: z.string(),
  address: z.string(),
  source: mailboxSide,
  destination: mailboxSide,
  /** A remark for colleagues, for instance what is special about this mailbox. */
  note: z.string(),
});
export type Mailbox = z.infer<typeof mailbox>;

export const domain = z.object({
  id: z.string(),
  customerId: z.string(),
  name: z.string(),
  order,
  /** ISO 8601; the promise of the forced order; null without one. */
  deadlineAt: z.string().nullable(),
  note: z.string(),
});
export type Domain = z.infer<typeof domain>;

/** The steps in the order in which a domain goes through them. */
export function stepsInOrder(which: Order): readonly Step[] {
  return which === 'standard'
    ? ['provision', 'copy', 'routing', 'webmail']
    : ['provision', 'routing', 'webmail', 'copy'];
}
