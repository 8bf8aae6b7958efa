import { setTimeout as wait } from 'node:timers/promises';
import type { RunOptions } from '../../../shared/domain/run.ts';

/** How much a run may read, bytes and messages per second; null without a cap. */
export type Caps = Pick<RunOptions, 'rate' | 'messageRate'>;

/**
 * Books a message on the time lines of both caps and returns how long it has to wait for its place, in milliseconds. Each cap has
 * its own line, so that the stricter one decides and they do not add up. Pure but for what it remembers.
 */
export function createTimetable({ rate, messageRate }: Caps): (bytes: number, nowMs: number) => number {
  let bytesFree = Number.NEGATIVE_INFINITY;
  let messagesFree = Number.NEGATIVE_INFINITY;
  return (bytes, nowMs) => {
    if (rate !== null) bytesFree = Math.max(bytesFree, nowMs) + (bytes / rate) * 1000;
    if (messageRate !== null) messagesFree = Math.max(messagesFree, nowMs) + 1000 / messageRate;
    return Math.max(0, bytesFree - nowMs, messagesFree - nowMs);
  };
}

/** Books a message; a promise only where it has to wait for its turn. */
export type Throttle = (bytes: number) => Promise<void> | undefined;

/**
 * The caps shared by all connections of a run: each message waits until its place has come, so bursts even out and nobody
 * starves. An abort ends the waiting with the signal's reason.
 */
export function createThrottle(caps: Caps, signal: AbortSignal): Throttle {
  if (caps.rate === null && caps.messageRate === null) return () => undefined;
  const book = createTimetable(caps);
  return (bytes) => {
    const ms = book(bytes, performance.now());
    return ms > 1 ? wait(ms, undefined, { signal }) : undefined;
  };
}
