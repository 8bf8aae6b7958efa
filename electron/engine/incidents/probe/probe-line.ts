import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { dialClear, encrypt, Opening } from '../../mail/dial.ts';
import { ConnectionClosed, OddAnswer, SocketFault } from '../../mail/faults.ts';

/** Nobody greets with more than that. */
const LONGEST_LINE = 8192;

/** A connection that a probe speaks over, line by line; it can be encrypted on the way. */
export class ProbeLine {
  readonly #open: Opening;
  #socket: Socket;
  #buffer = '';
  #failure: Error | null = null;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket, open: Opening) {
    this.#open = open;
    this.#socket = socket;
  }

  /** Connects in clear text. The signal cuts the connection, whatever it is doing. */
  static async connect(host: string, port: number, signal: AbortSignal): Promise<ProbeLine> {
    const open = new Opening(signal);
    const socket = await dialClear(host, port, open);
    open.owns(() => socket.destroy());
    return new ProbeLine(socket, open);
  }

  get tls(): TLSSocket | null {
    return this.#socket instanceof TLSSocket ? this.#socket : null;
  }

  /** The bare socket, for a protocol that is not spoken in lines. Nothing may have been read before. */
  get socket(): Socket {
    return this.#socket;
  }

  /** Encrypts from here on; what was said before is forgotten. */
  async encrypt(host: string): Promise<TLSSocket> {
    this.#socket.off('data', this.#take).off('close', this.#closed);
    this.#buffer = '';
    const secured = await encrypt(this.#socket, host, this.#open);
    this.#open.owns(() => secured.destroy());
    this.#socket = secured;
    return secured;
  }

  /** The next line without its end. */
  async readLine(): Promise<string> {
    if (this.#socket.listenerCount('data') === 0) {
      this.#socket.on('data', this.#take).once('close', this.#closed).once('error', this.#failed);
    }
    while (true) {
      const end = this.#buffer.indexOf('\n');
      if (end >= 0) {
        const line = this.#buffer.slice(0, end).replace(/\r$/, '');
        this.#buffer = this.#buffer.slice(end + 1);
        return line;
      }
      if (this.#buffer.length > LONGEST_LINE) throw new OddAnswer('a line without an end');
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  send(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /** Says goodbye with this line, if any, and goes. */
  end(goodbye?: string): void {
    this.#open.done();
    if (goodbye === undefined) this.#socket.destroy();
    else this.#socket.end(`${goodbye}\r\n`, () => this.#socket.destroy());
  }

  readonly #take = (bytes: Buffer): void => {
    this.#buffer += bytes.toString('latin1');
    this.#wake();
  };

  readonly #closed = (): void => {
    this.#failure ??= new ConnectionClosed();
    this.#wake();
  };

  readonly #failed = (error: Error): void => {
    this.#failure ??= new SocketFault(error);
    this.#wake();
  };
}
