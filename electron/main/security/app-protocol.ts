import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { CustomScheme, Protocol } from 'electron';
import { PAGE_ORIGIN } from '../../../shared/contract/shell.ts';
import { containedPath } from './contained-path.ts';
import { contentSecurityPolicy, freshNonce, inertPolicy, noncePlaceholder } from './content-security-policy.ts';

const page = new URL(PAGE_ORIGIN);

/** Has to be registered before the app is ready. */
export const appScheme: CustomScheme = {
  scheme: page.protocol.slice(0, -1),
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

const alwaysSent = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=()',
} as const;

/**
 * Answers a request of the page from the folder of its bundle. GET and HEAD, files inside the folder, host `console`; a path
 * without a file is a route of the page when a document was asked for.
 */
export async function answerPageRequest(root: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.host !== page.host) return refusal(404, 'Not found');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refusal(405, 'Method not allowed', { Allow: 'GET, HEAD' });
  const file = containedPath(root, url.pathname);
  if (!file) return refusal(400, 'Bad request');
  const withBody = request.method === 'GET';
  if (extname(file) && file !== join(root, 'index.html')) {
    const bytes = await readIfThere(file);
    if (bytes) return reply(bytes, withBody, extname(file), { 'Content-Security-Policy': inertPolicy });
    // A route may end like a file, as /domains/example.com does; but only a document can be a route.
    if (!wantsDocument(request)) return refusal(404, 'Not found');
  }
  const html = await readIfThere(join(root, 'index.html'));
  if (!html) return refusal(404, 'The page is not bundled');
  const nonce = freshNonce();
  const text = html.toString('utf8').replaceAll(noncePlaceholder, nonce);
  return reply(Buffer.from(text), withBody, '.html', {
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    // The nonce must never come back from a cache.
    'Cache-Control': 'no-store',
  });
}

/** Serves the page's bundle under its own origin; once per session. */
export function serveApp(protocol: Protocol, root: string): void {
  protocol.handle(appScheme.scheme, (request) => answerPageRequest(root, request));
}

function wantsDocument(request: Request): boolean {
  return request.headers.get('Accept')?.includes('text/html') ?? false;
}

function reply(
  bytes: Buffer,
  withBody: boolean,
  extension: string,
  headers: Readonly<Record<string, string>>,
): Response {
  return new Response(withBody ? new Uint8Array(bytes) : null, {
    headers: {
      ...alwaysSent,
      'Content-Type': contentTypes[extension.toLowerCase()] ?? 'application/octet-stream',
      'Content-Length': String(bytes.length),
      ...headers,
    },
  });
}

function refusal(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, {
    status,
    headers: {
      ...alwaysSent,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Security-Policy': inertPolicy,
      ...headers,
    },
  });
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
