import { z } from 'zod';
import { errorWire } from './errors.ts';

/** What is made at the destination, or cannot be. */
export const provisionKind = z.enum(['domain', 'alias-domain', 'mailbox', 'forward', 'alias', 'catch-all']);
export type ProvisionKind = z.infer<typeof provisionKind>;

export const provisionAction = z.enum(['create', 'adapt', 'there', 'cannot']);
export type ProvisionAction = z.infer<typeof provisionAction>;

/** What a line sets; lists are what is added to what is there, nothing is taken away. */
export const provisionChange = z.object({
  /** Bytes; null: left as it is. */
  quota: z.number().nullable(),
  /** Further addresses, or further domains of a domain. */
  aliases: z.array(z.string()),
  forwardTo: z.array(z.string()),
  /** Whether mail stays in the mailbox; null: left as it is. */
  keepsMail: z.boolean().nullable(),
});
export type ProvisionChange = z.infer<typeof provisionChange>;

/** One object of a plan. */
export const provisionLine = z.object({
  /** The same in every plan of a domain. */
  key: z.string(),
  kind: provisionKind,
  name: z.string(),
  /** The mailbox of the directory it belongs to. */
  mailboxId: z.string().nullable(),
  action: provisionAction,
  /** Sentences: what is done or found, and why. */
  reasons: z.array(z.string()),
  /** What an agent can do about it; null where nothing is needed. */
  cure: z.string().nullable(),
  /** Null where nothing is set. */
  change: provisionChange.nullable(),
});
export type ProvisionLine = z.infer<typeof provisionLine>;

/** What a domain needs at its destination, against what is there. */
export const provisionPlan = z.object({
  id: z.string(),
  domainId: z.string(),
  endpointId: z.string(),
  /** ISO 8601. */
  at: z.string(),
  lines: z.array(provisionLine),
});
export type ProvisionPlan = z.infer<typeof provisionPlan>;

/** `left`: nothing was to be done. `applying`: its call has left; after a kill only a look tells whether it arrived. */
export const provisionLineState = z.enum(['planned', 'applying', 'applied', 'refused', 'left']);
export type ProvisionLineState = z.infer<typeof provisionLineState>;

export const provisionJobLine = z.object({
  line: provisionLine,
  state: provisionLineState,
  /** What came of it, in words; null before. */
  note: z.string().nullable(),
  /** Whether a login worked afterwards: only that shows that the mailbox is there. */
  login: z.enum(['not-tried', 'works', 'refused']),
});
export type ProvisionJobLine = z.infer<typeof provisionJobLine>;

export const provisionJobState = z.enum(['running', 'stopping', 'stopped', 'interrupted', 'ended']);
export type ProvisionJobState = z.infer<typeof provisionJobState>;

/** A plan that is carried out, or was. */
export const provisionJob = z.object({
  id: z.string(),
  domainId: z.string(),
  endpointId: z.string(),
  at: z.string(),
  endedAt: z.string().nullable(),
  state: provisionJobState,
  /** Why it could not go on. */
  error: errorWire.nullable(),
  lines: z.array(provisionJobLine),
});
export type ProvisionJob = z.infer<typeof provisionJob>;

/** True for lines that change something when they are carried out. */
export function changesSomething({ action }: Pick<ProvisionLine, 'action'>): boolean {
  return action === 'create' || action === 'adapt';
}

/** True while lines of a job are left to be carried out or settled. */
export function canGoOn({ state, lines }: Pick<ProvisionJob, 'state' | 'lines'>): boolean {
  if (state === 'running' || state === 'stopping') return false;
  return lines.some((entry) => entry.state === 'planned' || entry.state === 'applying' || entry.state === 'refused');
}
