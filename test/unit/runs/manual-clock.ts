import type { Clock } from '../../../electron/engine/clock.ts';

/** A clock that goes only when it is told to. */
export class ManualClock implements Clock {
  private time = Date.UTC(2026, 10, 22, 12);
  private timers: { readonly at: number; readonly call: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.time + ms, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((entry) => entry !== timer);
    };
  }

  /** Lets time pass; timers are called at their times, in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((entry) => entry !== next);
      this.time = Math.max(this.time, next.at);
      next.call();
    }
    this.time = end;
  }

  /** The computer sleeps: time goes on, no timer is called, and what was due is late when it wakes up. */
  sleep(ms: number): void {
    this.time += ms;
  }
}
