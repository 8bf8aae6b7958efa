import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Endpoint, MailLogin } from '../../../../shared/domain/endpoint.ts';
import { AppError, type CertificateFacts, type ErrorWire, isAppError } from '../../../../shared/domain/errors.ts';
import { type Service, serviceNames } from '../../../../shared/domain/service.ts';
import type { ProbePhase, ServiceProbe } from '../../../../shared/domain/service-probe.ts';
import { certificateFactsOf } from '../../mail/certificate.ts';
import { toMailError } from '../../mail/errors.ts';
import { NoTls, TookTooLong } from '../../mail/faults.ts';
import { ServiceRefusal, speeches } from './greet.ts';
import { ProbeLine } from './probe-line.ts';
import { failureOf, type PhaseFailure, troubleOf } from './probe-words.ts';
import { titleOf, versionInGreeting, versionInPage } from './versions.ts';
import { fetchPage, type WebPage } from './webmail-page.ts';

/** How long one phase may take; a tarpit keeps people waiting on purpose. */
const PATIENCE_MS = 20_000;
/** A page that sends us on and on is followed so often. */
const MOST_REDIRECTS = 3;

/** What a probe works with; all of it can be replaced by a test. */
export interface ProbeContext {
  readonly now: () => number;
  readonly by: ServiceProbe['by'];
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
  /** Logs in once as the server's account and out again; null: no account is set, `held-back`: its password was refused before. */
  readonly logIn: ((login: MailLogin, signal: AbortSignal) => Promise<void>) | 'held-back' | null;
}

/** What has been learned on the way. */
interface Learned {
  times: Partial<Record<ProbePhase, number>>;
  greeting: string | null;
  version: string | null;
  status: number | null;
  tls: ServiceProbe['tls'];
  login: ServiceProbe['login'];
}

class PhaseError extends Error {
  readonly phase: ProbePhase;
  override readonly cause: unknown;

  constructor(phase: ProbePhase, cause: unknown) {
    super(phase);
    this.phase = phase;
    this.cause = cause;
  }
}

/** Looks at one service: name, connection, TLS, greeting or page, login. Never rejects, unless it was called off. */
export async function probeService(service: Service, context: ProbeContext): Promise<ServiceProbe> {
  const at = new Date(context.now()).toISOString();
  const began = performance.now();
  const learned: Learned = { times: {}, greeting: null, version: null, status: null, tls: null, login: 'none' };
  const finish = (judged: PhaseFailure | null): ServiceProbe => ({
    at,
    by: context.by,
    state: judged?.state ?? 'up',
    phase: judged?.phase ?? null,
    text: judged?.text ?? `${capital(serviceNames[service.kind])} answers.`,
    error: judged?.error ?? null,
    totalMs: round(performance.now() - began),
    ...learned,
  });
  try {
    await look(service, context, learned);
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!(error instanceof PhaseError)) throw error;
    return finish(
      failureOf(service, error.phase, error.cause, wireOf(service, error.cause), context.patienceMs ?? PATIENCE_MS),
    );
  }
  return finish(troubleOf(service, { ...learned, now: context.now() }));
}

