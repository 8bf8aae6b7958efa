import type { Side } from '../../../shared/domain/endpoint.ts';
import { AppError, type ErrorCode, type ErrorWire } from '../../../shared/domain/errors.ts';
import { carryTrace } from './protocol-trace.ts';

/** What was being done when it failed; ends up in the sentence the agent reads. */
export interface MailContext {
  readonly side: Side;
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly folder?: string | undefined;
}

/** What our own faults, the TLS and the socket layer hang on their errors. */
interface RawMailError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly authenticationFailed?: unknown;
  readonly responseStatus?: unknown;
  readonly responseText?: unknown;
  /** Of a NO or BAD of IMAP (RFC 5530), of an `-ERR` of POP3 (RFC 2449, RFC 3206). */
  readonly serverResponseCode?: unknown;
  readonly throttleReset?: unknown;
  readonly tlsFailed?: unknown;
  readonly reason?: unknown;
}

/** Response codes of RFC 3501, 5530, 9051, 9208, for POP3 of RFC 2449 and 3206, and what they mean for us. */
const RESPONSE_CODES: Readonly<Record<string, ErrorCode>> = {
  AUTHENTICATIONFAILED: 'mail.auth-failed',
  AUTHORIZATIONFAILED: 'mail.auth-failed',
  EXPIRED: 'mail.auth-failed',
  PRIVACYREQUIRED: 'mail.tls-unavailable',
  OVERQUOTA: 'mail.over-quota',
  TRYCREATE: 'mail.folder-missing',
  NONEXISTENT: 'mail.folder-missing',
  TOOBIG: 'mail.message-too-big',
  THROTTLED: 'mail.throttled',
  LIMIT: 'mail.too-many-connections',
  INUSE: 'mail.throttled',
  UNAVAILABLE: 'mail.throttled',
  AUTH: 'mail.auth-failed',
  'IN-USE': 'mail.throttled',
  'LOGIN-DELAY': 'mail.throttled',
  'SYS/TEMP': 'mail.throttled',
};

const LOST = new Set([
  'NoConnection',
  'EConnectionClosed',
  'StateLogout',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
]);
const TIMEOUTS = new Set(['ETIMEDOUT', 'ETIMEOUT', 'CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);

/** Turns whatever the mail layer threw into an `AppError` with the server's own words; an `AppError` passes unchanged. */
export function toMailError(error: unknown, context: MailContext): AppError {
  if (error instanceof AppError) return error;
  const raw: RawMailError =
    typeof error === 'object' && error !== null ? error : { message: String(error ?? 'no reason given') };
  const code = classify(raw);
  const words = serverWords(raw);
  const wire: ErrorWire = {
    code,
    message: sentence(code, context, raw),
    side: context.side,
    ...(words === undefined ? {} : { serverText: words }),
    ...(typeof raw.throttleReset === 'number' ? { retryAfterMs: raw.throttleReset } : {}),
  };
  return carryTrace(error, new AppError(wire, { cause: error }));
}

/** The response code in brackets of a refusal, upper case. */
export function responseCodeOf(error: unknown): string | undefined {
  const code = (error as RawMailError | null | undefined)?.serverResponseCode;
  return typeof code === 'string' ? code.toUpperCase() : undefined;
}

function classify(raw: RawMailError): ErrorCode {
  const responseCode = responseCodeOf(raw);
  const words = (serverWords(raw) ?? '').toLowerCase();
  const code = typeof raw.code === 'string' ? raw.code : '';

  // Before the response code: servers say this with [UNAVAILABLE], [LIMIT] or none.
  if (/too many .*connections|maximum number of connections|connection limit/.test(words))
    return 'mail.too-many-connections';
  if (responseCode !== undefined && RESPONSE_CODES[responseCode]) return RESPONSE_CODES[responseCode];
  if (raw.authenticationFailed === true)
    // A login the server announced as disabled is not even tried (LOGINDISABLED, RFC 9051 6.2.3).
    return /disabled/i.test(`${words} ${String(raw.message)}`) ? 'mail.tls-unavailable' : 'mail.auth-failed';
  if (code === 'ETHROTTLE' || /throttl|rate limit|try again later/.test(words)) return 'mail.throttled';
  if (/over\s?quota|quota exceeded|mailbox (is )?full|not enough (disk )?space/.test(words)) return 'mail.over-quota';
  if (raw.responseStatus === 'NO' || raw.responseStatus === 'BAD') {
    if (/too (big|large)|size limit|exceeds .*(size|limit)/.test(words)) return 'mail.message-too-big';
    if (/(doesn't|does not|no longer) exist|no such (mailbox|folder)|unknown mailbox/.test(words))
      return 'mail.folder-missing';
    return 'mail.refused';
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'mail.name-unknown';
  if (UNREACHABLE.has(code)) return 'mail.unreachable';
  if (TIMEOUTS.has(code)) return 'mail.timeout';
  if (
    raw.tlsFailed === true &&
    /does not support STARTTLS|STARTTLS/i.test(String(raw.message)) &&
    !code.startsWith('ERR_')
  ) {
    return 'mail.tls-unavailable';
  }
  if (raw.tlsFailed === true || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO')
    return 'mail.tls-failed';
  if (LOST.has(code)) return 'mail.connection-lost';
  if (code.startsWith('ParserError') || /TooLarge$|^UnexpectedTag|^Invalid|^ResponseProcessing/.test(code))
    return 'mail.protocol';
  return 'internal';
}

function serverWords(raw: RawMailError): string | undefined {
  for (const candidate of [raw.responseText, raw.reason]) {
    if (typeof candidate === 'string' && candidate.trim() !== '') return candidate.trim();
  }
  return undefined;
}

function sentence(code: ErrorCode, context: MailContext, raw: RawMailError): string {
  const place = `${context.host}:${context.port}`;
  const which = `the ${context.side} server ${place}`;
  const folder = context.folder === undefined ? '' : ` in folder "${context.folder}"`;
  const words = serverWords(raw);
  const said = words === undefined ? '' : ` It said: ${words}`;
  switch (code) {
    case 'mail.auth-failed':
      return `${capital(which)} refused the login of ${context.user ?? 'the user'}.${said}`;
    case 'mail.name-unknown':
      return `The host name ${context.host} of the ${context.side} is not known.`;
    case 'mail.unreachable':
      return `${capital(which)} does not answer (${String(raw.code)}).`;
    case 'mail.timeout':
      return `${capital(which)} took too long to answer${folder}.`;
    case 'mail.connection-lost':
      return `The connection to ${which} was lost${folder}.${said}`;
    case 'mail.tls-unavailable':
      return `${capital(which)} does not offer encryption.${said}`;
    case 'mail.tls-failed':
      return `No encrypted connection to ${which} could be agreed (${String(raw.code ?? raw.message)}).`;
    case 'mail.protocol':
      return `${capital(which)} answered something that makes no sense${folder} (${String(raw.code)}).`;
    case 'internal':
      return `Unexpected failure with ${which}${folder}: ${String(raw.message ?? 'no reason given')}`;
    default:
      return `${capital(which)} refused${folder}.${said}`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
