import { z } from 'zod';
import { side } from './endpoint.ts';
import { certificateFacts, errorWire } from './errors.ts';
import { folderFacts, folderMapEntry } from './folder.ts';

/** What a server can do, as far as Mailferry uses it. */
export const serverFacts = z.object({
  greeting: z.string(),
  /** Product name from ID (RFC 2971) where given. */
  product: z.string().nullable(),
  capabilities: z.array(z.string()),
  uidplus: z.boolean(),
  multiappend: z.boolean(),
  literalPlus: z.boolean(),
  specialUse: z.boolean(),
  condstore: z.boolean(),
  statusSize: z.boolean(),
  compress: z.boolean(),
  /** Bytes per message the server accepts (RFC 7889), null when it does not say. */
  appendLimit: z.number().nullable(),
  delimiter: z.string().nullable(),
  prefix: z.string(),
  tls: z.object({ version: z.string(), cipher: z.string(), certificate: certificateFacts }).nullable(),
  /** Milliseconds of one short question and its answer. */
  roundTripMs: z.number(),
});
export type ServerFacts = z.infer<typeof serverFacts>;

export const quota = z.object({ usedBytes: z.number(), limitBytes: z.number().nullable() });
export type Quota = z.infer<typeof quota>;

/** One side of a check: how the login went and what is there. */
export const sideReport = z.object({
  side,
  ok: z.boolean(),
  error: errorWire.nullable(),
  facts: serverFacts.nullable(),
  quota: quota.nullable(),
  connectMs: z.number().nullable(),
  /** What another client makes of the server, in a sentence: tells a fault of the server from one of ours. */
  otherClient: z.string().optional(),
});
export type SideReport = z.infer<typeof sideReport>;

/** One line of the aligned two-side folder table. */
export const folderPair = z.object({
  /** Stable key of the line. */
  key: z.string(),
  source: folderFacts.nullable(),
  destination: folderFacts.nullable(),
  /** The line of the folder map, null for a folder that is only at the destination. */
  map: folderMapEntry.nullable(),
});
export type FolderPair = z.infer<typeof folderPair>;

export const problem = z.object({
  severity: z.enum(['blocker', 'warning', 'note']),
  title: z.string(),
  todo: z.string(),
});
export type Problem = z.infer<typeof problem>;

/** Both sides as they are now. Either may have failed: then its report says why and its half of the lines is empty. */
export const comparison = z.object({
  at: z.string(),
  source: sideReport,
  destination: sideReport,
  folders: z.array(folderPair),
});
export type Comparison = z.infer<typeof comparison>;

/** Everything checked before a run. */
export const preflight = comparison.extend({
  problems: z.array(problem),
  /** What a copy would have to do now, by counts and the ledger; the run itself compares message by message. */
  estimate: z.object({
    messages: z.number().int(),
    bytes: z.number().nullable(),
    /** Seconds, from the speed of earlier runs between these servers or a cautious default. */
    seconds: z.number().nullable(),
  }),
});
export type Preflight = z.infer<typeof preflight>;
