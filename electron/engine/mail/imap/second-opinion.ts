import type { TLSSocket } from 'node:tls';
import type { MailLogin } from '../../../../shared/domain/endpoint.ts';
import { checkCertificate } from '../certificate.ts';
import { CONNECT_TIMEOUT_MS } from '../dial.ts';
import { toMailError } from '../errors.ts';

/** What a client that shares no code with ours makes of a server. */
export interface SecondOpinion {
  readonly client: 'imapflow';
  readonly ok: boolean;
  /** Why not; empty when it is. */
  readonly words: string;
}

/** Ends the look where a login would begin. */
class ReachedLogin extends Error {}

/**
 * Looks at the same server with imapflow: greeting, TLS, certificate, capabilities, and no login. Never rejects: a failure is an
 * opinion too.
 */
export async function secondOpinion(login: MailLogin, signal?: AbortSignal): Promise<SecondOpinion> {
  const { host, port, tls } = login.endpoint;
  // Loaded here: it takes longer to load than most copies take to connect.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host,
    port,
    secure: tls === 'implicit',
    ...(tls === 'implicit' ? {} : { doSTARTTLS: tls === 'starttls' }),
    // Judged by `checkCertificate`, so that a certificate trusted by name is accepted here as well.
    tls: { rejectUnauthorized: false },
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: CONNECT_TIMEOUT_MS,
    disableAutoIdle: true,
    logger: false,
  });
  // imapflow calls this when the connection stands and, where asked for, is encrypted.
  Object.assign(client, {
    authenticate(): Promise<boolean> {
      checkCertificate((client as unknown as { readonly socket: TLSSocket | null }).socket, login);
      throw new ReachedLogin();
    },
  });
  // Faults also reach `connect`; without a listener Node would end the process.
  client.on('error', () => undefined);
  const stop = (): void => client.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    return { client: 'imapflow', ok: true, words: '' };
  } catch (error) {
    if (error instanceof ReachedLogin) return { client: 'imapflow', ok: true, words: '' };
    const { message } = toMailError(error, { side: login.side, host, port });
    return { client: 'imapflow', ok: false, words: message };
  } finally {
    signal?.removeEventListener('abort', stop);
    client.close();
  }
}
