import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { ServerCertificate } from './certificate.ts';

/** What a scripted service does: say something first, then answer line by line. */
export interface ServiceScript {
  /** Lines said at once; null: takes the connection and says nothing. */
  readonly greeting: string | null;
  /** The answer to a line, `null` for none; `starttls` says yes with the text and then encrypts. */
  readonly answer?: (line: string) => string | { readonly starttls: string } | null;
  /** Closes right after the greeting. */
  readonly close?: boolean;
  readonly certificate?: ServerCertificate;
  /** TLS from the first byte. */
  readonly implicit?: boolean;
}

/** A service of one test on a free port of this computer. */
export interface ScriptedService {
  readonly host: string;
  readonly port: number;
  /** Lines that clients sent, in their order. */
  readonly heard: string[];
  connections: number;
  stop(): Promise<void>;
}

/** Starts a service that says exactly what its script says. The script may be changed while it runs. */
export async function startScriptedService(script: { now: ServiceScript }): Promise<ScriptedService> {
  const sockets = new Set<Socket>();
  const keys = (certificate: ServerCertificate) => ({
    key: readFileSync(certificate.keyPath),
    cert: readFileSync(certificate.certificatePath),
  });
  const serve = (socket: Socket): void => {
    const { greeting, close = false } = script.now;
    sockets.add(socket);
    service.connections += 1;
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (greeting !== null) socket.write(`${greeting}\r\n`);
    if (close) socket.end();
    listen(socket);
  };
  const listen = (socket: Socket): void => {
    let buffer = '';
    socket.on('data', (bytes: Buffer) => {
      buffer += bytes.toString('latin1');
      for (let end = buffer.indexOf('\n'); end >= 0; end = buffer.indexOf('\n')) {
        const line = buffer.slice(0, end).replace(/\r$/, '');
        buffer = buffer.slice(end + 1);
        service.heard.push(line);
        const answer = script.now.answer?.(line) ?? null;
        if (answer === null) continue;
        if (typeof answer === 'string') {
          socket.write(`${answer}\r\n`);
          continue;
        }
        const { certificate } = script.now;
        if (!certificate) throw new Error('A script that encrypts needs a certificate.');
        socket.write(`${answer.starttls}\r\n`);
        socket.removeAllListeners('data');
        const secured = new TLSSocket(socket, { isServer: true, ...keys(certificate) });
        secured.on('error', () => secured.destroy());
        listen(secured);
        return;
      }
    });
  };
  const { implicit = false, certificate } = script.now;
  const server: Server = implicit && certificate ? createTlsServer(keys(certificate), serve) : createServer(serve);
  // A client that breaks off a handshake is no failure of the test.
  server.on('tlsClientError', () => undefined);
  const service: ScriptedService = {
    host: '127.0.0.1',
    port: 0,
    heard: [],
    connections: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return Object.assign(service, { port: typeof address === 'object' && address ? address.port : 0 });
}
