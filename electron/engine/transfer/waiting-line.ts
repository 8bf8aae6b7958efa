interface Place<T> {
  readonly who: T;
  readonly urgent: boolean;
  readonly grant: () => void;
}

/** Who waits for a turn: urgent ones before the others, else in the order in which they came. An abort leaves the line. */
export class WaitingLine<T> {
  readonly #places: Place<T>[] = [];

  /** All who wait, the next one first. A copy: it may be walked through while turns are given. */
  get all(): readonly T[] {
    return this.#places.map(({ who }) => who);
  }

  get next(): T | undefined {
    return this.#places[0]?.who;
  }

  has(who: T): boolean {
    return this.#places.some((place) => place.who === who);
  }

  /** Takes a place at once. Resolves when it is this one's turn, rejects with the signal's reason. */
  wait(who: T, urgent: boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = (): void => {
        this.#leave(place);
        reject(signal.reason);
      };
      const place: Place<T> = {
        who,
        urgent,
        grant: () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      const before = urgent ? this.#places.findIndex((one) => !one.urgent) : -1;
      this.#places.splice(before < 0 ? this.#places.length : before, 0, place);
    });
  }

  /** It is their turn: out of the line with them. */
  grant(who: T): void {
    const place = this.#places.find((one) => one.who === who);
    if (place === undefined) return;
    this.#leave(place);
    place.grant();
  }

  #leave(place: Place<T>): void {
    const at = this.#places.indexOf(place);
    if (at >= 0) this.#places.splice(at, 1);
  }
}
