import { z } from 'zod';
import { setChange } from './dns.ts';
import { errorWire } from './errors.ts';

/**
 * `planned`: a dry run, nothing was changed. `applying`: being written. `applied`: written and read back. `stopped`: nothing was written.
 * `unclear`: it was cut off; a look at the zone tells. `by-hand`: an agent enters the records somewhere else. `undone`: turned round by
 * a later change.
 */
export const dnsChangeState = z.enum(['planned', 'applying', 'applied', 'stopped', 'unclear', 'by-hand', 'undone']);
export type DnsChangeState = z.infer<typeof dnsChangeState>;

/** One change of a zone with all records of the names it touches, before and after: the backup that undo rests on. */
export const dnsChange = z.object({
  id: z.string(),
  domainId: z.string(),
  /** Null: by hand. */
  accountId: z.string().nullable(),
  /** The account's name at that time, or that it was by hand. */
  accountName: z.string(),
  kind: z.enum(['move', 'ttl', 'undo']),
  /** The change this one turns round. */
  undoes: z.string().nullable(),
  zone: z.string(),
  state: dnsChangeState,
  sets: z.array(setChange),
  /** What an agent has to know before it is applied. */
  warnings: z.array(z.string()),
  /** ISO 8601. */
  plannedAt: z.string(),
  appliedAt: z.string().nullable(),
  error: errorWire.nullable(),
});
export type DnsChange = z.infer<typeof dnsChange>;
