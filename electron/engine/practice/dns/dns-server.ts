import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import dnsPacket, { type DecodedPacket } from 'dns-packet';
import { plainName } from '../../../../shared/domain/dns.ts';
import { answerTo, type DnsFault } from './answer.ts';
import type { Zone } from './zones.ts';

/** A name server of this process, on this computer only. */
export interface DnsServer {
  readonly address: string;
  readonly port: number;
  readonly zones: readonly Zone[];
  /** Makes a name and all below it go wrong in a certain way; null makes it right again. */
  setFault(name: string, fault: DnsFault | null): void;
  /** Makes every answer late. */
  setDelay(ms: number): void;
  /** Questions so far as `<type> <name>` with the way they came. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export interface DnsServerOptions {
  readonly zones: readonly Zone[];
  readonly address?: string;
  /** 0: a free one. */
  readonly port?: number;
}

/** Without EDNS an answer may have this many bytes (RFC 1035 section 2.3.4). */
const PLAIN_BYTES = 512;
const ATTEMPTS = 20;

/** Starts an authoritative server, UDP and TCP on one port. Asked for recursion it answers as a resolver that knows its own zones. */
export async function startDnsServer({ zones, address = '127.0.0.1', port = 0 }: DnsServerOptions): Promise<DnsServer> {
  const faults = new Map<string, DnsFault>();
  const asked: string[] = [];
  let delayMs = 0;

  const faultOf = (name: string): DnsFault | undefined =>
    [...faults]
      .filter(([known]) => name === known || name.endsWith(`.${known}`))
      .toSorted(([a], [b]) => b.length - a.length)[0]?.[1];

  /** Null: no answer at all. */
  const handle = async (bytes: Uint8Array, way: 'udp' | 'tcp'): Promise<Buffer | null> => {
    let query: DecodedPacket;
    try {
      query = dnsPacket.decode(bytes);
    } catch {
      return null;
    }
    const [question] = query.questions;
    if (query.type !== 'query' || question === undefined) return null;
    const name = plainName(question.name);
    asked.push(`${way} ${question.type} ${name}`);
    const fault = faultOf(name);
    if (fault === 'silent') return null;
    if (delayMs > 0) await delay(delayMs);
    if (fault === 'garbage') return Buffer.concat([bytes.subarray(0, 2), Buffer.from('no DNS')]);
    const { id, questions } = query;
    const answer = answerTo(query, zones, fault);
    const encoded = dnsPacket.encode({ ...answer, id, type: 'response', questions });
    const room = query.additionals.find(({ type }) => type === 'OPT')?.udpPayloadSize ?? PLAIN_BYTES;
    if (way === 'tcp' || (encoded.length <= room && fault !== 'truncated')) return encoded;
    const flags = answer.flags | dnsPacket.TRUNCATED_RESPONSE;
    return dnsPacket.encode({ id, type: 'response', flags, questions });
  };

  const { udp, tcp } = await bind(address, port);
  const sockets = new Set<Socket>();
  udp.on('message', (bytes, from) => {
    void handle(bytes, 'udp').then((answer) => {
      if (answer !== null) udp.send(answer, from.port, from.address, () => undefined);
    });
  });
  udp.on('error', () => undefined);
  tcp.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const bytes = received.subarray(2, 2 + received.readUInt16BE(0));
        received = received.subarray(2 + bytes.length);
        void handle(bytes, 'tcp').then((answer) => {
          if (answer === null) return socket.destroy();
          const length = Buffer.alloc(2);
          length.writeUInt16BE(answer.length);
          socket.write(Buffer.concat([length, answer]));
        });
      }
    });
  });

  let stopped = false;
  return {
    address,
    port: udp.address().port,
    zones,
    asked,
    setFault(name, fault) {
      if (fault === null) faults.delete(plainName(name));
      else faults.set(plainName(name), fault);
    },
    setDelay(ms) {
      delayMs = ms;
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** One number for both: the system gives a UDP port, whose TCP twin may be taken, and then another is tried. */
async function bind(address: string, port: number): Promise<{ udp: UdpSocket; tcp: Server }> {
  for (let attempt = 1; ; attempt += 1) {
    const udp = createSocket('udp4');
    try {
      udp.bind(port, address);
      await once(udp, 'listening');
      const tcp = createServer();
      tcp.listen(udp.address().port, address);
      await once(tcp, 'listening');
      return { udp, tcp };
    } catch (error) {
      udp.close();
      if (port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}
