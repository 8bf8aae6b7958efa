import type { Socket } from 'node:net';

/** One direction of a line that several connections share: what leaves together waits for its turn. */
export class Wire {
  latencyMs = 0;
  bytesPerSecond = Number.POSITIVE_INFINITY;
  #freeAt = 0;

  /** When `bytes` that are sent now have arrived, in the time of `performance.now()`. */
  arrival(bytes: number): number {
    const start = Math.max(performance.now(), this.#freeAt);
    this.#freeAt = start + (bytes / this.bytesPerSecond) * 1000;
    return this.#freeAt + this.latencyMs;
  }
}

/** Lets everything through while open; what waits is woken when it opens again. */
export class Gate {
  #open = true;
  readonly #waiting = new Set<() => void>();

  get isOpen(): boolean {
    return this.#open;
  }

  close(): void {
    this.#open = false;
  }

  open(): void {
    this.#open = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  onOpen(wake: () => void): void {
    this.#waiting.add(wake);
  }
}

// As much as one connection may have on its way: as with a TCP window, a slow line then slows down its sender.
const window = 1_000_000;
const largestSlice = 16_384;

/** Carries bytes from one socket to another, each when its time on the wire has come and every gate is open. */
export class DelayedPipe {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #gates: readonly Gate[];
  readonly #deliver: (chunk: Buffer) => void;
  readonly #queue: { readonly due: number; readonly chunk: Buffer | null }[] = [];
  #queued = 0;
  #lastDue = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** `deliver` is called with each chunk whose time has come; it writes to the sink what is to arrive there. */
  constructor(source: Socket, sink: Socket, wire: Wire, gates: readonly Gate[], deliver: (chunk: Buffer) => void) {
    this.#source = source;
    this.#sink = sink;
    this.#gates = gates;
    this.#deliver = deliver;
    source.on('data', (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += largestSlice) {
        const slice = chunk.subarray(at, at + largestSlice);
        this.#enqueue(wire.arrival(slice.length), slice);
      }
      if (this.#queued > window) source.pause();
      this.#drain();
    });
    const finish = (): void => {
      this.#enqueue(wire.arrival(0), null);
      this.#drain();
    };
    source.once('end', finish);
    source.once('close', finish);
  }

  /** Nothing more is delivered. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #enqueue(due: number, chunk: Buffer | null): void {
    if (this.#stopped) return;
    this.#lastDue = Math.max(this.#lastDue, due);
    this.#queue.push({ due: this.#lastDue, chunk });
    this.#queued += chunk?.length ?? 0;
  }

  readonly #drain = (): void => {
    clearTimeout(this.#timer);
    for (let next = this.#queue[0]; next !== undefined && !this.#stopped; next = this.#queue[0]) {
      const shut = this.#gates.find((gate) => !gate.isOpen);
      if (shut !== undefined) {
        shut.onOpen(this.#drain);
        return;
      }
      if (this.#sink.writableNeedDrain) {
        // Every chunk that comes meanwhile passes here again.
        if (!this.#sink.listeners('drain').includes(this.#drain)) this.#sink.once('drain', this.#drain);
        return;
      }
      const wait = next.due - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(this.#drain, wait);
        return;
      }
      this.#queue.shift();
      if (next.chunk === null) {
        this.#sink.end();
        continue;
      }
      this.#queued -= next.chunk.length;
      if (this.#queued <= window) this.#source.resume();
      this.#deliver(next.chunk);
    }
  };
}
