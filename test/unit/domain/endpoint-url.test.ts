import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPort, protocol, tlsMode } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint, parseEndpointUrl } from '../../../shared/domain/endpoint-url.ts';
import { isAppError } from '../../../shared/domain/errors.ts';

const endpoint = fc.record({
  protocol: fc.constantFrom(...protocol.options),
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
