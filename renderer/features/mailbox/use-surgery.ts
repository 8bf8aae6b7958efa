import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { orpc } from '../../app/client.ts';

interface Progress {
  readonly type: 'progress';
  readonly text: string;
  readonly done: number;
  readonly total: number;
}

/** Runs something that tells how far it is: what it tells last, whether it goes on, and why it failed. Ends with the page. */
export function useSurgery() {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  /** Resolves with the last event, or with null when it failed or was stopped. */
  async function run<E extends { readonly type: string }>(
    start: (signal: AbortSignal) => Promise<AsyncIterable<E>>,
  ): Promise<Exclude<E, Progress> | null> {
    const own = new AbortController();
    stop.current = own;
    setError(null);
    setProgress({ type: 'progress', text: 'Connecting', done: 0, total: 0 });
    let last: Exclude<E, Progress> | null = null;
    try {
      for await (const event of await start(own.signal)) {
        if (event.type === 'progress') setProgress(event as E & Progress);
        else last = event as Exclude<E, Progress>;
      }
    } catch (failure) {
      if (!own.signal.aborted) setError(failure);
    } finally {
      if (stop.current === own) setProgress(null);
      void queries.invalidateQueries({ queryKey: orpc.surgery.key() });
    }
    return own.signal.aborted ? null : last;
  }

  return { progress, error, run, stop: () => stop.current?.abort() };
}

/** `Moving 120 of 312`. */
export function progressText({ text, done, total }: Progress): string {
  return total > 0 ? `${text}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}` : `${text} …`;
}
