import { z } from 'zod';
import { step } from './directory.ts';
import { quietHours, runOptions } from './run.ts';

/** What is done with each item of a job. `delta` is the last copy; `check` looks at one step of a domain. */
export const jobAction = z.enum(['preflight', 'copy', 'delta', 'verify', 'check']);
export type JobAction = z.infer<typeof jobAction>;

/** `scheduled`: its start has not come. `stopped`: an agent ended it before its end; what failed can be tried again in either end. */
export const jobState = z.enum(['scheduled', 'running', 'paused', 'stopped', 'done']);
export type JobState = z.infer<typeof jobState>;

/** `findings`: it came to its end and something has to be looked at. `skipped`: not done on purpose; the reason stands with it. */
export const itemState = z.enum(['queued', 'running', 'done', 'findings', 'failed', 'skipped']);
export type ItemState = z.infer<typeof itemState>;

/** In what order the items of a job have their turn. Deadlines come first in both. `customer`: one customer after the other. */
export const jobSequence = z.enum(['chosen', 'customer']);
export type JobSequence = z.infer<typeof jobSequence>;

/** When a job works. Everything left out: at once, at any hour. */
export const jobSchedule = z.object({
  /** ISO 8601; not before. */
  startAt: z.iso.datetime().nullable().default(null),
  /** Only in these hours of each day, by the clock of this computer; they may span midnight. */
  window: quietHours.nullable().default(null),
  /** Each domain only after the caches of the world have let go of its old records. */
  afterCachesLetGo: z.boolean().default(false),
});
export type JobSchedule = z.infer<typeof jobSchedule>;

/** What a run of a job may be told; which messages and folders is a matter of single runs. */
export const jobRunOptions = runOptions.omit({ kind: true, folders: true, messages: true, repair: true });

/** What an agent asks for. Mailboxes and domains may be mixed; a mailbox that is in both counts once. */
export const jobDraft = z.object({
  domainIds: z.array(z.string()).default([]),
  mailboxIds: z.array(z.string()).default([]),
  action: jobAction,
  /** The step to look at; with `check` only. */
  step: step.nullable().default(null),
  options: jobRunOptions.prefault({}),
  sequence: jobSequence.default('chosen'),
  schedule: jobSchedule.prefault({}),
  /** Leaves out mailboxes that are verified already. */
  skipVerified: z.boolean().default(false),
});
export type JobDraft = z.infer<typeof jobDraft>;

/** How many items stand in each state. */
export const itemCounts = z.record(itemState, z.number().int());

export const job = z.object({
  id: z.string(),
  action: jobAction,
  step: step.nullable(),
  state: jobState,
  options: jobRunOptions,
  sequence: jobSequence,
  schedule: jobSchedule,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  domains: z.number().int(),
  counts: itemCounts,
  /** Messages and bytes its runs have copied. */
  copied: z.object({ messages: z.number().int(), bytes: z.number() }),
  /** Why it does nothing at this moment although it is running, in words; null while it works or has ended. */
  waits: z.string().nullable(),
});
export type Job = z.infer<typeof job>;

/** One mailbox of a job; one domain where a step is checked. */
export const jobItem = z.object({
  jobId: z.string(),
  number: z.number().int(),
  mailboxId: z.string().nullable(),
  address: z.string().nullable(),
  domainId: z.string(),
  domainName: z.string(),
  customerId: z.string(),
  deadlineAt: z.string().nullable(),
  state: itemState,
  /** What came of it, or why it waits. */
  reason: z.string().nullable(),
  runId: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Messages copied by its run, and messages it looks after. */
  copied: z.number().int().nullable(),
  messages: z.number().int().nullable(),
});
export type JobItem = z.infer<typeof jobItem>;

/** Items that ended the same way. */
export const itemSymptom = z.object({
  key: z.string(),
  words: z.string(),
  items: z.number().int(),
  /** Some of them, to have a name to look at. */
  examples: z.array(z.string()),
});
export type ItemSymptom = z.infer<typeof itemSymptom>;

/** One remark of a job's history: what happened, and when. */
export const jobRemark = z.object({ at: z.string(), text: z.string() });
export type JobRemark = z.infer<typeof jobRemark>;

/** True while a job may still do something by itself. */
export function isOpen(state: JobState): boolean {
  return state === 'scheduled' || state === 'running' || state === 'paused';
}

/** Items that are not done and do not go on by themselves any more. */
export const retryable: readonly ItemState[] = ['failed', 'findings', 'skipped'];
