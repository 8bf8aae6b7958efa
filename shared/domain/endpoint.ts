import { z } from 'zod';

/** Source is where the mail is, destination is where it goes. */
export const side = z.enum(['source', 'destination']);
export type Side = z.infer<typeof side>;

/** `store`: the message store of a MailEnable server, copied to a disk; its host is the folder. */
export const protocol = z.enum(['imap', 'pop3', 'store']);
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
    .max(1024)
    .refine((host) => isHostName(host) || isStorePath(host), 'A host name has no blanks, slashes or @'),
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

/** Whether a text can be the name of a host. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && /^[^\s/\\@]+$/.test(text);
}

/** Whether a text names a folder from the root: on Unix, on a drive of Windows, or on a share. */
export function isStorePath(text: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\[^\\])/.test(text);
}

/** What is wrong with the place of a server, in words for the field; null when it fits the protocol. */
export function placeProblem({ protocol: kind, host }: Pick<EndpointSettings, 'protocol' | 'host'>): string | null {
  if (kind === 'store')
    return isStorePath(host.trim())
      ? null
      : 'Enter the whole path of the folder, for instance /mnt/old-server/Postoffices';
  return isHostName(host.trim()) ? null : 'A host name has no blanks, slashes or @';
}

/** The place of a server as people read it: host and port, or the folder of a message store. */
export function placeText({
  protocol: kind,
  host,
  port,
}: Pick<EndpointSettings, 'protocol' | 'host' | 'port'>): string {
  return kind === 'store' ? host : `${host}:${port}`;
}

/** The ports the registrations name (RFC 8314, RFC 9051, RFC 1939). */
export function defaultPort(kind: Protocol, tls: TlsMode): number {
  // A disk has none; the number only fills its place.
  if (kind === 'store') return 1;
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
