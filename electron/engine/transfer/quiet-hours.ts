import type { QuietHours } from '../../../shared/domain/run.ts';
import type { Clock } from '../clock.ts';

/** A computer that slept, or a clock that was set, is noticed after this time at the latest. */
const LONGEST_NAP_MS = 30_000;

/** Thrown in the middle of work when quiet hours begin: nothing is wrong, the same work is done again when they have ended. */
export class QuietHoursBegun extends Error {
  override readonly name = 'QuietHoursBegun';
}

/** When the quiet hours that hold now end, in Unix milliseconds; null outside of them. By the wall clock of this computer. Pure. */
export function quietUntil(quiet: QuietHours, nowMs: number): number | null {
  const now = new Date(nowMs);
  const from = minutesOf(quiet.from);
  const to = minutesOf(quiet.to);
  const minute = now.getHours() * 60 + now.getMinutes();
  const inside = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!inside) return null;
  const end = new Date(nowMs);
  end.setHours(Math.floor(to / 60), to % 60, 0, 0);
  if (end.getTime() <= nowMs) end.setDate(end.getDate() + 1);
  return end.getTime();
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The quiet hours of one run. */
export interface Rest {
  /** @throws QuietHoursBegun inside of them */
  throwIfQuiet(): void;
  /** Resolves outside of them. `onWait` is told once until when (`06:00`) it will take. An abort ends it. */
  wait(onWait: (until: string) => Promise<void> | void): Promise<void>;
}

export function createRest(quiet: QuietHours | null, clock: Clock, signal: AbortSignal): Rest {
  if (quiet === null) return { throwIfQuiet: () => undefined, wait: () => Promise.resolve() };
  return {
    throwIfQuiet() {
      if (quietUntil(quiet, clock.now()) !== null) throw new QuietHoursBegun();
    },
    async wait(onWait) {
      for (let told = false; ; told = true) {
        signal.throwIfAborted();
        const until = quietUntil(quiet, clock.now());
        if (until === null) return;
        if (!told) await onWait(quiet.to);
        await nap(Math.min(until - clock.now(), LONGEST_NAP_MS), clock, signal);
      }
    },
  };
}

function nap(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const undo = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    function stop(): void {
      undo();
      reject(signal.reason);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
