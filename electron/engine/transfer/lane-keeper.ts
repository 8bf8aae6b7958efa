import { performance } from 'node:perf_hooks';
import type { Side } from '../../../shared/domain/endpoint.ts';
import type { AppError, ErrorCode } from '../../../shared/domain/errors.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { worthCompressing } from './compression.ts';
import { type Lanes, nextLanes, startingLanes, type Trouble } from './lanes.ts';
import type { SessionPool } from './session-pool.ts';

/** How long one look at the pace takes. */
const WINDOW_MS = 1000;
const WINDOWS_BEFORE_COMPRESSING = 4;

const TROUBLES: Readonly<Partial<Record<ErrorCode, Trouble>>> = {
  'mail.too-many-connections': 'refused',
  'mail.throttled': 'throttled',
  'mail.timeout': 'timed-out',
};

export interface LaneKeeping {
  readonly readers: SessionPool;
  readonly writers: SessionPool;
  /** Folders that are not done. */
  readonly work: () => number;
  /** Messages copied so far, and bytes of messages still to copy. */
  readonly copied: () => { readonly messages: number; readonly bytesLeft: number };
  readonly capped: boolean;
  readonly windowMs?: number | undefined;
  readonly log: (text: string) => void;
  /** This pool was found to have as many connections as are good for it. */
  readonly learn: (pool: SessionPool) => void;
}

interface Look {
  readonly at: number;
  readonly read: number;
  readonly written: number;
  readonly messages: number;
  readonly use: ReturnType<typeof performance.eventLoopUtilization>;
}

/** Watches the pace of a run while it copies, and lets both pools have as many connections as serve it. */
export class LaneKeeper {
  readonly #keeping: LaneKeeping;
  readonly #windowMs: number;
  readonly #usual: number;
  readonly #first: Look;
  #last: Look;
  #lanes: Lanes;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(keeping: LaneKeeping) {
    this.#keeping = keeping;
    this.#windowMs = keeping.windowMs ?? WINDOW_MS;
    this.#usual = keeping.writers.size;
    this.#lanes = startingLanes(this.#usual);
    this.#first = this.#look();
    this.#last = this.#first;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const last = this.#last;
      this.#last = this.#look();
      this.#step(last, null, null);
      this.#compressWhereSlow();
    }, this.#windowMs).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Takes note of a failure that is being tried again. Several connections meet the same one at about the same time. */
  note(error: AppError): void {
    const trouble = TROUBLES[error.code];
    if (trouble === undefined || performance.now() - this.#shrunkAt < this.#windowMs) return;
    // Not waiting for the end of the window: what is tried again must already meet fewer.
    this.#shrunkAt = performance.now();
    this.#step(this.#last, trouble, error.wire.side ?? null);
  }

  #step(last: Look, trouble: Trouble | null, side: Side | null): void {
    const { readers, writers, work, log, learn } = this.#keeping;
    const now = this.#last;
    const before = this.#lanes;
    const window = {
      bytes: Math.max(now.read - last.read, now.written - last.written),
      messages: now.messages - last.messages,
      ms: now.at - last.at,
      trouble,
    };
    // Where less is left to copy, nothing is closed: what has been copied is being compared over the same connections.
    const limits = { allowed: writers.most, work: Math.max(work(), before.count) };
    this.#lanes = nextLanes(before, window, limits);
    const { count, found } = this.#lanes;
    if (count !== before.count) for (const pool of [readers, writers]) pool.resize(count);
    if (found && count > this.#usual) for (const pool of [readers, writers]) learn(pool);
    if (trouble === null || count === before.count) return;
    log(`Going on with ${formatNumberOf(count, 'folder')} at once instead of ${before.count}.`);
    if (trouble === 'throttled') for (const pool of [readers, writers]) if (pool.side === side) learn(pool);
  }

  #look(): Look {
    const { readers, writers, copied } = this.#keeping;
    return {
      at: performance.now(),
      read: readers.traffic.read,
      written: writers.traffic.written,
      messages: copied().messages,
      use: performance.eventLoopUtilization(),
    };
  }

  /** Goes by all that happened so far: messages come in lumps. */
  #compressWhereSlow(): void {
    const { readers, writers, copied, capped, log } = this.#keeping;
    const ms = this.#last.at - this.#first.at;
    if (ms < WINDOWS_BEFORE_COMPRESSING * this.#windowMs) return;
    const busy = performance.eventLoopUtilization(this.#last.use, this.#first.use).utilization;
    const { bytesLeft } = copied();
    for (const [pool, bytes] of [
      [readers, this.#last.read - this.#first.read],
      [writers, this.#last.written - this.#first.written],
    ] as const) {
      const offered = pool.offersCompression && !pool.compressed;
      if (!worthCompressing({ offered, bytes, ms, busy, bytesLeft, capped })) continue;
      log(`The line to the ${pool.side} is slow: what goes over it is compressed from here on.`);
      pool.compress();
    }
  }
}
