import { z } from 'zod';

/** Where a question goes. */
export const dnsAddress = z.object({
  address: z.string().trim().min(1).max(64),
  port: z.number().int().min(1).max(65_535),
});
export type DnsAddress = z.infer<typeof dnsAddress>;

/** A name server with the name people know it by. */
export const namedServer = dnsAddress.extend({ name: z.string().trim().min(1).max(253) });
export type NamedServer = z.infer<typeof namedServer>;

/** How the world is asked. */
export const dnsWorld = z.object({
  /** Asked where a domain's name servers are; empty: those of this computer. */
  resolvers: z.array(dnsAddress).max(8),
  /** Asked beside the domain's own servers, to see what others see. */
  publicResolvers: z.array(namedServer).max(16),
  /** Name servers of all domains, where they are not to be found from outside; empty: found by the delegation. */
  nameServers: z.array(namedServer).max(16),
});
export type DnsWorld = z.infer<typeof dnsWorld>;

/** What came of one question. `none`: the name is there, without records of this type. */
export const answerOutcome = z.enum([
  'records',
  'none',
  'nxdomain',
  'servfail',
  'refused',
  'lame',
  'bogus',
  'timeout',
  'unreachable',
  'malformed',
]);
export type AnswerOutcome = z.infer<typeof answerOutcome>;

/** One server's answer to one question. */
export const dnsAnswer = z.object({
  name: z.string(),
  type: z.string(),
  outcome: answerOutcome,
  /** In one spelling, as `RecordValues` has them; without the way there over aliases. */
  values: z.array(z.string()),
  /** What the name is an alias of, the first step; null without one. */
  alias: z.string().nullable(),
  /** Seconds, the smallest of the answer; of what is not there, how long that is remembered. */
  ttl: z.number().int().nullable(),
  ms: z.number(),
  /** The answer was too long for one datagram and came over TCP. */
  overTcp: z.boolean(),
});
export type DnsAnswer = z.infer<typeof dnsAnswer>;

/** What one server says of a domain. */
export const serverLook = namedServer.extend({
  kind: z.enum(['authoritative', 'public']),
  /** Of the zone as this server has it; null when it did not say. */
  serial: z.number().int().nullable(),
  answers: z.array(dnsAnswer),
});
export type ServerLook = z.infer<typeof serverLook>;

export const dnsFindingCode = z.enum([
  'nxdomain',
  'servfail',
  'refused',
  'lame',
  'bogus',
  'timeout',
  'malformed',
  'not-delegated',
  'delegation-differs',
  'servers-differ',
  'resolver-failed',
  'two-spf',
  'no-mx',
]);
export type DnsFindingCode = z.infer<typeof dnsFindingCode>;

/** Something about the names of a domain that an agent should know. */
export const dnsFinding = z.object({
  code: dnsFindingCode,
  severity: z.enum(['bad', 'warning', 'note']),
  /** The server it is about; null for the domain as a whole. */
  server: z.string().nullable(),
  text: z.string(),
  todo: z.string(),
});
export type DnsFinding = z.infer<typeof dnsFinding>;

/** What the world sees of a domain at one moment. */
export const dnsLook = z.object({
  domain: z.string(),
  /** ISO 8601; when the look began. */
  at: z.string(),
  /** The zone the domain is in; null when no server would say. */
  zone: z.string().nullable(),
  servers: z.array(serverLook),
  findings: z.array(dnsFinding),
});
export type DnsLook = z.infer<typeof dnsLook>;

/** What is asked for, in the order in which it is shown. */
export function questionsFor(domain: string): { name: string; type: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'TXT' }[] {
  return [
    { name: domain, type: 'MX' },
    { name: domain, type: 'TXT' },
    { name: domain, type: 'A' },
    { name: `mail.${domain}`, type: 'CNAME' },
    { name: `mail.${domain}`, type: 'A' },
    { name: `mail.${domain}`, type: 'AAAA' },
    { name: `key1._domainkey.${domain}`, type: 'CNAME' },
    { name: `key2._domainkey.${domain}`, type: 'CNAME' },
    { name: `_dmarc.${domain}`, type: 'TXT' },
    { name: `autodiscover.${domain}`, type: 'CNAME' },
  ];
}
