/// <reference path="../../electron/engine/dns-packet.d.ts" />
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import dnsPacket from 'dns-packet';

/** Where a name server of the test answers. */
export interface NameServer {
  readonly address: string;
  readonly port: number;
}

/** A message that a mail server has confirmed, and where. */
export interface SentMail {
  readonly to: string;
  readonly messageId: string;
  /** The mail server it was given to. */
  readonly mx: string;
}

export interface MailSenderOptions {
  readonly nameServer: NameServer;
  /** The port of the mail server an MX names; undefined for one that does not answer. */
  readonly portOf: (mx: string) => number | undefined;
  readonly domain: string;
}

/**
 * A mail server somewhere in the world that sends mail to one domain: it asks for the MX, remembers the answer exactly as long as its TTL
 * says, and keeps what nobody takes until somebody does.
 */
export class MailSender {
  readonly sent: SentMail[] = [];
  private readonly options: MailSenderOptions;
  private cached: { readonly mx: string; readonly until: number } | null = null;

  constructor(options: MailSenderOptions) {
    this.options = options;
  }

  /** Resolves when a mail server has confirmed it. */
  async send(to: string, messageId: string, signal?: AbortSignal): Promise<SentMail> {
    const text = [
      `Message-ID: <${messageId}>`,
      'From: Sender <sender@world.test>',
      `To: ${to}`,
      `Subject: ${messageId}`,
      `Date: ${new Date().toUTCString()}`,
      '',
      `Body of ${messageId}.`,
    ].join('\r\n');
    for (;;) {
      signal?.throwIfAborted();
      const mx = await this.mx();
      const port = this.options.portOf(mx);
      if (port !== undefined && (await deliver(port, to, text))) {
        const mail = { to, messageId, mx };
        this.sent.push(mail);
        return mail;
      }
      // Real senders wait minutes; what matters is that they ask again.
      await delay(100);
    }
  }

  private async mx(): Promise<string> {
    if (this.cached === null || this.cached.until <= Date.now()) {
      const answers = await askMx(this.options.nameServer, this.options.domain);
      const best = answers.sort((a, b) => a.preference - b.preference)[0];
      if (!best) throw new Error(`${this.options.domain} has no MX.`);
      this.cached = { mx: best.exchange, until: Date.now() + best.ttl * 1000 };
    }
    return this.cached.mx;
  }
}

interface MxAnswer {
  readonly exchange: string;
  readonly preference: number;
  readonly ttl: number;
}

/** The MX records a name server gives for a domain, with their TTL. */
export async function askMx(server: NameServer, domain: string): Promise<MxAnswer[]> {
  const question = dnsPacket.encode({
    type: 'query',
    id: 1 + Math.floor(Math.random() * 65_000),
    questions: [{ type: 'MX', name: domain }],
  });
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const socket = createSocket('udp4');
    const again = setInterval(() => socket.send(question, server.port, server.address), 1000);
    const end = (): void => {
      clearInterval(again);
      socket.close();
    };
    socket.once('error', (error) => {
      end();
      reject(error);
    });
    socket.once('message', (message) => {
      end();
      resolve(message);
    });
    socket.send(question, server.port, server.address);
  });
  return dnsPacket.decode(answer).answers.flatMap(({ type, ttl, data }) => {
    if (type !== 'MX') return [];
    const { exchange, preference } = data as { exchange: string; preference: number };
    return [{ exchange: exchange.toLowerCase(), preference, ttl: ttl ?? 0 }];
  });
}

/** Hands one message over by SMTP; false when the server does not take it now. */
function deliver(port: number, to: string, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const commands = [
      'EHLO world.test',
      'MAIL FROM:<sender@world.test>',
      `RCPT TO:<${to}>`,
      'DATA',
      `${text.replaceAll(/^\./gm, '..')}\r\n.`,
      'QUIT',
    ];
    let stored = false;
    let rest = '';
    socket.setEncoding('latin1');
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(stored));
    socket.on('data', (chunk: string) => {
      rest += chunk;
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!/^[23]/.test(line)) {
          socket.destroy();
          return;
        }
        if (commands.length === 1) stored = true;
        const next = commands.shift();
        if (next === undefined) socket.end();
        else socket.write(`${next}\r\n`);
      }
    });
  });
}
