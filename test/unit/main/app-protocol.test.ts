import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPageRequest, appScheme } from '../../../electron/main/security/app-protocol.ts';

let folder: string;
let root: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailferry-page-'));
  root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<meta name="style-nonce" content="__STYLE_NONCE__"><p>page</p>');
  await writeFile(join(root, 'assets', 'page.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'secret');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const document = { headers: { Accept: 'text/html,*/*;q=0.8' } };

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return answerPageRequest(root, new Request(`app://console${path}`, init));
}

describe('app://console', () => {
  it('is a standard, secure scheme that may not skip the policy', () => {
    expect(appScheme).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } });
    expect(appScheme.privileges?.bypassCSP).toBeUndefined();
  });

  it('serves the page with a nonce that is the same in policy and document, and new at every load', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/index.html', '/']) {
      const response = await get(path, document);
      const nonce = /content="([^"]+)"/.exec(await response.text())?.[1] ?? '';
      expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
      expect(response.headers.get('Content-Security-Policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('serves files with their type, not sniffable, inert as documents', async () => {
    const response = await get('/assets/page.js');
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Content-Security-Policy')).toContain('sandbox');
    expect(await response.text()).toBe('export {};');
  });

  it('falls back to the page for routes, also those that end like a file', async () => {
    for (const route of ['/domains', '/mailboxes/7', '/domains/example.com']) {
      const response = await get(route, document);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<p>page</p>');
    }
  });

  it('says when a file is not there instead of answering with the page', async () => {
    expect((await get('/assets/gone.js')).status).toBe(404);
  });

  it('answers HEAD without a body', async () => {
    const response = await get('/assets/page.js', { method: 'HEAD' });
    expect(response.headers.get('Content-Length')).toBe('10');
    expect(await response.text()).toBe('');
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s', async (method) => {
    const response = await get('/', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('GET, HEAD');
  });

  it('refuses other hosts', async () => {
    for (const host of ['elsewhere', 'console.elsewhere', 'console:8080']) {
      expect((await answerPageRequest(root, new Request(`app://${host}/`))).status).toBe(404);
    }
  });

  it.each(['/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt', '/%2fserver/share', '/%zz'])(
    'refuses %s',
    async (path) => {
      const response = await get(path, document);
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('secret');
    },
  );

  it('says so when the page was not bundled', async () => {
    const response = await answerPageRequest(join(folder, 'empty'), new Request('app://console/'));
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('The page is not bundled');
  });
});
