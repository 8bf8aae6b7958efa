import type { Log } from '../log.ts';
import { LatestQueue } from '../runs/latest-queue.ts';
import { toContractError } from './error-border.ts';

/** How far something is, in words. */
export interface Progress {
  readonly type: 'progress';
  readonly text: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Runs work that takes a while and hands on how far it is, the latest state at a time, then its result as the last event. A page that
 * goes away stops the work at the next point where it can be stopped.
 */
export async function* progressStream<T>(
  call: { readonly signal: AbortSignal | undefined; readonly path: readonly string[]; readonly log: Log },
  work: (tell: (text: string, done: number, total: number) => void, signal: AbortSignal) => Promise<T>,
): AsyncGenerator<Progress | T, void, void> {
  const gone = new AbortController();
  const either = call.signal === undefined ? gone.signal : AbortSignal.any([call.signal, gone.signal]);
  const events = new LatestQueue<Progress>(() => undefined).closeOn(either);
  const working = work((text, done, total) => events.push('progress', { type: 'progress', text, done, total }), either);
  void working.then(
    () => events.end(),
    () => events.end(),
  );
  try {
    yield* events;
    yield await working;
  } catch (error) {
    // What is thrown while events flow does not pass the border of other calls.
    throw either.aborted ? error : toContractError(error, call.path, call.log);
  } finally {
    gone.abort();
  }
}
