import type { Change } from '../../../shared/contract/workspace.ts';
import { LatestQueue } from './latest-queue.ts';

/** Tells everybody who listens what changed in the workspace. */
export interface Changes {
  send(change: Change): void;
  /** All changes from now on, until the signal or the reader ends it. */
  listen(signal?: AbortSignal): AsyncIteratorObject<Change, undefined, void>;
  close(): void;
}

/** A broadcaster without listeners. */
export function createChanges(): Changes {
  const listeners = new Set<LatestQueue<Change>>();
  return {
    send(change) {
      const key = keyOf(change);
      for (const listener of listeners) listener.push(key, change);
    },
    listen(signal) {
      const queue: LatestQueue<Change> = new LatestQueue(() => listeners.delete(queue));
      listeners.add(queue);
      return queue.closeOn(signal);
    },
    close() {
      for (const listener of [...listeners]) listener.end();
    },
  };
}

// Changes with the same key say the same thing; the later one is enough.
function keyOf(change: Change): string {
  if (change.topic === 'progress') return `progress ${change.progress.runId}`;
  if (change.topic === 'runs') return `runs ${change.runId}`;
  if (change.topic === 'provisioning') return `provisioning ${change.domainId}`;
  if (change.topic === 'moves') return `moves ${change.domainId}`;
  return change.topic;
}
