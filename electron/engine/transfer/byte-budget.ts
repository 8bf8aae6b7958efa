interface Wish {
  readonly bytes: number;
  readonly grant: () => void;
}

/**
 * How many bytes of messages may be in memory at once, over all connections of a run. A message that would take more than a
 * quarter of it does not count into it: there may be one such message beside the others, so that nothing waits for it but what
 * is as large.
 */
export class ByteBudget {
  readonly #capacity: number;
  #used = 0;
  #hugeOut = false;
  readonly #waiting: Wish[] = [];
  readonly #hugeWaiting: Wish[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Takes room where there is some now; false where one would have to wait. */
  takeNow(bytes: number): boolean {
    if (this.isHuge(bytes)) {
      if (this.#hugeOut) return false;
      this.#hugeOut = true;
      return true;
    }
    if (this.#waiting.length > 0 || this.#used + bytes > this.#capacity) return false;
    this.#used += bytes;
    return true;
  }

  /** Resolves when there is room; first come, first served, among the ordinary and among the huge. */
  async take(bytes: number): Promise<void> {
    if (this.takeNow(bytes)) return;
    const huge = this.isHuge(bytes);
    await new Promise<void>((grant) => (huge ? this.#hugeWaiting : this.#waiting).push({ bytes, grant }));
  }

  /** Gives back what one message took. */
  give(bytes: number): void {
    if (this.isHuge(bytes)) {
      const next = this.#hugeWaiting.shift();
      this.#hugeOut = next !== undefined;
      next?.grant();
      return;
    }
    this.#used -= bytes;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#used + next.bytes > this.#capacity) return;
      this.#waiting.shift();
      this.#used += next.bytes;
      next.grant();
    }
  }

  /** The most one ordinary message may take. */
  get share(): number {
    return this.#capacity / 4;
  }

  /** Too large to count into the budget: one such message at a time. */
  isHuge(bytes: number): boolean {
    return bytes > this.share;
  }
}
