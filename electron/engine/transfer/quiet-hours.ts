import type { QuietHours } from '../../../shared/domain/run.ts';
import type { Clock } from '../clock.ts';

/** A computer that slept, or a clock that was set, is noticed after this time at the latest. */
const LONGEST_NAP_MS = 30_000;

/** Thrown in the middle of work when quiet hours begin: nothing is wrong, the same work is done again when they have ended. */
export class QuietHoursBegun extends Error {
  override readonly name = 'QuietHoursBegun';
}

/** When none of several quiet hours holds any more, in Unix milliseconds, and the time of day at which; null outside of all. Pure. */
function restUntil(all: readonly QuietHours[], nowMs: number): { readonly until: number; readonly to: string } | null {
  let rest: { until: number; to: string } | null = null;
  for (const quiet of all) {
    const until = quietUntil(quiet, nowMs);
    if (until !== null && until > (rest?.until ?? 0)) rest = { until, to: quiet.to };
  }
  return rest;
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

/** `quiet` is asked again and again: what a server is spared may be changed while the run goes on. */
export function createRest(quiet: () => readonly QuietHours[], clock: Clock, signal: AbortSignal): Rest {
  return {
    throwIfQuiet() {
      if (restUntil(quiet(), clock.now()) !== null) throw new QuietHoursBegun();
    },
    async wait(onWait) {
      for (let told = false; ; told = true) {
        signal.throwIfAborted();
        const rest = restUntil(quiet(), clock.now());
        if (rest === null) return;
        if (!told) await onWait(rest.to);
        await nap(Math.min(rest.until - clock.now(), LONGEST_NAP_MS), clock, signal);
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
