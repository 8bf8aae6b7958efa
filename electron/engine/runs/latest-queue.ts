/**
 * Hands values to one slow reader: a later value under the same key takes the place of an earlier one that was not read yet. So what
 * waits is bounded by the number of keys, and the reader always gets the latest.
 */
export class LatestQueue<T> implements AsyncIteratorObject<T, undefined, void> {
  private readonly waiting = new Map<string, T>();
  private wake: (() => void) | null = null;
  private ended = false;
  private readonly onClose: () => void;

  constructor(onClose: () => void) {
    this.onClose = onClose;
  }

  /** Lets a signal end the reading. */
  closeOn(signal: AbortSignal | undefined): this {
    signal?.addEventListener('abort', () => void this.return(), { once: true });
    if (signal?.aborted) void this.return();
    return this;
  }

  push(key: string, value: T): void {
    if (this.ended) return;
    this.waiting.delete(key);
    this.waiting.set(key, value);
    this.wake?.();
  }

  /** No more values come; what waits is still read. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.onClose();
    this.wake?.();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      for (const [key, value] of this.waiting) {
        this.waiting.delete(key);
        return { done: false, value };
      }
      if (this.ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
  }

  /** The reader goes away; what waits is dropped. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.waiting.clear();
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
