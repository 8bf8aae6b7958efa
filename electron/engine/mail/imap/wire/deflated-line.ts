import type { Socket } from 'node:net';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';

/** Both directions of a connection after COMPRESS DEFLATE (RFC 4978). */
export class DeflatedLine {
  readonly #out = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  readonly #in = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });

  constructor(socket: Socket, onData: (chunk: Buffer) => void, onError: (error: Error) => void) {
    this.#out.on('data', (chunk: Buffer) => socket.write(chunk));
    this.#in.on('data', onData);
    this.#in.on('error', onError);
    this.#out.on('error', onError);
  }

  /** Takes bytes that came compressed. */
  feed(chunk: Buffer): void {
    this.#in.write(chunk);
  }

  /** `written` is called when the bytes have been compressed. */
  write(bytes: Uint8Array, written?: () => void): void {
    this.#out.write(bytes, written);
  }

  pause(): void {
    this.#in.pause();
  }

  resume(): void {
    this.#in.resume();
  }

  close(): void {
    this.#in.destroy();
    this.#out.destroy();
  }
}
