import { z } from 'zod';

/** Source is where the mail is, destination is where it goes. */
export const side = z.enum(['source', 'destination']);
export type Side = z.infer<typeof side>;

export const protocol = z.enum(['imap', 'pop3']);
export type Protocol = z.infer<typeof protocol>;

/** `implicit`: TLS from the first byte. `starttls`: upgrade required. `none`: clear text, only ever by name. */
export const tlsMode = z.enum(['implicit', 'starttls', 'none']);
export type TlsMode = z.infer<typeof tlsMode>;

export const platform = z.enum(['mailenable', 'opensrs', 'other']);
export type Platform = z.infer<typeof platform>;

/** How to reach one mail service of one server; a login comes with the mailbox. */
export const endpointSettings = z.object({
  name: z.string().trim().min(1, 'Give the server a name').max(80),
  platform,
  protocol,
  host: z
    .string()
    .trim()
    .min(1, 'Enter the host name')
    .max(253)
    .regex(/^[^\s/@]+$/, 'A host name has no blanks, slashes or @'),
  port: z.number().int().min(1).max(65535),
  tls: tlsMode,
  /** SHA-256 fingerprint of the one certificate to trust although it does not verify; null: verify as usual. */
  pinnedFingerprint: z.string().nullable(),
  /** Connections one run may open to this server for one mailbox. */
  maxConnections: z.number().int().min(1).max(32),
});
export type EndpointSettings = z.infer<typeof endpointSettings>;

export const endpoint = endpointSettings.extend({ id: z.string() });
export type Endpoint = z.infer<typeof endpoint>;

/** The ports the registrations name (RFC 8314, RFC 9051, RFC 1939). */
export function defaultPort(kind: Protocol, tls: TlsMode): number {
  if (kind === 'imap') return tls === 'implicit' ? 993 : 143;
  return tls === 'implicit' ? 995 : 110;
}

/** What is needed to open a session: where, as whom, and under which reference the password is kept. */
export interface MailLogin {
  readonly side: Side;
  readonly endpoint: Endpoint;
  readonly user: string;
  /** Names the secret in the vault; never the secret itself. */
  readonly secretRef: string;
}

/** The name under which the password of one side of one mailbox is kept. */
export function mailboxSecretRef(mailboxId: string, which: Side): string {
  return `mailbox/${mailboxId}/${which}`;
}
