import type { Socket } from 'node:net';
import { ConnectionClosed, OddAnswer, SocketFault, TookTooLong } from '../faults.ts';
import { attachTrace, ProtocolTrace } from '../protocol-trace.ts';
import { DotReader } from './dot-reader.ts';

/** RFC 1939 allows 512 bytes; servers with long greetings and unique-ids are let through. */
const MAX_LINE = 64 * 1024;
const LF = 10;
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * The two ends of a POP3 connection as lines and blocks. Bytes are pulled: while nobody asks for more, the socket is not read
 * and the server has to wait. Waiting for the server is limited by `patienceMs`, the time somebody takes with what came is not.
 */
export class Pop3Wire {
  /** How long to wait for the next bytes of the server, in milliseconds. */
  patienceMs: number;
  readonly trace = new ProtocolTrace();
  readonly #socket: Socket;
  #rest = EMPTY;
  #fault: Error | null = null;
  #wake: () => void = () => undefined;
  readonly #onReadable = (): void => this.#wake();
  readonly #onEnd = (): unknown => this.#break(new ConnectionClosed());
  readonly #onError = (error: Error): unknown => this.#break(new SocketFault(error));

  constructor(socket: Socket, patienceMs: number) {
    this.#socket = socket;
    this.patienceMs = patienceMs;
    socket.on('readable', this.#onReadable);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.on('error', this.#onError);
  }

  get open(): boolean {
    return this.#fault === null && !this.#socket.destroyed;
  }

  get traffic(): { readonly read: number; readonly written: number } {
    return { read: this.#socket.bytesRead, written: this.#socket.bytesWritten };
  }

  write(line: string): void {
    if (this.#fault !== null) throw this.#fault;
    this.trace.sentLine(line);
    this.#socket.write(`${line}\r\n`);
  }

  /** One line without its end, byte for byte as Latin-1. */
  async readLine(): Promise<string> {
    for (let end = this.#rest.indexOf(LF); ; end = this.#rest.indexOf(LF)) {
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
        this.trace.got(bare);
        return bare;
      }
      if (this.#rest.length > MAX_LINE) throw this.#break(new OddAnswer('a line without an end'));
      const more = await this.#more();
      this.#rest = this.#rest.length === 0 ? more : Buffer.concat([this.#rest, more]);
    }
  }

  /** The content of a multi-line response in pieces, each good only during the call. */
  async readBlock(onPiece: (bytes: Buffer) => void): Promise<void> {
    const reader = new DotReader();
    for (;;) {
      const chunk = this.#rest.length > 0 ? this.#rest : await this.#more();
      this.#rest = EMPTY;
      const end = reader.feed(chunk, onPiece);
      if (end < 0) continue;
      this.#rest = chunk.subarray(end);
      return;
    }
  }

  /** Lets go of the socket for TLS to take over. Fails when the server has sent more than the line that was read. */
  release(): Socket {
    if (this.#rest.length > 0 || this.#socket.read() !== null)
      throw this.#break(new OddAnswer('clear text after its consent to TLS'));
    this.#socket.off('readable', this.#onReadable);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onEnd);
    this.#socket.off('error', this.#onError);
    return this.#socket;
  }

  /** Closes at once; whoever waits gets the reason. */
  cut(): void {
    this.#break(new ConnectionClosed());
  }

  async #more(): Promise<Buffer> {
    for (;;) {
      const chunk: Buffer | null = this.#socket.read();
      if (chunk !== null) return chunk;
      if (this.#fault !== null) throw this.#fault;
      await this.#readable();
    }
  }

  async #readable(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(() => this.#break(new TookTooLong()), this.patienceMs);
    });
    clearTimeout(timer);
  }

  #break(fault: Error): Error {
    attachTrace(fault, this.trace);
    this.#fault ??= fault;
    this.#socket.destroy();
    this.#wake();
    return this.#fault;
  }
}
