/** Larger promises than this are not believed before the bytes are there. */
const MAX_FIRST = 64 * 1024 * 1024;

/** Puts a message together from pieces in one growing buffer, so that it is in memory once. */
export class ByteCollector {
  #bytes: Buffer;
  #length = 0;

  /** `expected` bytes are made room for at once; the server's word for the size may be wrong either way. */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.min(Math.max(expected, 1024) + 64, MAX_FIRST));
  }

  get length(): number {
    return this.#length;
  }

  push(piece: Buffer): void {
    const needed = this.#length + piece.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.ceil(this.#bytes.length * 1.5)));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = needed;
  }

  take(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
