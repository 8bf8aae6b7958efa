/**
 * How many bytes of messages may be in memory at once, over all connections of a run. A message larger than the whole
 * budget is let through alone.
 */
export class ByteBudget {
  readonly #capacity: number;
  #used = 0;
  readonly #waiting: { bytes: number; grant: () => void }[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Resolves when there is room; first come, first served. */
  async take(bytes: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#fits(bytes)) {
      this.#used += bytes;
      return;
    }
    await new Promise<void>((grant) => this.#waiting.push({ bytes, grant }));
  }

  give(bytes: number): void {
    this.#used -= bytes;
    while (this.#waiting[0] !== undefined && this.#fits(this.#waiting[0].bytes)) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#used += next.bytes;
      next.grant();
    }
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#capacity;
  }
}
