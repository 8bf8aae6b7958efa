import { z } from 'zod';
import type { Endpoint, TlsMode } from './endpoint.ts';

/** What a mail server offers to people and to other servers; each can fail by itself. */
export const serviceKind = z.enum(['imap', 'pop3', 'smtp', 'webmail']);
export type ServiceKind = z.infer<typeof serviceKind>;

/** As a sentence names them. */
export const serviceNames: Readonly<Record<ServiceKind, string>> = {
  imap: 'IMAP',
  pop3: 'POP3',
  smtp: 'SMTP',
  webmail: 'webmail',
};

/** The modes of an endpoint, and `offered`: encrypted where the server offers it, as sending servers do. */
export const serviceTls = z.enum(['implicit', 'starttls', 'offered', 'none']);
export type ServiceTls = z.infer<typeof serviceTls>;

/** What an agent may change of a service. */
export const serviceSettings = z.object({
  host: z
    .string()
    .trim()
    .min(1, 'Enter the host name')
    .max(253)
    .regex(/^[^\s/@]+$/, 'A host name has no blanks, slashes or @'),
  port: z.number().int().min(1, 'A port is between 1 and 65535').max(65535, 'A port is between 1 and 65535'),
  tls: serviceTls,
  /** Webmail only: the page to ask for. */
  path: z
    .string()
    .trim()
    .max(500)
    .regex(/^\/\S*$/, 'A path begins with / and has no blanks'),
  /** False: neither probed on schedule nor shown as a service that should be up. */
  watched: z.boolean(),
});

/** Some of them: what is not named stays as it is by then, whatever a page shows. */
export const serviceChange = serviceSettings.partial();
export type ServiceChange = z.infer<typeof serviceChange>;

/** One service of one server. */
export const service = serviceSettings.extend({
  id: z.string(),
  /** Which server it belongs to: `serverKey` of its endpoints. */
  server: z.string(),
  kind: serviceKind,
  /** The endpoint it is the service of, which then decides host, port and TLS; null for services beside the endpoints. */
  endpointId: z.string().nullable(),
  /** The one certificate that is trusted although it does not verify, from the endpoint. */
  pinnedFingerprint: z.string().nullable(),
});
export type Service = z.infer<typeof service>;

/** Ports on which mail programs hand in mail; servers of other people never use them. */
const SUBMISSION_PORTS: readonly number[] = [465, 587, 2525];

/** Whether mail from other servers comes in here: while it is down they queue. */
export function takesMailIn({ kind, port }: Pick<Service, 'kind' | 'port'>): boolean {
  return kind === 'smtp' && !SUBMISSION_PORTS.includes(port);
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i;

/** Endpoints of the same host belong to the same server; on this computer several servers share one address. */
export function serverKey({ id, host }: Pick<Endpoint, 'id' | 'host'>): string {
  return LOOPBACK.test(host) ? `endpoint:${id}` : `host:${host.toLowerCase()}`;
}

const KINDS: readonly ServiceKind[] = ['imap', 'pop3', 'smtp', 'webmail'];

/**
 * The services of the server that these endpoints belong to: their own, and the usual ports of its host for the others, for an agent to
 * correct. What is only assumed on this computer is not watched, since nobody knows which of its ports belong to which server.
 */
export function usualServices(endpoints: readonly Endpoint[]): readonly Omit<Service, 'id'>[] {
  const first = endpoints[0];
  if (!first) return [];
  const server = serverKey(first);
  return KINDS.map((kind) => {
    const own = endpoints.find(({ protocol }) => protocol === kind);
    if (own) return ownService(kind, own);
    const { port, tls } = usualPort(kind, first.tls);
    return {
      server,
      kind,
      endpointId: null,
      host: first.host,
      port,
      tls,
      path: kind === 'webmail' && first.platform === 'mailenable' ? MAILENABLE_LOGIN : '/',
      watched: server.startsWith('host:'),
      pinnedFingerprint: null,
    };
  });
}

/** Where MailEnable's webmail has its login page. */
const MAILENABLE_LOGIN = '/Mondo/lang/sys/login.aspx';

/** The service an endpoint describes. */
export function ownService(kind: ServiceKind, endpoint: Endpoint): Omit<Service, 'id'> {
  return {
    server: serverKey(endpoint),
    kind,
    endpointId: endpoint.id,
    host: endpoint.host,
    port: endpoint.port,
    tls: endpoint.tls,
    path: '/',
    watched: true,
    pinnedFingerprint: endpoint.pinnedFingerprint,
  };
}

/** The port a service usually has beside an endpoint with that TLS mode (RFC 8314, 5321, 9110). */
export function usualPort(kind: ServiceKind, tls: TlsMode): { readonly port: number; readonly tls: ServiceTls } {
  if (kind === 'smtp') return { port: 25, tls: 'offered' };
  if (kind === 'webmail') return tls === 'none' ? { port: 80, tls: 'none' } : { port: 443, tls: 'implicit' };
  const [clear, encrypted] = kind === 'imap' ? [143, 993] : [110, 995];
  return { port: tls === 'implicit' ? encrypted : clear, tls };
}
