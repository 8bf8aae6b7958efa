import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPort, isHostName, isStorePath, placeProblem, tlsMode } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint, parseEndpointUrl } from '../../../shared/domain/endpoint-url.ts';
import { isAppError } from '../../../shared/domain/errors.ts';

const endpoint = fc.record({
  protocol: fc.constantFrom('imap', 'pop3'),
  tls: fc.constantFrom(...tlsMode.options),
  host: fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().filter((host) => !host.includes('.')),
    fc.constant('localhost'),
  ),
  port: fc.integer({ min: 1, max: 65_535 }),
});

function refusal(text: string): string {
  try {
    parseEndpointUrl(text);
  } catch (error) {
    if (isAppError(error, 'input.invalid')) return error.message;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('an endpoint as text', () => {
  test('reads back what was written', () => {
    fc.assert(
      fc.property(endpoint, (given) => {
        expect(parseEndpointUrl(formatEndpoint(given))).toEqual({ ...given, user: null });
      }),
      { numRuns: 2000 },
    );
  });

  test('names a message store by its folder, and takes the login out of it', () => {
    const store = parseEndpointUrl('mailenable-store:/mnt/old server/Postoffices/harbour.test/MailRoot/Anna.Ek/');
    expect(store).toEqual({
      protocol: 'store',
      tls: 'none',
      user: 'Anna.Ek@harbour.test',
      host: '/mnt/old server/Postoffices/harbour.test/MailRoot/Anna.Ek',
      port: 1,
    });
    expect(parseEndpointUrl(formatEndpoint(store))).toEqual(store);
    expect(parseEndpointUrl('mailenable-store:///mnt/anna').host).toBe('/mnt/anna');
    expect(parseEndpointUrl('mailenable-store:D:\\Mail\\kunde17\\MAILROOT\\anna').user).toBe('anna@kunde17');
    for (const odd of ['mailenable-store:', 'mailenable-store:relative/path', 'mailenable-store://host/share'])
      expect(refusal(odd)).toContain('whole path');
  });

  test('a folder is no host, and a host is no folder', () => {
    for (const host of ['mail.example', '192.0.2.1', '2001:db8::1'])
      expect([isHostName(host), isStorePath(host)]).toEqual([true, false]);
    for (const path of ['/mnt/old', 'C:\\Mail', 'C:/Mail', '\\\\server\\share'])
      expect([isHostName(path), isStorePath(path)]).toEqual([false, true]);
    expect(placeProblem({ protocol: 'store', host: 'mail.example' })).toContain('whole path');
    expect(placeProblem({ protocol: 'imap', host: '/mnt/old' })).toContain('host name');
    expect(placeProblem({ protocol: 'store', host: '/mnt/old' })).toBeNull();
  });

  test('reads any user name, with @ as it is or encoded', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => text.isWellFormed() && text.trim() === text && !/[:%@]/.test(text));
    fc.assert(
      fc.property(endpoint, name, fc.domain(), (given, user, domain) => {
        const [scheme, rest] = formatEndpoint(given).split('://');
        expect(parseEndpointUrl(`${scheme}://${user}@${domain}@${rest}`).user).toBe(`${user}@${domain}`);
        expect(parseEndpointUrl(`${scheme}://${encodeURIComponent(user)}%40${domain}@${rest}`).user).toBe(
          `${user}@${domain}`,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('knows the ports', () => {
    const port = (text: string) => parseEndpointUrl(text).port;
    expect(
      ['imaps://h', 'imap://h', 'imap+insecure://h', 'pop3s://h', 'pop3://h', 'pop3+insecure://h/'].map(port),
    ).toEqual([993, 143, 143, 995, 110, 110]);
    expect(defaultPort('imap', 'implicit')).toBe(993);
  });

  test.each([
    ['mail.example', 'no scheme'],
    ['https://mail.example', '"https" is not a known scheme'],
    ['imaps://', 'host name'],
    ['imaps://anna@', 'host name'],
    ['imaps://mail.example:0', 'Port 0'],
    ['imaps://mail.example:65536', 'Port 65536'],
    ['imaps://mail.example:abc', 'host name'],
    ['imaps://mail.example/INBOX', 'host name'],
    ['imaps://an%zzna@mail.example', 'two hex digits'],
  ])('refuses %s and says why', (text, why) => {
    expect(refusal(text)).toContain(why);
  });

  test('never repeats what may be a password', () => {
    for (const scheme of ['imaps://', 'imap:', 'imaps//', '', 'ftp://', 'IMAPS://', ' imaps:/']) {
      for (const rest of [
        'anna:Kelp-Lantern@mail.example',
        'anna@harbour.test:Kelp-Lantern@mail.example:993',
        'anna:Kelp-Lantern@mail.example:99999',
        'anna:Kelp-Lantern@',
      ]) {
        expect(refusal(scheme + rest)).not.toContain('Kelp');
      }
    }
  });

  test('refuses anything else by a clear error, never by a crash', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `imap://${text}`),
        ),
        (text) => {
          try {
            parseEndpointUrl(text);
          } catch (error) {
            expect(isAppError(error, 'input.invalid')).toBe(true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
