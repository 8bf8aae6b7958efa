import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP } from 'node:net';
import dnsPacket, { type DecodedPacket, type Question } from 'dns-packet';
import { plainName } from '../../../../../shared/domain/dns.ts';
import type { DnsAddress } from '../../../../../shared/domain/dns-look.ts';

/** A question to one server. */
export interface Ask {
  readonly server: DnsAddress;
  readonly name: string;
  readonly type: string;
  /** Ask the server to find out for us; not to be asked of a domain's own servers. */
  readonly recursion?: boolean;
  /** Have an answer whose signatures do not hold, too (RFC 4035 section 3.2.2). */
  readonly unchecked?: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a server answered. */
export interface Reply {
  readonly message: DecodedPacket;
  readonly ms: number;
  readonly overTcp: boolean;
}

/** Why there is no answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly reason: 'timeout' | 'unreachable' | 'malformed';

  constructor(reason: NoAnswer['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What goes through most networks without being cut (RFC 9715). */
const UDP_BYTES = 1232;
/** A lost datagram is asked for once more. */
const TRIES = 2;

/**
 * Asks one server one thing, over TCP where the answer does not fit into a datagram.
 *
 * @throws NoAnswer when there is none, and what the signal says when it is called off
 */
export async function ask(question: Ask): Promise<Reply> {
  question.signal?.throwIfAborted();
  if (isIP(question.server.address) === 0) {
    throw new NoAnswer('unreachable', `${question.server.address} is not an address.`);
  }
  const began = performance.now();
  const first = await overUdp(question);
  const message = first.flag_tc ? await overTcp(question) : first;
  return { message, ms: performance.now() - began, overTcp: first.flag_tc };
}

function encoded({ name, type, recursion, unchecked }: Ask): { id: number; bytes: Buffer } {
  const id = randomInt(0x10000);
  const flags = (recursion ? dnsPacket.RECURSION_DESIRED : 0) | (unchecked ? dnsPacket.CHECKING_DISABLED : 0);
  const questions: Question[] = [{ name, type, class: 'IN' }];
  const additionals = [{ name: '.', type: 'OPT', udpPayloadSize: UDP_BYTES, flags: 0, options: [] }];
  return { id, bytes: dnsPacket.encode({ id, type: 'query', flags, questions, additionals }) };
}

/** The message when it answers this question; null for anything else that arrives at the port (RFC 5452). */
function decoded(bytes: Uint8Array, id: number, { name, type }: Ask): DecodedPacket | null {
  const message = dnsPacket.decode(bytes);
  const [asked] = message.questions;
  if (message.id !== id || message.type !== 'response') return null;
  // A server that refuses may leave the question out.
  if (asked && (plainName(asked.name) !== plainName(name) || asked.type !== type)) return null;
  return message;
}

function overUdp(question: Ask): Promise<DecodedPacket> {
  const { server, timeoutMs, signal } = question;
  const { id, bytes } = encoded(question);
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIP(server.address) === 6 ? 'udp6' : 'udp4');
    let sent = 0;
    let timer: NodeJS.Timeout | undefined;
    const end = (outcome: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      socket.close();
      outcome();
    };
    const aborted = (): void => end(() => reject(signal?.reason));
    const fail = (reason: NoAnswer['reason'], message: string, cause?: unknown): void =>
      end(() => reject(new NoAnswer(reason, message, { cause })));
    const send = (): void => {
      if (sent === TRIES) {
        fail('timeout', `${server.address} did not answer within ${timeoutMs} ms.`);
        return;
      }
      sent += 1;
      timer = setTimeout(send, timeoutMs / TRIES);
      socket.send(bytes);
    };
    socket.on('message', (answer) => {
      try {
        const message = decoded(answer, id, question);
        if (message) end(() => resolve(message));
      } catch (error) {
        fail('malformed', `${server.address} answered something that is no DNS message.`, error);
      }
    });
    socket.on('error', (error) => fail('unreachable', `${server.address} cannot be reached: ${error.message}`, error));
    signal?.addEventListener('abort', aborted, { once: true });
    // Connected: the system drops what comes from anybody else, and tells when nobody listens there.
    socket.connect(server.port, server.address, send);
  });
}

function overTcp(question: Ask): Promise<DecodedPacket> {
  const { id, bytes } = encoded(question);
  return exchange(question, bytes, (answer) => decoded(answer, id, question));
}

/** Sends one message over TCP and takes the first answer that `read` recognises. */
export function exchange<T>(
  { server, timeoutMs, signal }: Pick<Ask, 'server' | 'timeoutMs' | 'signal'>,
  bytes: Uint8Array,
  read: (answer: Buffer) => T | null,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.address, port: server.port });
    let received = Buffer.alloc(0);
    const end = (outcome: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      socket.destroy();
      outcome();
    };
    const aborted = (): void => end(() => reject(signal?.reason));
    const fail = (reason: NoAnswer['reason'], message: string, cause?: unknown): void =>
      end(() => reject(new NoAnswer(reason, message, { cause })));
    const timer = setTimeout(
      () => fail('timeout', `${server.address} did not answer within ${timeoutMs} ms.`),
      timeoutMs,
    );
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const answer = received.subarray(2, 2 + received.readUInt16BE(0));
        received = received.subarray(2 + answer.length);
        try {
          const result = read(answer);
          if (result !== null) return end(() => resolve(result));
        } catch (error) {
          return fail('malformed', `${server.address} answered something that is no DNS message.`, error);
        }
      }
    });
    socket.on('error', (error) => fail('unreachable', `${server.address} cannot be reached: ${error.message}`, error));
    socket.on('close', () => fail('unreachable', `${server.address} closed the connection without an answer.`));
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
