import type { MailLogin } from '../../../../shared/domain/endpoint.ts';
import type { ServerFacts } from '../../../../shared/domain/inspection.ts';
import { checkCertificate } from '../certificate.ts';
import { CONNECT_TIMEOUT_MS, dialClear, dialTls, encrypt, Opening } from '../dial.ts';
import { toMailError } from '../errors.ts';
import { NoTls } from '../faults.ts';
import { decodeFolderName } from './folder-names.ts';
import { logIn } from './log-in.ts';
import { listOf, textOf } from './responses.ts';
import { ImapWire, type Untagged } from './wire/imap-wire.ts';
import { CommandRefused } from './wire/refusal.ts';

/** Servers slow down logins on purpose, more with every one. */
const LOGIN_TIMEOUT_MS = 60_000;
/** A large APPEND may keep a server busy for long; life signs of the run do not depend on this. */
const ANSWER_TIMEOUT_MS = 10 * 60_000;

/** A connection with what the server said of itself. */
export interface ImapConnection {
  readonly wire: ImapWire;
  readonly facts: ServerFacts;
}

/** How to open a connection beyond where and as whom. */
export interface ConnectOptions {
  /** What an earlier connection of the same login learned; then nothing is asked again. */
  readonly known?: ServerFacts | null;
  /** Compress both directions where the server offers it (RFC 4978). */
  readonly compress?: boolean;
  /** How long the server may say nothing while it is asked something. Default: ten minutes. */
  readonly silenceMs?: number;
}

/**
 * Connects, encrypts where the endpoint says so, judges the certificate, and logs in with one single attempt; `password` null
 * only looks around. Nothing of the login is sent before the certificate was accepted.
 *
 * @throws AppError with the code that names the failing part
 */
