import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ConnectionClosed, TlsFault, TookTooLong } from './faults.ts';

export const CONNECT_TIMEOUT_MS = 20_000;

/** The socket of an attempt to connect, whichever is there now, so that an abort closes it. */
export class Opening {
  #cut: () => void = () => undefined;
  readonly #signal: AbortSignal | undefined;
  readonly cut = (): void => this.#cut();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener('abort', this.cut, { once: true });
  }

  owns(cut: () => void): void {
    this.#cut = cut;
    // The signal may have come between two steps.
    if (this.#signal?.aborted) cut();
  }

  done(): void {
    this.#signal?.removeEventListener('abort', this.cut);
  }
}

/** Connects in clear text. */
export async function dialClear(host: string, port: number, open: Opening): Promise<Socket> {
  const socket = connectTcp({ host, port });
  await opened(socket, 'connect', open);
  return socket;
}

/** Connects with TLS from the first byte; the certificate is still to be judged. */
export async function dialTls(host: string, port: number, open: Opening): Promise<TLSSocket> {
  const { connect } = await import('node:tls');
  return secured(connect({ host, port, ...tlsOptions(host) }), open);
}

/** Encrypts a connection that stands, after the server consented; the certificate is still to be judged. */
export async function encrypt(socket: Socket, host: string, open: Opening): Promise<TLSSocket> {
  const { connect } = await import('node:tls');
  return secured(connect({ socket, host, ...tlsOptions(host) }), open);
}

/** The certificate is judged in `checkCertificate`, so that a refusal can show its facts. A name is sent, an address never is (RFC 6066). */
function tlsOptions(host: string): { rejectUnauthorized: false; servername?: string } {
  return { rejectUnauthorized: false, ...(isIP(host) === 0 ? { servername: host } : {}) };
}

async function secured(socket: TLSSocket, open: Opening): Promise<TLSSocket> {
  try {
    await opened(socket, 'secureConnect', open);
    return socket;
  } catch (error) {
    // All else is an ordinary failure to connect.
    if (/^(ERR_|EPROTO)/.test((error as NodeJS.ErrnoException).code ?? '')) throw new TlsFault(error as Error);
    throw error;
  }
}

async function opened(socket: Socket, event: 'connect' | 'secureConnect', open: Opening): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new TookTooLong()), CONNECT_TIMEOUT_MS);
    open.owns(() => fail(new ConnectionClosed()));
    // Stays as a listener: an error after the promise is settled has nobody else to go to and must not end the process.
    socket.on('error', fail);
    socket.once('close', () => fail(new ConnectionClosed()));
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
