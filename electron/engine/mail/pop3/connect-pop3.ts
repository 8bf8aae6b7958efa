import type { Socket } from 'node:net';
import type { Endpoint, MailLogin } from '../../../../shared/domain/endpoint.ts';
import { AppError } from '../../../../shared/domain/errors.ts';
import type { ServerFacts } from '../../../../shared/domain/inspection.ts';
import { checkCertificate } from '../certificate.ts';
import { CONNECT_TIMEOUT_MS, dialClear, dialTls, encrypt, Opening } from '../dial.ts';
import { toMailError } from '../errors.ts';
import { NoTls } from '../faults.ts';
import { accepted, command, listing } from './commands.ts';
import { Pop3Refusal } from './faults.ts';
import { Pop3Wire } from './wire.ts';

/** RFC 1939 lets a server log out who is silent for ten minutes. */
const ANSWER_TIMEOUT_MS = 10 * 60_000;

/** A connection with what the server said of itself. */
export interface Pop3Connection {
  readonly wire: Pop3Wire;
  readonly facts: ServerFacts;
  /** Null when the server has no CAPA (RFC 2449). */
  readonly capabilities: ReadonlyMap<string, string> | null;
}

/**
 * Connects, encrypts where the endpoint says so, judges the certificate, and logs in with one single attempt; `password` null
 * only looks around. Nothing of the login is sent before the certificate was accepted.
 *
 * @throws AppError with the code that names the failing part
 */
export async function connectPop3(
  login: MailLogin,
  password: string | null,
  signal?: AbortSignal,
): Promise<Pop3Connection> {
  const { endpoint, user } = login;
  signal?.throwIfAborted();
  if (password !== null) refuseLineBreaks(login, password);
  const open = new Opening(signal);
  try {
    const { wire, greeting, tls } = await greet(login, open);
    let capabilities = await capabilitiesOf(wire);
    if (password !== null) {
      refuseClearText(endpoint, capabilities, login);
      await logIn(wire, user, password);
      capabilities = (await capabilitiesOf(wire)) ?? capabilities;
    }
    const roundTripMs = await roundTrip(wire, password !== null);
    wire.patienceMs = ANSWER_TIMEOUT_MS;
    return { wire, capabilities, facts: factsOf(greeting, capabilities, tls, roundTripMs) };
  } catch (error) {
    open.cut();
    signal?.throwIfAborted();
    throw toMailError(error, { side: login.side, host: endpoint.host, port: endpoint.port, user });
  } finally {
    open.done();
  }
}

async function greet(
  login: MailLogin,
  open: Opening,
): Promise<{ wire: Pop3Wire; greeting: string; tls: ServerFacts['tls'] }> {
  const { host, port, tls: mode } = login.endpoint;
  const wireOver = (socket: Socket): Pop3Wire => {
    const wire = new Pop3Wire(socket, CONNECT_TIMEOUT_MS);
    open.owns(() => wire.cut());
    return wire;
  };
  if (mode === 'implicit') {
    const socket = await dialTls(host, port, open);
    const tls = checkCertificate(socket, login);
    const wire = wireOver(socket);
    return { wire, tls, greeting: accepted(await wire.readLine()) };
  }
  const clear = wireOver(await dialClear(host, port, open));
  const greeting = accepted(await clear.readLine());
  if (mode === 'none') return { wire: clear, tls: null, greeting };
  await command(clear, 'STLS').catch((error: unknown) => {
    if (!(error instanceof Pop3Refusal)) throw error;
    throw new NoTls(error.responseText);
  });
  const encrypted = await encrypt(clear.release(), host, open);
  const tls = checkCertificate(encrypted, login);
  return { wire: wireOver(encrypted), tls, greeting };
}

async function capabilitiesOf(wire: Pop3Wire): Promise<ReadonlyMap<string, string> | null> {
  try {
    const lines = await listing(wire, 'CAPA');
    return new Map(lines.map((line) => [line.split(' ', 1)[0]?.toUpperCase() ?? '', line.replace(/^\S+\s*/, '')]));
  } catch (error) {
    if (error instanceof Pop3Refusal) return null;
    throw error;
  }
}

async function logIn(wire: Pop3Wire, user: string, password: string): Promise<void> {
  for (const line of [`USER ${user}`, `PASS ${password}`]) {
    try {
      await command(wire, line);
    } catch (error) {
      if (!(error instanceof Pop3Refusal)) throw error;
      throw loginRefusal(error, password);
    }
  }
}

/** A mailbox that is in use has nothing to do with the password; everything else is a refused login and not tried again. */
function loginRefusal({ responseText, serverResponseCode }: Pop3Refusal, password: string): Pop3Refusal {
  const words = responseText.replaceAll(password, '***');
  const busy =
    serverResponseCode === undefined && /(mail ?(drop|box)|lock).*(lock|in use|busy|mail ?(drop|box))/i.test(words);
  if (busy && !/account|disabled|password/i.test(words)) return new Pop3Refusal(`[IN-USE] ${words}`);
  return new Pop3Refusal(words, serverResponseCode === undefined || serverResponseCode === 'AUTH');
}

function refuseLineBreaks(login: MailLogin, password: string): void {
  for (const [what, text] of [
    ['user name', login.user],
    ['password', password],
  ] as const) {
    if (!/[\r\n\0]/.test(text)) continue;
    throw new AppError({
      code: 'input.invalid',
      side: login.side,
      message: `The ${what} for ${login.endpoint.host} has a line break in it, which POP3 cannot send. Enter it again.`,
    });
  }
}

/** A server that offers STLS and no USER wants encryption first: then not even the user name is sent in the clear. */
function refuseClearText(endpoint: Endpoint, capabilities: ReadonlyMap<string, string> | null, login: MailLogin): void {
  if (endpoint.tls !== 'none' || capabilities === null || capabilities.has('USER') || !capabilities.has('STLS')) return;
  throw new AppError({
    code: 'mail.tls-unavailable',
    side: login.side,
    message: `${endpoint.host}:${endpoint.port} takes no login in clear text. Choose STARTTLS for this server.`,
  });
}

/** Milliseconds of a command that changes nothing: NOOP is for those who are logged in only. */
async function roundTrip(wire: Pop3Wire, loggedIn: boolean): Promise<number> {
  const started = performance.now();
  if (loggedIn) await command(wire, 'NOOP');
  else await capabilitiesOf(wire);
  return performance.now() - started;
}

function factsOf(
  greeting: string,
  capabilities: ReadonlyMap<string, string> | null,
  tls: ServerFacts['tls'],
  roundTripMs: number,
): ServerFacts {
  return {
    greeting,
    product: capabilities?.get('IMPLEMENTATION') || null,
    capabilities: [...(capabilities?.keys() ?? [])].sort(),
    uidplus: false,
    multiappend: false,
    literalPlus: false,
    specialUse: false,
    condstore: false,
    statusSize: false,
    compress: false,
    appendLimit: null,
    delimiter: null,
    prefix: '',
    tls,
    roundTripMs: Math.round(roundTripMs * 10) / 10,
  };
}
