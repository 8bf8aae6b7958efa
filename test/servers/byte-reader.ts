import type { Readable } from 'node:stream';

/** The stream ended or failed before what was asked for had come. */
export class ConnectionEnded extends Error {}

/** Reads lines and counted bytes from a stream; what comes before it is asked for waits in memory. One caller at a time. */
export class ByteReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #end: ConnectionEnded | undefined;
  #wake: (() => void) | undefined;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      this.#wake?.();
    });
    const ended = (error?: Error): void => {
      this.#end ??= new ConnectionEnded(error === undefined ? 'The connection was closed' : error.message, {
        cause: error,
      });
      this.#wake?.();
    };
    stream.once('end', () => ended());
    stream.once('close', () => ended());
    stream.on('error', ended);
  }

  /** The next line without its end (CRLF or LF). Rejects with {@link ConnectionEnded} when the stream ends before. */
  async line(): Promise<Buffer> {
    let index = 0;
    let before = 0;
    for (;;) {
      for (; index < this.#chunks.length; index++) {
        const chunk = this.#chunks[index];
        const found = chunk?.indexOf(0x0a) ?? -1;
        if (found >= 0) {
          const line = this.#take(before + found + 1);
          return line.subarray(0, line.at(-2) === 0x0d ? -2 : -1);
        }
        before += chunk?.length ?? 0;
      }
      await this.#more();
    }
  }

  /** Exactly `count` bytes. Rejects with {@link ConnectionEnded} when the stream ends before. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#size < count) await this.#more();
    return this.#take(count);
  }

  async #more(): Promise<void> {
    if (this.#end !== undefined) throw this.#end;
    const came = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await came;
    this.#wake = undefined;
  }

  #take(count: number): Buffer {
    const all =
      this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks);
    const rest = all.subarray(count);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    return all.subarray(0, count);
  }
}
