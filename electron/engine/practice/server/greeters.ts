import { createServer as createWebServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { mailEnableBanner } from './platform.ts';

/** What a practice server has beside IMAP, as far as a probe looks: it greets, and takes no logins and no mail. */
export interface Greeters {
  readonly pop3: number;
  readonly smtp: number;
  readonly webmail: number;
  stop(): Promise<void>;
}

interface Greeting {
  readonly pop3: string;
  readonly smtp: () => string;
  readonly page: string;
}

const greetings: Readonly<Record<'source' | 'destination', Greeting>> = {
  source: {
    pop3: '+OK Welcome to MailEnable POP3 Server',
    smtp: () => `220 practice.test ${mailEnableBanner(new Date())}`,
    page: '<!doctype html><html lang="en"><head><title>MailEnable</title><link rel="stylesheet" href="/Mondo/me.css?v=4.26"></head><body>Practice webmail</body></html>',
  },
  destination: {
    pop3: '+OK hosted email ready',
    smtp: () => '220 practice.test ESMTP hosted email',
    page: '<!doctype html><html lang="en"><head><title>Hosted Email</title></head><body>Practice webmail</body></html>',
  },
};

/** Starts POP3, SMTP and webmail of one practice server on free ports of the loopback address. */
export async function startGreeters(side: 'source' | 'destination'): Promise<Greeters> {
  const { pop3, smtp, page } = greetings[side];
  const web = createWebServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
  const servers: readonly Server[] = [
    greeter(
      () => pop3,
      (line) => (/^QUIT/i.test(line) ? '+OK Bye' : '-ERR Practice has its mail over IMAP'),
    ),
    greeter(smtp, (line) => {
      if (/^QUIT/i.test(line)) return '221 Bye';
      return /^(EHLO|HELO)/i.test(line) ? '250 practice.test' : '502 Practice takes no mail';
    }),
    web,
  ];
  const ports = await Promise.all(servers.map(listening));
  return {
    pop3: ports[0] ?? 0,
    smtp: ports[1] ?? 0,
    webmail: ports[2] ?? 0,
    async stop() {
      web.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function greeter(greeting: () => string, answer: (line: string) => string): Server {
  return createServer((socket: Socket) => {
    socket.on('error', () => socket.destroy());
    // Nobody has business here for longer; an open connection would hold up the end of the engine.
    socket.setTimeout(5000, () => socket.destroy());
    socket.unref();
    socket.write(`${greeting()}\r\n`);
    let text = '';
    socket.on('data', (bytes) => {
      text = (text + bytes.toString('latin1')).slice(-4096);
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end).trim();
        text = text.slice(end + 1);
        socket.write(`${answer(line)}\r\n`);
        if (/^QUIT/i.test(line)) socket.end();
      }
    });
  });
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
