import { z } from 'zod';
import { errorWire } from './errors.ts';

export const runKind = z.enum(['copy', 'delta', 'verify', 'rehearsal']);
export type RunKind = z.infer<typeof runKind>;

/**
 * `interrupted`: the engine died under it; continuing is safe. `complete` promises that a comparison made after copying
 * agreed; `findings` that it was made and found something, or that messages had to be skipped. `paused` holds as long as the
 * engine lives: a run that was paused when it ended is interrupted.
 */
export const runState = z.enum([
  'queued',
  'running',
  'paused',
  'cancelling',
  'complete',
  'findings',
  'cancelled',
  'failed',
  'interrupted',
]);
export type RunState = z.infer<typeof runState>;

/** `resting`: in quiet hours, with all connections closed. `paused`: the agent paused the run, and nothing is on its way any more. */
export const runPhase = z.enum([
  'waiting',
  'connecting',
  'listing',
  'comparing',
  'copying',
  'verifying',
  'resting',
  'paused',
  'ended',
]);
export type RunPhase = z.infer<typeof runPhase>;

/**
 * How both sides are compared. `standard`: by Message-ID, date, size, flags, and the ledger. `deep`: by the bytes, which are
 * read again from the destination. `none`: not at all; such a run never ends "complete".
 */
export const verifyDepth = z.enum(['none', 'standard', 'deep']);
export type VerifyDepth = z.infer<typeof verifyDepth>;

/** A time of day as a clock on the wall shows it: `22:00`. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Hours in which a run does nothing, in the time of this computer; they may span midnight. Equal ends: no hours at all. */
export const quietHours = z.object({ from: timeOfDay, to: timeOfDay });
export type QuietHours = z.infer<typeof quietHours>;

/** Copies nothing but what findings of an earlier run name: all messages it found missing, or the findings chosen. */
export const repairOption = z.object({
  runId: z.string(),
  findingIds: z.array(z.string()).min(1).nullable().default(null),
});
export type RepairOption = z.infer<typeof repairOption>;

/** What a run may be told; everything has a default that suits the ordinary case. */
export const runOptions = z.object({
  kind: runKind,
  /** Only these source folders; empty for all. */
  folders: z.array(z.string()).default([]),
  exclude: z.array(z.string()).default([]),
  /** Only these messages of the source; empty for all. */
  messages: z.array(z.object({ folder: z.string(), uid: z.number().int() })).default([]),
  /** ISO date; only messages whose internal date is not before. */
  since: z.string().nullable().default(null),
  /** ISO date; only messages whose internal date is before. */
  before: z.string().nullable().default(null),
  /** Leaves out what the source has marked as deleted (\Deleted) and not removed yet. */
  skipDeleted: z.boolean().default(false),
  /** Bytes; larger messages are skipped and reported. */
  maxSize: z.number().int().positive().nullable().default(null),
  /** Null: as the order of the domain asks for; in the forced order the customer sees today's mail first. */
  newestFirst: z.boolean().nullable().default(null),
  verify: verifyDepth.default('standard'),
  /** Bring back messages that an earlier run copied and that are gone at the destination since. Only when asked. */
  redeliver: z.boolean().default(false),
  /** Connections per side; null: what the endpoint allows. */
  connections: z.number().int().min(1).max(32).nullable().default(null),
  /** Bytes per second over all connections, null without a cap. */
  rate: z.number().positive().nullable().default(null),
  /** Messages per second over all connections, null without a cap. */
  messageRate: z.number().positive().nullable().default(null),
  quietHours: quietHours.nullable().default(null),
  /** Reads the source over this endpoint instead, as the same user, for instance over POP3 while IMAP is down. */
  sourceEndpointId: z.string().nullable().default(null),
  repair: repairOption.nullable().default(null),
  /** OpenSRS copies by itself, in this job; the run watches, and compares afterwards. */
  atOpenSrs: z.object({ job: z.string() }).nullable().default(null),
});
export type RunOptions = z.infer<typeof runOptions>;

export const runTotals = z.object({
  folders: z.number().int(),
  foldersDone: z.number().int(),
  /** Source messages the run looks after. */
  messages: z.number().int(),
  /** Copied by this run. */
  copied: z.number().int(),
  /** Found at the destination already: by the ledger or by comparison. */
  alreadyThere: z.number().int(),
  /** Left out on purpose or refused; each stands as a finding with its reason. */
  skipped: z.number().int(),
  /** Copies whose flags followed a change on the source. */
  flagsBrought: z.number().int().default(0),
  /** Bytes to copy, as far as known. */
  bytes: z.number(),
  bytesCopied: z.number(),
  findings: z.number().int(),
});
export type RunTotals = z.infer<typeof runTotals>;

export const emptyTotals: RunTotals = {
  folders: 0,
  foldersDone: 0,
  messages: 0,
  copied: 0,
  alreadyThere: 0,
  skipped: 0,
  flagsBrought: 0,
  bytes: 0,
  bytesCopied: 0,
  findings: 0,
};

export const run = z.object({
  id: z.string(),
  mailboxId: z.string(),
  address: z.string(),
  domainId: z.string(),
  kind: runKind,
  state: runState,
  options: runOptions,
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  totals: runTotals,
  /** One sentence for the chat; null while going. */
  verdict: z.string().nullable(),
  error: errorWire.nullable(),
});
export type Run = z.infer<typeof run>;

export const folderProgress = z.object({
  source: z.string(),
  destination: z.string().nullable(),
  state: z.enum(['waiting', 'active', 'done', 'failed']),
  messages: z.number().int(),
  copied: z.number().int(),
  alreadyThere: z.number().int(),
  skipped: z.number().int(),
  bytesCopied: z.number(),
});
export type FolderProgress = z.infer<typeof folderProgress>;

/** A snapshot of a run, sent at most ten times a second; a later one replaces an earlier one. */
export const runProgress = z.object({
  runId: z.string(),
  mailboxId: z.string(),
  state: runState,
  phase: runPhase,
  /** What is happening, in words. */
  text: z.string(),
  totals: runTotals,
  messagesPerSecond: z.number(),
  bytesPerSecond: z.number(),
  /** Seconds left as far as can be told, else null. */
  secondsLeft: z.number().nullable(),
  /** The same as a range the truth lies in for most of a run; null while too little is known. */
  secondsLeftRange: z.object({ low: z.number(), high: z.number() }).nullable().default(null),
  elapsedMs: z.number(),
  folders: z.array(folderProgress),
});
export type RunProgress = z.infer<typeof runProgress>;

export const logLevel = z.enum(['debug', 'info', 'warn', 'error']);
export const runEvent = z.object({
  seq: z.number().int(),
  at: z.string(),
  level: logLevel,
  text: z.string(),
});
export type RunEvent = z.infer<typeof runEvent>;

/** True while a run can still change by itself. */
export function isActive(state: RunState): boolean {
  return state === 'queued' || state === 'running' || state === 'paused' || state === 'cancelling';
}

/** True when the same run may be started once more to finish what is left. */
export function canContinue(state: RunState): boolean {
  return state === 'interrupted' || state === 'cancelled' || state === 'failed' || state === 'findings';
}
