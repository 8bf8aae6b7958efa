import type { Clock } from '../clock.ts';

/** A short pause leaves everything as it stands; after so long the connections are let go. */
const HOLD_MS = 60_000;

/** Thrown where work stands still when a pause has become long: nothing is wrong, the same work is done again after it. */
export class PauseBecameLong extends Error {
  override readonly name = 'PauseBecameLong';
}

interface Waiting {
  readonly goOn: () => void;
  readonly letGo: () => void;
}

/** What an agent can still decide while a run goes on. The run asks it between two batches. */
export class RunControl {
  /** Whether folders that have not been begun are read from their newest message on; null: as the run was told. */
  newestFirst: boolean | null = null;
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #paused = false;
  /** The pause has lasted so long that no connection is kept for it. */
  #long = false;
  #undoTimer: (() => void) | null = null;
  #moving = 0;
  /** Called when the run was paused or resumed, and when the last work on its way has come to its end in a pause. */
  onChange: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The run was asked to pause. */
  get paused(): boolean {
    return this.#paused;
  }

  /** The run is paused and nothing of it is on its way any more. */
  get standsStill(): boolean {
    return this.#paused && this.#moving === 0;
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#undoTimer = this.#clock.after(HOLD_MS, () => {
      this.#long = true;
      for (const { letGo } of [...this.#waiting]) letGo();
    });
    this.onChange();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#long = false;
    this.#undoTimer?.();
    this.#undoTimer = null;
    for (const { goOn } of [...this.#waiting]) goOn();
    this.onChange();
  }

  /** Nothing is to be kept any more: the run has ended. */
  end(): void {
    this.#undoTimer?.();
    this.#undoTimer = null;
  }

  /**
   * Stands still in the middle of work while the run is paused.
   *
   * @throws PauseBecameLong when the connections shall be let go, and the reason of an abort
   */
  async hold(signal: AbortSignal): Promise<void> {
    while (this.#paused) {
      if (this.#long) throw new PauseBecameLong();
      await this.#wait(signal, (waiting) => waiting.reject(new PauseBecameLong()));
    }
  }

  /** Waits between two pieces of work until the run goes on; `onLong` is called when the connections shall be let go. */
  async untilResumed(signal: AbortSignal, onLong: () => void): Promise<void> {
    if (this.#long) onLong();
    while (this.#paused) await this.#wait(signal, onLong);
  }

  /** Does a piece of work that a pause waits for; in a pause it is not begun. */
  async moving<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    while (this.#paused) await this.hold(signal);
    this.#moving += 1;
    try {
      return await work();
    } finally {
      this.#moving -= 1;
      if (this.standsStill) this.onChange();
    }
  }

  #wait(signal: AbortSignal, onLong: (waiting: { reject(reason: unknown): void }) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', stop);
      };
      const waiting: Waiting = {
        goOn() {
          leave();
          resolve();
        },
        letGo() {
          onLong({
            reject(reason) {
              leave();
              reject(reason);
            },
          });
        },
      };
      function stop(): void {
        leave();
        reject(signal.reason);
      }
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      this.#waiting.add(waiting);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}
