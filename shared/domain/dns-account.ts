import { z } from 'zod';
import { namedServer } from './dns-look.ts';

const name = z.string().trim().min(1, 'Give the account a name').max(80);
const url = z
  .string()
  .trim()
  .regex(/^https?:\/\/[^\s/]+/, 'Enter an address such as https://dns.example.org:8081');

/** How an UPDATE is signed (RFC 8945); MD5 only for servers that know nothing else. */
export const tsigAlgorithm = z.enum(['hmac-sha256', 'hmac-sha512', 'hmac-md5']);
export type TsigAlgorithm = z.infer<typeof tsigAlgorithm>;

/** Where the zones of some domains are kept, and how they are changed. Its key is in the vault. */
export const dnsAccountSettings = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('powerdns'), name, url, serverId: z.string().trim().min(1).max(80) }),
  z.object({
    provider: z.literal('rfc2136'),
    name,
    server: namedServer
      .omit({ name: true })
      .extend({ address: z.string().trim().min(1, 'Enter the address of the primary server') }),
    keyName: z.string().trim().min(1, 'Enter the name of the TSIG key'),
    algorithm: tsigAlgorithm,
    /** The zones this key may change: the protocol has no way to ask for them. */
    zones: z.array(z.string().trim().min(1)).min(1, 'Name at least one zone'),
  }),
  z.object({ provider: z.literal('cloudflare'), name, url: url.nullable() }),
  z.object({
    provider: z.literal('opensrs'),
    name,
    url,
    username: z.string().trim().min(1, 'Enter the reseller name'),
  }),
  /** The practice workspace's own server; needs no key. */
  z.object({ provider: z.literal('practice'), name }),
]);
export type DnsAccountSettings = z.infer<typeof dnsAccountSettings>;
export type DnsProviderKind = DnsAccountSettings['provider'];

export const dnsAccount = z.intersection(z.object({ id: z.string() }), dnsAccountSettings);
export type DnsAccount = z.infer<typeof dnsAccount>;

/** The name under which the key of an account is kept. */
export function dnsSecretRef(accountId: string): string {
  return `dns/${accountId}`;
}
