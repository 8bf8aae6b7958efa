import type { Clock } from '../clock.ts';
import { WaitingLine } from './waiting-line.ts';

/** What may go over in a second; null without a cap. */
export interface PaceCaps {
  readonly messagesPerSecond: number | null;
  readonly bytesPerSecond: number | null;
}

interface Wish {
  readonly messages: number;
  readonly bytes: number;
}

/** A timer that fires late must not make the cap a lower one; more than this is not caught up. */
const CATCH_UP_MS = 20;
/** Rates shown are those of so many seconds. */
const SHOWN_SECONDS = 5;
/** Nobody asks for more than this share of a second at once, so that what a server sees is even. */
const SHARE_OF_SECOND = 0.5;

/**
 * The pace all runs together keep at one server: who comes takes a place on one time line, urgent ones before the others. Counts
 * what went over, also without a cap.
 */
export class ServerPace {
  readonly #clock: Clock;
  readonly #caps: () => PaceCaps;
  readonly #waiting = new WaitingLine<Wish>();
  #freeAt = Number.NEGATIVE_INFINITY;
  #undoTimer: (() => void) | null = null;
  readonly #seconds: { second: number; messages: number; bytes: number }[] = [];

  constructor(clock: Clock, caps: () => PaceCaps) {
    this.#clock = clock;
    this.#caps = caps;
  }

  /** How much may be asked for at once. */
  get most(): { readonly messages: number; readonly bytes: number } {
    const { messagesPerSecond, bytesPerSecond } = this.#caps();
    const share = (cap: number | null): number =>
      cap === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(cap * SHARE_OF_SECOND));
    return { messages: share(messagesPerSecond), bytes: share(bytesPerSecond) };
  }

  /** Resolves when so much may go over. An abort ends the waiting with the signal's reason. */
  take(messages: number, bytes: number, urgent: boolean, signal: AbortSignal): Promise<void> {
    const { messagesPerSecond, bytesPerSecond } = this.#caps();
    if (messagesPerSecond === null && bytesPerSecond === null && this.#waiting.next === undefined) {
      this.#count(messages, bytes);
      return Promise.resolve();
    }
    const turn = this.#waiting.wait({ messages, bytes }, urgent, signal);
    this.look();
    return turn;
  }

  /** Lets go who may; call it when the caps have changed. */
  look(): void {
    this.#undoTimer?.();
    this.#undoTimer = null;
    for (;;) {
      const { next } = this.#waiting;
      if (next === undefined) return;
      const now = this.#clock.now();
      if (this.#freeAt > now) {
        this.#undoTimer = this.#clock.after(Math.ceil(this.#freeAt - now), () => this.look());
        return;
      }
      const { messagesPerSecond, bytesPerSecond } = this.#caps();
      const ms = Math.max(
        messagesPerSecond === null ? 0 : (next.messages / messagesPerSecond) * 1000,
        bytesPerSecond === null ? 0 : (next.bytes / bytesPerSecond) * 1000,
      );
      this.#freeAt = Math.max(this.#freeAt, now - CATCH_UP_MS) + ms;
      this.#count(next.messages, next.bytes);
      this.#waiting.grant(next);
    }
  }

  /** Messages and bytes a second over the last seconds. */
  rates(): { readonly messagesPerSecond: number; readonly bytesPerSecond: number } {
    const now = Math.floor(this.#clock.now() / 1000);
    let messages = 0;
    let bytes = 0;
    for (const entry of this.#seconds) {
      if (entry.second <= now - SHOWN_SECONDS) continue;
      messages += entry.messages;
      bytes += entry.bytes;
    }
    return { messagesPerSecond: messages / SHOWN_SECONDS, bytesPerSecond: bytes / SHOWN_SECONDS };
  }

  #count(messages: number, bytes: number): void {
    const second = Math.floor(this.#clock.now() / 1000);
    const last = this.#seconds.at(-1);
    if (last?.second === second) {
      last.messages += messages;
      last.bytes += bytes;
      return;
    }
    this.#seconds.push({ second, messages, bytes });
    if (this.#seconds.length > SHOWN_SECONDS + 1) this.#seconds.shift();
  }
}
