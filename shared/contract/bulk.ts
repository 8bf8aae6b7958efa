import { z } from 'zod';
import { driftWatch } from '../domain/drift.ts';
import { side } from '../domain/endpoint.ts';
import { itemState, itemSymptom, job, jobDraft, jobItem, jobRemark, jobSchedule } from '../domain/job.ts';
import { budgetUse, serverBudget } from '../domain/server-budget.ts';
import { procedure } from './procedure.ts';

const id = z.object({ id: z.string() });

/** A server with what runs may ask of it and what they ask now. */
export const budgetRow = z.object({
  endpointId: z.string(),
  name: z.string(),
  host: z.string(),
  mailboxes: z.number().int(),
  budget: serverBudget,
  /** False: nobody has set one, the usual one holds. */
  chosen: z.boolean(),
  use: budgetUse,
});
export type BudgetRow = z.infer<typeof budgetRow>;

/** What a job would do, for the confirmation. */
export const jobPreview = z.object({
  domains: z.number().int(),
  mailboxes: z.number().int(),
  customers: z.number().int(),
  /** Mailboxes whose passwords are not all stored. */
  withoutPassword: z.number().int(),
  /** Mailboxes that a run is working on: they have their turn after it. */
  busy: z.number().int(),
  verified: z.number().int(),
  forced: z.number().int(),
  servers: z.array(z.object({ endpointId: z.string(), name: z.string(), side, mailboxes: z.number().int() })),
  /** Of domains whose last copy has to wait: how many, and until when it is known. */
  caches: z.object({ waiting: z.number().int(), unknown: z.number().int(), until: z.string().nullable() }),
});
export type JobPreview = z.infer<typeof jobPreview>;

/** A job as its page shows it. */
export const jobPage = z.object({
  job,
  /** Items that came to their end a minute, over the last minutes; null while too little is known. */
  itemsPerMinute: z.number().nullable(),
  messagesPerSecond: z.number(),
  bytesPerSecond: z.number(),
  /** Seconds left as a range; null while too little is known. */
  timeLeft: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** The servers its open items need. */
  servers: z.array(budgetRow),
  symptoms: z.array(itemSymptom),
  remarks: z.array(jobRemark),
  customers: z.array(z.object({ id: z.string(), name: z.string(), queued: z.number().int() })),
});
export type JobPage = z.infer<typeof jobPage>;

/** A domain whose last copy may run now, or soon. */
export const lastCopyDue = z.object({
  domainId: z.string(),
  domainName: z.string(),
  mailboxes: z.number().int(),
  /** ISO 8601; the caches of the world have let go then. */
  at: z.string(),
});
export type LastCopyDue = z.infer<typeof lastCopyDue>;

export const bulkContract = {
  preview: procedure.input(jobDraft).output(jobPreview),
  create: procedure.input(jobDraft).output(job),
  /** The newest first. */
  jobs: procedure.output(z.array(job)),
  job: procedure.input(id).output(jobPage),
  /** In the order in which they have their turn: what goes on, what waits, what has ended. */
  items: procedure
    .input(
      id.extend({
        states: z.array(itemState).optional(),
        symptom: z.string().optional(),
        limit: z.number().int().min(1).max(20_000).default(5000),
      }),
    )
    .output(z.array(jobItem)),
  pause: procedure.input(id).output(job),
  resume: procedure.input(id).output(job),
  /** What waits is left out; what goes on ends between two messages. */
  stop: procedure.input(id).output(job),
  /** Tries again what failed, was left out or has findings: all, or what has one symptom, or some items. */
  retry: procedure
    .input(id.extend({ symptom: z.string().nullable().default(null), numbers: z.array(z.number().int()).optional() }))
    .output(z.object({ items: z.number().int() })),
  /** Puts items, or all of a customer, before everything else that waits. */
  moveUp: procedure
    .input(
      id.extend({ numbers: z.array(z.number().int()).default([]), customerId: z.string().nullable().default(null) }),
    )
    .output(z.object({ items: z.number().int() })),
  reschedule: procedure.input(id.extend({ schedule: jobSchedule })).output(job),
  /** Forgets a job that has ended; its runs stay. */
  remove: procedure.input(id).output(id),

  budgets: procedure.output(z.array(budgetRow)),
  /** Null: the usual budget holds again. */
  setBudget: procedure
    .input(z.object({ endpointId: z.string(), budget: serverBudget.nullable() }))
    .output(z.array(budgetRow)),

  /** Domains whose caches have let go, or will, and whose last copy has not been made since. */
  lastCopiesDue: procedure.output(z.array(lastCopyDue)),

  watches: procedure.input(z.object({ domainId: z.string().optional() })).output(z.array(driftWatch)),
  /** Watches the old side of domains from now on; one that is being watched goes on with these choices. */
  startWatch: procedure
    .input(
      z.object({
        domainIds: z.array(z.string()).min(1),
        hours: z.number().min(1).max(720).default(48),
        quietHours: z.number().min(1).max(168).default(24),
        sweeps: z.boolean().default(false),
      }),
    )
    .output(z.array(driftWatch)),
  endWatch: procedure.input(z.object({ domainId: z.string() })).output(z.array(driftWatch)),
  /** Looks at once instead of waiting for the next look. */
  lookNow: procedure.input(z.object({ domainId: z.string() })).output(z.array(driftWatch)),
  /** Brings over what was found by a last copy of the mailboxes concerned. */
  sweep: procedure.input(z.object({ domainId: z.string() })).output(job),
};
