import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './self-signed.ts';

/** The web servers of both sides on one port: which one answers depends on where the name points at that moment. */
export interface WebmailServer {
  readonly port: number;
  readonly ca: string;
  stop(): Promise<void>;
}

export interface WebmailServerOptions {
  /** Host names the certificate covers. */
  readonly names: readonly string[];
  /** Whether a host name points to the new webmail now. */
  readonly isNew: (host: string) => boolean;
  readonly now: number;
}

const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;

/** Starts both webmails on a free port of this computer. */
export async function startWebmailServer({ names, isNew, now }: WebmailServerOptions): Promise<WebmailServer> {
  const { certificate, key } = selfSigned('Practice webmail', names, now);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(
      isNew(host)
        ? page('Hosted Email', 'The new webmail of the practice workspace.')
        : page('MailEnable Webmail', 'The old webmail of the practice workspace.'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    ca: certificate,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
