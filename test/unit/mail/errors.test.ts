import { describe, expect, test } from 'vitest';
import { responseCodeOf, toMailError } from '../../../electron/engine/mail/errors.ts';
import { AppError, type ErrorCode } from '../../../shared/domain/errors.ts';

const context = {
  side: 'destination',
  host: 'mail.example',
  port: 993,
  user: 'anna@harbour.test',
  folder: 'Work',
} as const;
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });
/** A tagged NO or BAD. */
const tagged = (responseStatus: 'NO' | 'BAD', responseText: string, responseCode?: string, extra = {}) =>
  Object.assign(new Error('Command failed'), {
    responseStatus,
    responseText,
    serverResponseCode: responseCode,
    ...extra,
  });
const login = (text: string, code?: string) => tagged('NO', text, code, { authenticationFailed: true });

const table: readonly [string, unknown, ErrorCode][] = [
  ['refused port', coded('ECONNREFUSED'), 'mail.unreachable'],
  ['no route', coded('EHOSTUNREACH'), 'mail.unreachable'],
  ['no network', coded('ENETUNREACH'), 'mail.unreachable'],
  ['unknown name', coded('ENOTFOUND'), 'mail.name-unknown'],
  ['name server away', coded('EAI_AGAIN'), 'mail.name-unknown'],
  ['connect timeout', coded('CONNECT_TIMEOUT'), 'mail.timeout'],
  ['greeting timeout', coded('GREETING_TIMEOUT'), 'mail.timeout'],
  ['upgrade timeout', coded('UPGRADE_TIMEOUT'), 'mail.timeout'],
  ['socket timeout', coded('ETIMEOUT'), 'mail.timeout'],
  ['system timeout', coded('ETIMEDOUT'), 'mail.timeout'],
  ['reset', coded('ECONNRESET'), 'mail.connection-lost'],
  ['broken pipe', coded('EPIPE'), 'mail.connection-lost'],
  ['no connection', coded('NoConnection'), 'mail.connection-lost'],
  ['closed', coded('EConnectionClosed'), 'mail.connection-lost'],
  ['closed at once', coded('ClosedAfterConnectText'), 'mail.connection-lost'],
  ['closed at once, TLS', coded('ClosedAfterConnectTLS'), 'mail.connection-lost'],
  ['clear text on a TLS port', coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'mail.tls-failed'],
  ['EPROTO', coded('EPROTO'), 'mail.tls-failed'],
  [
    'no STARTTLS',
    Object.assign(new Error('Server does not support STARTTLS'), { tlsFailed: true }),
    'mail.tls-unavailable',
  ],
  [
    'STARTTLS that fails',
    Object.assign(coded('ERR_SSL_UNSUPPORTED', 'after STARTTLS'), { tlsFailed: true }),
    'mail.tls-failed',
  ],
  ['wrong password', login('Authentication failed.', 'AUTHENTICATIONFAILED'), 'mail.auth-failed'],
  ['wrong password without a code', login('LOGIN failed'), 'mail.auth-failed'],
  ['expired password', login('Change it', 'EXPIRED'), 'mail.auth-failed'],
  ['login disabled without TLS', login('Plaintext authentication disabled'), 'mail.tls-unavailable'],
  [
    'a login the library did not try',
    Object.assign(new Error('Login is disabled'), { authenticationFailed: true }),
    'mail.tls-unavailable',
  ],
  ['privacy required', login('TLS first', 'PRIVACYREQUIRED'), 'mail.tls-unavailable'],
  [
    'too many connections at login',
    login('Maximum number of connections from user+IP exceeded'),
    'mail.too-many-connections',
  ],
  ['limit', tagged('NO', 'No more', 'LIMIT'), 'mail.too-many-connections'],
  ['backend away at login', login('Temporary failure', 'UNAVAILABLE'), 'mail.throttled'],
  ['throttled', tagged('NO', 'Slow down', 'THROTTLED'), 'mail.throttled'],
  ['throttled in words', tagged('NO', 'Rate limit reached, try again later'), 'mail.throttled'],
  ['over quota', tagged('NO', 'Quota exceeded', 'OVERQUOTA'), 'mail.over-quota'],
  ['over quota in words', tagged('NO', 'Mailbox is full'), 'mail.over-quota'],
  ['try to create', tagged('NO', 'Missing', 'TRYCREATE'), 'mail.folder-missing'],
  ['nonexistent', tagged('NO', 'Missing', 'nonexistent'), 'mail.folder-missing'],
  ['missing in words', tagged('NO', "Mailbox doesn't exist: Work"), 'mail.folder-missing'],
  ['too big', tagged('NO', 'Too big', 'TOOBIG'), 'mail.message-too-big'],
  ['too big in words', tagged('NO', 'Message size exceeds fixed limit'), 'mail.message-too-big'],
  ['any other NO', tagged('NO', 'Not today'), 'mail.refused'],
  ['any BAD', tagged('BAD', 'Syntax error'), 'mail.refused'],
  ['a line that cannot be parsed', coded('ParserError7'), 'mail.protocol'],
  ['an unexpected tag', coded('UnexpectedTag'), 'mail.protocol'],
  ['a bug', new TypeError('x is not a function'), 'internal'],
  ['no error at all', undefined, 'internal'],
  ['a text', 'oops', 'internal'],
];

describe('what went wrong', () => {
  test.each(table)('%s', (_name, raw, code) => {
    const error = toMailError(raw, context);
    expect(error.code).toBe(code);
    expect(error.wire.side).toBe('destination');
    expect(error.message).toContain('mail.example');
    expect(error.message).not.toMatch(/undefined|\[object/);
    expect(error.cause).toBe(raw);
  });

  test('keeps the words of the server, the folder and the wait it asks for', () => {
    const error = toMailError(tagged('NO', 'Slow down please', 'THROTTLED', { throttleReset: 9000 }), context);
    expect(error.wire).toMatchObject({ serverText: 'Slow down please', retryAfterMs: 9000 });
    expect(error.message).toContain('"Work"');
    expect(error.message).toContain('Slow down please');
    expect(toMailError(login('Nope'), context).message).toContain('anna@harbour.test');
  });

  test('lets an error of ours pass', () => {
    const own = new AppError({ code: 'mail.certificate', message: 'x' });
    expect(toMailError(own, context)).toBe(own);
  });

  test.each([[undefined], [null], [{}], [{ serverResponseCode: 7 }]])('no response code in %j', (raw) => {
    expect(responseCodeOf(raw)).toBeUndefined();
  });
});
