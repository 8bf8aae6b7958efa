import { Worker } from 'node:worker_threads';
import { outlineOf, type ParsedMessage } from './parse-message.ts';

const PATIENCE_MS = 5000;
const IDLE_MS = 60_000;
const MEMORY_MB = 512;

interface Waiting {
  readonly bytes: Uint8Array;
  readonly resolve: (parsed: ParsedMessage) => void;
  readonly timer: NodeJS.Timeout;
}

export interface MessageParserOptions {
  /** Milliseconds a message may take. */
  readonly patienceMs?: number;
  readonly startWorker?: () => Worker;
}

/**
 * Takes messages apart in a thread of its own. A message that takes too long, or breaks the thread, is shown by its header and
 * its beginning; the others go on in a new thread.
 */
export class MessageParser {
  readonly #patienceMs: number;
  readonly #startWorker: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  constructor({ patienceMs = PATIENCE_MS, startWorker = startParseWorker }: MessageParserOptions = {}) {
    this.#patienceMs = patienceMs;
    this.#startWorker = startWorker;
  }

  /** Never fails. */
  parse(bytes: Uint8Array): Promise<ParsedMessage> {
    clearTimeout(this.#idle);
    const worker = this.#running();
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#giveUp('It takes too long to be taken apart'), this.#patienceMs);
      this.#waiting.set(id, { bytes, resolve, timer });
      // A copy of its own: the bytes may be a view into much more.
      const copy = new Uint8Array(bytes);
      worker.postMessage({ id, bytes: copy }, [copy.buffer]);
    });
  }

  /** Ends the thread; what is still waiting is shown by its header. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#giveUp('It was not taken apart');
    await worker?.terminate();
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = this.#startWorker();
    this.#worker = worker;
    // An engine that ends need not wait for it.
    worker.unref();
    worker.on('message', ({ id, parsed }: { readonly id: number; readonly parsed: ParsedMessage }) => {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return;
      this.#waiting.delete(id);
      clearTimeout(waiting.timer);
      waiting.resolve(parsed);
      if (this.#waiting.size === 0) this.#rest();
    });
    const broken = (): void => {
      if (this.#worker === worker) this.#giveUp('It cannot be taken apart');
    };
    worker.on('error', broken);
    worker.on('exit', broken);
    return worker;
  }

  #rest(): void {
    this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    this.#idle.unref();
  }

  #giveUp(reason: string): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { bytes, resolve, timer } of waiting) {
      clearTimeout(timer);
      const limits = [`${reason}. Its header and its beginning are shown; save it to a file to read all of it.`];
      resolve({ ...outlineOf(bytes, limits), text: null, html: null, images: [], attachments: [], limits });
    }
  }
}

/** The thread's file lies beside this one as a source, and under a name of its own once bundled. */
function startParseWorker(): Worker {
  const ending = /\.\w+$/.exec(import.meta.url)?.[0] ?? '';
  const file = ending === '.ts' ? './parse-worker.ts' : `../main/parse-worker${ending}`;
  return new Worker(new URL(file, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    // Nothing a message could make the thread print is worth keeping.
    stdout: true,
    stderr: true,
  });
}
