// Carries connections to two servers over lines with latency, as a process of its own, and remembers what passed when.
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Gate, Wire } from '../servers/delayed-pipe.ts';
import { ProxyConnection } from '../servers/proxy-connection.ts';
import type { LineEvent } from './round-trips.ts';

/** What the bench asks of the process, by IPC. */
export type LineRequest =
  | { readonly ask: 'open'; readonly host: string; readonly port: number }
  | { readonly ask: 'set'; readonly latencyMs: number; readonly bytesPerSecond: number | null }
  | { readonly ask: 'record' }
  | { readonly ask: 'report' };

/** What it answers, one answer a request. */
export type LineAnswer = { readonly port: number } | { readonly events: readonly LineEvent[] } | null;

const gate = new Gate();
const wires: Wire[] = [];
let latencyMs = 0;
let recording = false;
let events: LineEvent[] = [];
let connections = 0;

function record(event: Omit<LineEvent, 'at'>, at: number): void {
  if (recording) events.push({ ...event, at: performance.timeOrigin + at });
}

/** A port of ours that leads to `host`:`port`. */
function open(host: string, port: number): Promise<number> {
  const pair = { 'to-server': new Wire(), 'to-client': new Wire() };
  wires.push(pair['to-server'], pair['to-client']);
  const listener = createServer({ allowHalfOpen: true }, (client) => void accept(client));

  async function accept(client: Socket): Promise<void> {
    connections++;
    const connection = connections;
    const side = port;
    record({ kind: 'sent', connection, side, tag: null, text: 'connect' }, performance.now());
    client.on('error', () => undefined);
    // The round trip of a TCP handshake with the far server.
    if (latencyMs > 0) await delay(2 * latencyMs);
    if (client.destroyed) return;
    const server = connect({ host, port });
    new ProxyConnection(client, server, pair, gate, {
      onBytes: () => undefined,
      // Told when it reaches the server; it left the client that much earlier.
      onCommand(_, tag, text) {
        record({ kind: 'sent', connection, side, tag, text: text.slice(0, 60) }, performance.now() - latencyMs);
        return undefined;
      },
      onReply(_, text) {
        const tag = /^([^*+\s]\S*) (?:OK|NO|BAD)\b/i.exec(text)?.[1] ?? null;
        record({ kind: 'received', connection, side, tag, text: text.slice(0, 30) }, performance.now());
        return undefined;
      },
    });
  }

  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
}

async function answer(request: LineRequest): Promise<LineAnswer> {
  switch (request.ask) {
    case 'open':
      return { port: await open(request.host, request.port) };
    case 'set': {
      latencyMs = request.latencyMs;
      const bytesPerSecond = request.bytesPerSecond ?? Number.POSITIVE_INFINITY;
      for (const wire of wires) Object.assign(wire, { latencyMs, bytesPerSecond });
      return null;
    }
    case 'record':
      recording = true;
      events = [];
      return null;
    case 'report': {
      recording = false;
      const reported = events;
      events = [];
      return { events: reported };
    }
  }
}

process.on('message', async (request: LineRequest) => {
  process.send?.(await answer(request));
});
// The bench has gone, however it went.
process.on('disconnect', () => process.exit());