async function look(service: Service, context: ProbeContext, learned: Learned): Promise<void> {
  const within = <T>(phase: ProbePhase, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    timed(phase, context, learned.times, work);
  const { kind, host } = service;
  if (isIP(host) === 0) await within('name', () => lookup(host));
  if (kind === 'webmail') await lookAtPage(service, learned, within);
  else await lookAtMail({ ...service, kind }, learned, within);
  if (kind !== 'imap' && kind !== 'pop3') return;
  if (context.logIn === null) return;
  const { logIn } = context;
  if (logIn === 'held-back') {
    learned.login = 'held-back';
    return;
  }
  try {
    await within('login', (signal) => logIn(loginOf({ ...service, kind }), signal));
    learned.login = 'ok';
  } catch (error) {
    const cause = error instanceof PhaseError ? error.cause : error;
    learned.login = isAppError(cause, 'mail.auth-failed') ? 'refused' : 'failed';
    // A certificate nobody trusts is told as such below; a password that is not there was not tried.
    if (isAppError(cause, 'mail.certificate', 'mail.certificate-changed', 'mail.secret-missing', 'vault.locked'))
      return;
    throw error;
  }
}

type Within = <T>(phase: ProbePhase, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

async function lookAtMail(
  service: Service & { readonly kind: keyof typeof speeches },
  learned: Learned,
  within: Within,
): Promise<void> {
  const speech = speeches[service.kind];
  const cut = new AbortController();
  const line = await within('connect', (signal) => {
    signal.addEventListener('abort', () => cut.abort(), { once: true });
    return ProbeLine.connect(service.host, service.port, cut.signal);
  });
  // Whichever phase loses its patience cuts the one connection.
  const on: Within = (phase, work) =>
    within(phase, (signal) => {
      signal.addEventListener('abort', () => cut.abort(), { once: true });
      return work(signal);
    });
  const secure = async (): Promise<void> => {
    learned.tls = tlsOf(await line.encrypt(service.host), service);
  };
  let goodbye: string | undefined;
  try {
    if (service.tls === 'implicit') await on('tls', secure);
    const { words, status } = await on('greeting', () => speech.greeting(line));
    learned.greeting = words.trim();
    learned.status = status;
    learned.version = versionInGreeting(words);
    if (service.tls === 'starttls' || service.tls === 'offered') {
      await on('tls', async () => {
        if (await speech.askForTls(line)) await secure();
        else if (service.tls === 'starttls') throw new NoTls('');
      });
    }
    goodbye = speech.goodbye;
  } catch (error) {
    const cause = error instanceof PhaseError ? error.cause : error;
    if (cause instanceof ServiceRefusal) learned.status = cause.status;
    throw error;
  } finally {
    line.end(goodbye);
  }
}

async function lookAtPage(service: Service, learned: Learned, within: Within): Promise<void> {
  const { host, port } = service;
  const secured = service.tls === 'implicit';
  let path = service.path;
  for (let redirects = 0; ; redirects++) {
    const page = await onePage(service, path, learned, within);
    learned.status = page.status;
    learned.greeting = titleOf(page.html) ?? `${page.status} ${page.words}`.trim();
    learned.version = versionInPage(page.html);
    const next = page.location === null ? null : samePlace(page.location, { host, port, secured, path });
    if (page.status >= 300 && page.status < 400 && next !== null && redirects < MOST_REDIRECTS) {
      path = next;
      continue;
    }
    if (page.status >= 500)
      throw new PhaseError('page', new ServiceRefusal(`${page.status} ${page.words}`, page.status));
    return;
  }
}

async function onePage(service: Service, path: string, learned: Learned, within: Within): Promise<WebPage> {
  const { host, port, tls } = service;
  const cut = new AbortController();
  const on: Within = (phase, work) =>
    within(phase, (signal) => {
      signal.addEventListener('abort', () => cut.abort(), { once: true });
      return work(signal);
    });
  const line = await on('connect', () => ProbeLine.connect(host, port, cut.signal));
  try {
    if (tls === 'implicit') {
      await on('tls', async () => {
        learned.tls = tlsOf(await line.encrypt(host), service);
      });
    }
    const authority = port === (tls === 'implicit' ? 443 : 80) ? host : `${host}:${port}`;
    return await on('page', (signal) => fetchPage(line.socket, authority, path, signal));
  } finally {
    line.end();
  }
}

/** The path a redirect leads to on the same server; null when it leads elsewhere, which is an answer, too. */
function samePlace(
  location: string,
  at: { readonly host: string; readonly port: number; readonly secured: boolean; readonly path: string },
): string | null {
  const base = `${at.secured ? 'https' : 'http'}://${at.host}:${at.port}${at.path}`;
  if (!URL.canParse(location, base)) return null;
  const next = new URL(location, base);
  return next.host === new URL(base).host && next.protocol === new URL(base).protocol
    ? next.pathname + next.search
    : null;
}

/** Runs one phase, adds its time up, and gives it up after a while. */
async function timed<T>(
  phase: ProbePhase,
  { signal, patienceMs = PATIENCE_MS }: ProbeContext,
  times: Partial<Record<ProbePhase, number>>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const patience = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    patience.abort();
  }, patienceMs);
  const either = signal ? AbortSignal.any([signal, patience.signal]) : patience.signal;
  try {
    signal?.throwIfAborted();
    // A look at a name cannot be called off, only left alone.
    const gone = new Promise<never>((_resolve, reject) => {
      either.addEventListener('abort', () => reject(new TookTooLong()), { once: true });
    });
    return await Promise.race([work(either), gone]);
  } catch (error) {
    throw error instanceof PhaseError ? error : new PhaseError(phase, late ? new TookTooLong() : error);
  } finally {
    clearTimeout(timer);
    times[phase] = round((times[phase] ?? 0) + performance.now() - began);
  }
}

function tlsOf(socket: TLSSocket, { pinnedFingerprint }: Service): ServiceProbe['tls'] {
  const shown = certificateFactsOf(socket);
  return { version: socket.getProtocol() ?? '', certificate: shown && judged(shown, pinnedFingerprint) };
}

function judged(certificate: CertificateFacts, pinned: string | null): CertificateFacts {
  if (pinned === null) return certificate;
  const { problem: _problem, ...rest } = certificate;
  if (pinned.toUpperCase() === certificate.fingerprint) return rest;
  return { ...rest, problem: 'It is another one than the one to trust.' };
}

function loginOf(service: Service & { readonly kind: 'imap' | 'pop3' }): MailLogin {
  const { id, host, port, tls, kind, pinnedFingerprint } = service;
  const endpoint: Endpoint = {
    id,
    name: host,
    platform: 'other',
    protocol: kind,
    host,
    port,
    tls: tls === 'offered' ? 'starttls' : tls,
    pinnedFingerprint,
    maxConnections: 1,
  };
  return { side: 'source', endpoint, user: '', secretRef: '' };
}

/** The failure in the form in which it is stored: our own sentence beside the code and the server's words. */
function wireOf({ host, port }: Service, cause: unknown): ErrorWire {
  if (cause instanceof ServiceRefusal) return { code: 'mail.refused', message: cause.words, serverText: cause.words };
  const { side: _side, ...wire } = (
    cause instanceof AppError ? cause : toMailError(cause, { side: 'source', host, port })
  ).wire;
  return wire;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
