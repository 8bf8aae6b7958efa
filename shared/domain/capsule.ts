import { z } from 'zod';
import { domainStep, mailboxState, order } from './directory.ts';
import { protocol, side } from './endpoint.ts';
import { serverFacts } from './inspection.ts';
import { run, runEvent } from './run.ts';
import { finding, verification } from './verification.ts';

/** So much of each goes into a capsule, and no more is read of one. */
export const capsuleLimits = {
  runs: 20,
  findings: 2000,
  ledger: 5000,
  headers: 200,
  traces: 60,
  log: 1000,
} as const;

const text = z.string().max(20_000);
const short = z.string().max(2000);

/** One side of the mailbox: where, as whom, and what the server could do when it was last seen; no password. */
export const capsuleSide = z.object({
  server: short,
  endpoint: short,
  user: short,
  platform: short,
  protocol,
  maxConnections: z.number(),
  hasPassword: z.boolean(),
  /** Null where the server could not be reached when the capsule was made; `unreachable` says why. */
  facts: serverFacts.nullable(),
  unreachable: short.nullable(),
});
export type CapsuleSide = z.infer<typeof capsuleSide>;

/** What a header of a message a finding names says; the message itself is not in a capsule. */
export const capsuleHeaders = z.object({
  side,
  folder: short,
  uid: z.number().int(),
  date: short,
  from: short,
  to: short,
  subject: short,
  messageId: short,
  contentType: short,
  /** How many Received fields it has. */
  received: z.number().int(),
});
export type CapsuleHeaders = z.infer<typeof capsuleHeaders>;

/** A line of the ledger about a message a finding names. */
export const capsuleLedgerLine = z.object({
  sourceFolder: short,
  destinationFolder: short,
  state: z.enum(['pending', 'committed', 'found', 'refused']),
  sourceUid: z.number().int(),
  destinationUid: z.number().int().nullable(),
  size: z.number(),
  /** Lower case hex. */
  bytesHash: short.nullable(),
  messageKey: short.nullable(),
  headerKey: short,
});
export type CapsuleLedgerLine = z.infer<typeof capsuleLedgerLine>;

/** What was said on a connection before it failed, oldest first. */
export const capsuleTrace = z.object({
  runId: short,
  at: short,
  side: side.nullable(),
  code: short,
  text,
  lines: z.array(z.string().max(1000)).max(100),
});
export type CapsuleTrace = z.infer<typeof capsuleTrace>;

/**
 * Everything an installation knows of one mailbox that another one needs to find out what is wrong with it: no passwords, no
 * texts of messages. In the archive it is `capsule.json`, beside the note for people, `note.md`.
 */
export const capsule = z.object({
  format: z.literal('mailferry-capsule-1'),
  madeAt: z.iso.datetime(),
  versions: z.object({ mailferry: short, node: short }),
  /** Addresses, names and subjects are replaced by stand-ins, the same ones throughout. */
  redacted: z.boolean(),
  mailbox: z.object({
    address: short,
    customer: short,
    domain: short,
    order,
    deadlineAt: short.nullable(),
    state: mailboxState,
    note: text,
  }),
  source: capsuleSide,
  destination: capsuleSide,
  folderChoices: z.array(z.object({ source: short, destination: short.nullable() })).max(5000),
  steps: z.array(domainStep).max(10),
  /** Newest first. */
  runs: z.array(run.extend({ verdict: text.nullable() })).max(capsuleLimits.runs),
  verification: verification.nullable(),
  findings: z.array(finding).max(capsuleLimits.findings),
  /** Findings there was no room for. */
  findingsLeftOut: z.number().int(),
  ledger: z.array(capsuleLedgerLine).max(capsuleLimits.ledger),
  headers: z.array(capsuleHeaders).max(capsuleLimits.headers),
  traces: z.array(capsuleTrace).max(capsuleLimits.traces),
  /** The last lines of the newest run, oldest first. */
  log: z.array(runEvent.extend({ text })).max(capsuleLimits.log),
});
export type Capsule = z.infer<typeof capsule>;
