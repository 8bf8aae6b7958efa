import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import type { ServerFacts } from '../../../shared/domain/inspection.ts';
import { checkCertificate } from './certificate.ts';
import { type MailContext, toMailError } from './errors.ts';
import { ImapSession } from './imap/imap-session.ts';
import { FerryConnection, ReachedLogin } from './imap/library.ts';
import { connectPop3 } from './pop3/connect-pop3.ts';
import { openPop3Session } from './pop3/pop3-session.ts';
import type { SecretSource } from './secret-source.ts';
import type { MailSession } from './session.ts';

const CONNECT_TIMEOUT_MS = 20_000;
/** A large APPEND may keep a server busy for long; life signs of the run do not depend on this. */
const SOCKET_TIMEOUT_MS = 10 * 60_000;

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
): Promise<MailSession> {
  const password = await secrets.get(login.secretRef);
  if (login.endpoint.protocol === 'pop3') return openPop3Session(login, password, signal);
  const { connection, facts } = await connect(login, password, signal, known);
  return new ImapSession(connection, facts, contextOf(login));
}

/** Connects and looks around without a login: greeting, TLS, capabilities. */
export async function lookAtServer(login: MailLogin, signal?: AbortSignal): Promise<ServerFacts> {
  if (login.endpoint.protocol === 'pop3') {
    const { wire, facts } = await connectPop3(login, null, signal);
    wire.cut();
    return facts;
  }
  const { connection, facts } = await connect(login, null, signal);
  connection.close();
  return facts;
}

async function connect(
  login: MailLogin,
  password: string | null,
  signal?: AbortSignal,
  known: ServerFacts | null = null,
): Promise<{ connection: FerryConnection; facts: ServerFacts }> {
  const { endpoint } = login;
  const context = contextOf(login);
  signal?.throwIfAborted();
  let tls: ServerFacts['tls'] = null;
  const connection = new FerryConnection(
    {
      host: endpoint.host,
      port: endpoint.port,
      secure: endpoint.tls === 'implicit',
      ...(endpoint.tls === 'implicit' ? {} : { doSTARTTLS: endpoint.tls === 'starttls' }),
      // The certificate is judged in `checkCertificate`, before anything secret is sent, so that a refusal can show its facts.
      tls: { rejectUnauthorized: false },
      ...(password === null ? {} : { auth: { user: login.user, pass: password } }),
      clientInfo: { name: 'Mailferry', vendor: 'Mailferry' },
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      disableAutoIdle: true,
      disableAutoEnable: true,
      disableCompression: true,
      disableBinary: true,
      disableIMAP4rev2: true,
      logger: false,
    },
    (socket) => {
      tls = checkCertificate(socket, login);
    },
    { login: password !== null, questions: known === null },
  );
  // Faults also reach the command that is waiting; without a listener Node would end the process.
  connection.on('error', () => undefined);
  const stop = (): void => connection.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await connection.connect();
    return { connection, facts: known ?? factsOf(connection, tls, await roundTrip(connection)) };
  } catch (error) {
    if (error instanceof ReachedLogin)
      return { connection, facts: factsOf(connection, tls, await roundTrip(connection)) };
    connection.close();
    signal?.throwIfAborted();
    throw toMailError(error, context);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Milliseconds of one NOOP, which every server answers in any state. */
async function roundTrip(connection: FerryConnection): Promise<number> {
  const started = performance.now();
  await connection.command('NOOP', false);
  return performance.now() - started;
}

function factsOf(connection: FerryConnection, tls: ServerFacts['tls'], roundTripMs: number): ServerFacts {
  const inside = connection.inside;
  const capabilities = [...inside.capabilities.keys()].map((name) => name.toUpperCase()).sort();
  const has = (name: string): boolean => capabilities.includes(name);
  const limit = inside.capabilities.get('APPENDLIMIT');
  const product = [inside.serverInfo?.name, inside.serverInfo?.version].filter(Boolean).join(' ');
  return {
    greeting: inside.greeting ?? '',
    product: product === '' ? null : product,
    capabilities,
    uidplus: has('UIDPLUS'),
    multiappend: has('MULTIAPPEND'),
    literalPlus: has('LITERAL+'),
    specialUse: has('SPECIAL-USE'),
    condstore: has('CONDSTORE') || has('QRESYNC'),
    statusSize: has('STATUS=SIZE'),
    compress: has('COMPRESS=DEFLATE'),
    appendLimit: typeof limit === 'number' ? limit : null,
    delimiter: inside.namespace?.delimiter ?? null,
    prefix: inside.namespace?.prefix ?? '',
    tls,
    roundTripMs: Math.round(roundTripMs * 10) / 10,
  };
}

function contextOf(login: MailLogin): MailContext {
  return { side: login.side, host: login.endpoint.host, port: login.endpoint.port, user: login.user };
}
