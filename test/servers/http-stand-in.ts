import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a stand-in answers; null cuts the connection. */
export type StandInAnswer = { readonly status: number; readonly type: string; readonly body: string } | null;

/** An HTTP server of a test on a free port. */
export async function startHttp(
  answer: (request: IncomingMessage, body: string) => StandInAnswer,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = answer(request, Buffer.concat(chunks).toString('utf8'));
      if (reply === null) return void request.socket.destroy();
      response.writeHead(reply.status, { 'Content-Type': reply.type }).end(reply.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
