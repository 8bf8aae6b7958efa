import { setImmediate } from 'node:timers/promises';

/** Lets everything else have its turn in the middle of long work, and ends the work there by throwing once it is cancelled. */
export type Turn = () => Promise<void>;

/** A turn in work that nobody cancels. */
export const eventLoopTurn: Turn = () => setImmediate();

/** Drives work that comes in steps to its end, with a turn between two steps. */
export async function inTurns<T>(steps: Generator<undefined, T, void>, turn: Turn): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await turn();
  }
}

/** So many pieces of the usual small work between two turns. */
const PIECES = 1000;

/** Goes through a long list with a turn after every thousand. */
export async function eachInTurns<T>(list: Iterable<T>, turn: Turn, work: (item: T) => void): Promise<void> {
  let done = 0;
  for (const item of list) {
    work(item);
    done += 1;
    if (done % PIECES === 0) await turn();
  }
}
