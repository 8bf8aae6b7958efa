import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import type { ServerFacts } from '../../../shared/domain/inspection.ts';
import { type ConnectOptions, connectImap } from './imap/connect-imap.ts';
import { ImapSession } from './imap/imap-session.ts';
import { connectPop3 } from './pop3/connect-pop3.ts';
import { openPop3Session } from './pop3/pop3-session.ts';
import type { SecretSource } from './secret-source.ts';
import type { MailSession } from './session.ts';

/**
 * Opens a session: connects, checks the certificate, logs in, and reads what the server can do. With the facts of an earlier
 * session of the same login, the questions that told them are left out: each is a round trip on every further connection.
 *
 * @throws AppError with the code that names the failing part: name, connection, TLS, certificate, login
 */
export async function openSession(
  login: MailLogin,
  secrets: SecretSource,
  signal?: AbortSignal,
  known: ServerFacts | null = null,
  options: Pick<ConnectOptions, 'compress' | 'silenceMs'> = {},
): Promise<MailSession> {
  // A disk asks for no password.
  if (login.endpoint.protocol === 'store')
    return (await import('./store/store-session.ts')).openStoreSession(login, signal);
  const password = await secrets.get(login.secretRef);
  const { side, endpoint, user } = login;
  if (endpoint.protocol === 'pop3') return openPop3Session(login, password, signal);
  const { wire, facts } = await connectImap(login, password, signal, { ...options, known });
  return new ImapSession(wire, facts, { side, host: endpoint.host, port: endpoint.port, user });
}

/** Connects and looks around without a login: greeting, TLS, capabilities. */
export async function lookAtServer(login: MailLogin, signal?: AbortSignal): Promise<ServerFacts> {
  if (login.endpoint.protocol === 'store') return (await import('./store/store-session.ts')).lookAtStore(login);
  const look = login.endpoint.protocol === 'pop3' ? connectPop3 : connectImap;
  const { wire, facts } = await look(login, null, signal);
  wire.cut();
  return facts;
}
