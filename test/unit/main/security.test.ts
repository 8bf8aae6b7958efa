import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, freshNonce } from '../../../electron/main/security/content-security-policy.ts';
import { isAllowedRequest, isOwnAddress } from '../../../electron/main/security/guards.ts';
import { type Sender, senderProblem } from '../../../electron/main/security/trusted-sender.ts';
import { webAddress } from '../../../electron/main/security/web-address.ts';

describe('contentSecurityPolicy', () => {
  const directives = new Map(
    contentSecurityPolicy('abc')
      .split('; ')
      .map((directive): [string, string] => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
  );

  it('starts from nothing', () => {
    expect(directives.get('default-src')).toBe("'none'");
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'frame-src'])
      expect(directives.get(name)).toBe("'none'");
  });

  it('lets scripts and connections come from the app alone', () => {
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('connect-src')).toBe("'self'");
  });

  it('lets styles in by nonce, and nothing is ever unsafe or wild', () => {
    expect(directives.get('style-src')).toBe("'self' 'nonce-abc'");
    expect(contentSecurityPolicy('abc')).not.toMatch(/unsafe|\*|https?:|blob:/);
  });

  it('makes nonces that do not repeat', () => {
    expect(new Set(Array.from({ length: 100 }, freshNonce)).size).toBe(100);
  });
});

describe('senderProblem', () => {
  const page: Sender = { webContentsId: 1, frame: { isMainFrame: true, origin: 'app://console' } };

  it('trusts the main frame of our own window on our origin', () => {
    expect(senderProblem(page, 1)).toBeUndefined();
  });

  it.each<[string, Sender, number | undefined]>([
    ['without a window', page, undefined],
    ['other web contents', page, 2],
    ['a frame that is gone', { webContentsId: 1, frame: null }, 1],
    ['a frame inside the page', { webContentsId: 1, frame: { isMainFrame: false, origin: 'app://console' } }, 1],
    ...[
      'https://console',
      'app://console.evil',
      'app://consol',
      'app://CONSOLE',
      'app://console:1',
      'null',
      '',
      'file://',
    ].map((origin): [string, Sender, number] => [
      `origin "${origin}"`,
      { webContentsId: 1, frame: { isMainFrame: true, origin } },
      1,
    ]),
  ])('refuses %s', (_what, sender, own) => {
    expect(senderProblem(sender, own)).toEqual(expect.any(String));
  });
});

describe('addresses', () => {
  it.each(['app://console/', 'app://console/domains/1?x#y', 'app://console'])('%s is inside the app', (address) => {
    expect(isOwnAddress(address)).toBe(true);
  });

  it.each([
    'app://elsewhere/',
    'app://console.elsewhere/',
    'app://console@elsewhere/',
    'app://user@console/',
    'https://console/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'about:blank',
    'nonsense',
  ])('%s is not', (address) => {
    expect(isOwnAddress(address)).toBe(false);
  });

  it('lets requests be made of the app only', () => {
    expect(['app://console/x', 'data:,x', 'blob:app://console/1'].every(isAllowedRequest)).toBe(true);
    expect(
      ['https://example.org', 'http://127.0.0.1', 'ws://x', 'wss://x', 'ftp://x', 'file:///x', 'x'].some(
        isAllowedRequest,
      ),
    ).toBe(false);
  });

  it('hands plain web addresses to the browser and nothing else', () => {
    expect(webAddress('https://example.org/a?b')).toBe('https://example.org/a?b');
    expect(webAddress('http://example.org')).toBe('http://example.org/');
    for (const address of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://x/y',
      'mailto:a@b',
      'https://a:b@c/',
      'ms-msdt:/x',
      '',
    ])
      expect(webAddress(address)).toBeUndefined();
  });
});