export async function connectImap(
  login: MailLogin,
  password: string | null,
  signal?: AbortSignal,
  { known = null, compress = false, silenceMs = ANSWER_TIMEOUT_MS }: ConnectOptions = {},
): Promise<ImapConnection> {
  const { endpoint, user } = login;
  signal?.throwIfAborted();
  const open = new Opening(signal);
  try {
    const { wire, tls, greeting, loggedIn } = await greet(login, open);
    wire.setPatience(LOGIN_TIMEOUT_MS);
    if (password !== null && !loggedIn) {
      const before = await capabilitiesOf(wire);
      adjust(wire, before);
      // Those of someone who is logged in are others; many servers tell them with their consent.
      wire.capabilities = null;
      await logIn(wire, user, password, before);
    }
    const capabilities = wire.capabilities ?? known?.capabilities ?? (await capabilitiesOf(wire));
    adjust(wire, capabilities);
    const facts = known ?? { ...(await lookAround(wire, capabilities, password !== null)), greeting, tls };
    if (compress && facts.compress) await wire.compress();
    wire.setPatience(silenceMs);
    return { wire, facts };
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
): Promise<{ wire: ImapWire; tls: ServerFacts['tls']; greeting: string; loggedIn: boolean }> {
  const { host, port, tls: mode } = login.endpoint;
  const wireOver = (socket: ConstructorParameters<typeof ImapWire>[0]): ImapWire => {
    const wire = new ImapWire(socket, CONNECT_TIMEOUT_MS);
    open.owns(() => wire.cut());
    return wire;
  };
  if (mode === 'implicit') {
    const socket = await dialTls(host, port, open);
    const wire = wireOver(socket);
    const greeting = wire.greeting();
    // The greeting may break off while the certificate is being judged.
    greeting.catch(() => undefined);
    const tls = checkCertificate(socket, login);
    const { words, kind } = await greeting;
    return { wire, tls, greeting: words, loggedIn: kind === 'PREAUTH' };
  }
  const clear = wireOver(await dialClear(host, port, open));
  const { words, kind } = await clear.greeting();
  if (mode === 'none') return { wire: clear, tls: null, greeting: words, loggedIn: kind === 'PREAUTH' };
  // Logged in before encryption: somebody in between may have done that (RFC 9051 11.1).
  if (kind === 'PREAUTH' || !(await capabilitiesOf(clear)).includes('STARTTLS')) throw new NoTls('');
  await clear.run({ name: 'STARTTLS' }).catch((error: unknown) => {
    if (!(error instanceof CommandRefused)) throw error;
    throw new NoTls(error.responseText);
  });
  const encrypted = await encrypt(clear.release(), host, open);
  // All that was said in clear text is forgotten (RFC 3501 6.2.1).
  const wire = wireOver(encrypted);
  return { wire, tls: checkCertificate(encrypted, login), greeting: words, loggedIn: false };
}

/** What the server told, asked for only where it has not. */
async function capabilitiesOf(wire: ImapWire): Promise<readonly string[]> {
  if (wire.capabilities === null) await wire.run({ name: 'CAPABILITY' });
  return wire.capabilities ?? [];
}

/** Who the server is (ID) and where its folders are (NAMESPACE), in one round trip, which is measured. */
async function lookAround(
  wire: ImapWire,
  told: readonly string[],
  loggedIn: boolean,
): Promise<Omit<ServerFacts, 'greeting' | 'tls'>> {
  const capabilities = [...told].sort();
  const has = (name: string): boolean => capabilities.includes(name);
  const started = performance.now();
  const place = loggedIn ? placeOf(wire, has('NAMESPACE')) : sayNothing(wire);
  const [{ delimiter, prefix }, product] = await Promise.all([place, has('ID') ? productOf(wire) : null]);
  const roundTripMs = performance.now() - started;
  const limit = capabilities.find((name) => /^APPENDLIMIT=\d+$/.test(name))?.slice('APPENDLIMIT='.length);
  return {
    product,
    capabilities,
    uidplus: has('UIDPLUS'),
    multiappend: has('MULTIAPPEND'),
    literalPlus: has('LITERAL+'),
    specialUse: has('SPECIAL-USE'),
    condstore: has('CONDSTORE') || has('QRESYNC'),
    statusSize: has('STATUS=SIZE'),
    compress: has('COMPRESS=DEFLATE'),
    appendLimit: limit === undefined ? null : Number(limit),
    delimiter,
    prefix,
    roundTripMs: Math.round(roundTripMs * 10) / 10,
  };
}

type Place = Pick<ServerFacts, 'delimiter' | 'prefix'>;

const NOWHERE: Place = { delimiter: null, prefix: '' };

/** The personal namespace (RFC 2342), or the root of the folders where the server has none. */
async function placeOf(wire: ImapWire, hasNamespace: boolean): Promise<Place> {
  let place = NOWHERE;
  const onNamespace = ({ values }: Untagged): void => {
    const [prefix, delimiter] = listOf(listOf(values[0])?.[0]) ?? [];
    place = { prefix: decodeFolderName(textOf(prefix) ?? ''), delimiter: textOf(delimiter) };
  };
  const onRoot = ({ values }: Untagged): void => {
    const delimiter = textOf(values[1]);
    const root = decodeFolderName(textOf(values[2]) ?? '');
    const open = delimiter !== null && root !== '' && !root.endsWith(delimiter);
    place = { delimiter, prefix: open ? root + delimiter : root };
  };
  try {
    if (hasNamespace) await wire.run({ name: 'NAMESPACE', on: { NAMESPACE: onNamespace } });
    else await wire.run({ name: 'LIST', parts: [' "" ""'], on: { LIST: onRoot } });
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    // Exchange consents to a login and says here that it did not mean it.
    if (/User is authenticated but not connected/i.test(error.responseText))
      throw new CommandRefused(error.responseStatus, { code: null, words: error.responseText }, true);
  }
  return place;
}

async function sayNothing(wire: ImapWire): Promise<Place> {
  await wire.run({ name: 'NOOP' });
  return NOWHERE;
}

/** Name and version by ID (RFC 2971). */
async function productOf(wire: ImapWire): Promise<string | null> {
  const fields = new Map<string, string>();
  const onId = ({ values }: Untagged): void => {
    const list = listOf(values[0]) ?? [];
    for (let at = 0; at + 1 < list.length; at += 2) {
      fields.set(textOf(list[at])?.toLowerCase() ?? '', textOf(list[at + 1]) ?? '');
    }
  };
  try {
    await wire.run({ name: 'ID', parts: [' ("name" "Mailferry" "vendor" "Mailferry")'], on: { ID: onId } });
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
  }
  const product = [fields.get('name'), fields.get('version')].filter((word) => word !== undefined && word !== '');
  return product.length === 0 ? null : product.join(' ');
}

/**
 * How much may be sent unasked. A server with non-synchronising literals (RFC 7888) reads on what lies in its buffer; others are
 * known that forget it, so they get one command at a time.
 */
function adjust(wire: ImapWire, capabilities: readonly string[]): void {
  const form = capabilities.includes('LITERAL+')
    ? 'plus'
    : capabilities.includes('LITERAL-')
      ? 'minus'
      : 'synchronising';
  wire.literals = form;
  wire.sequential = form === 'synchronising';
}
