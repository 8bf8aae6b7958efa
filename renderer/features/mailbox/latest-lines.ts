import type { RunEvent } from '../../../shared/domain/run.ts';

/** The last lines of a log that goes on: the newest line, and before it those about trouble rather than others. Pure. */
export function latestLines(events: readonly RunEvent[], count: number): RunEvent[] {
  const newest = events.at(-1);
  if (newest === undefined) return [];
  const before = events.slice(0, -1);
  const troubles = before.filter(isTrouble).slice(1 - count);
  const room = count - 1 - troubles.length;
  const others = room > 0 ? before.filter((event) => !isTrouble(event)).slice(-room) : [];
  return [...troubles, ...others, newest].sort((a, b) => a.seq - b.seq);
}

/** A warning or an error. */
export function isTrouble({ level }: RunEvent): boolean {
  return level === 'warn' || level === 'error';
}
