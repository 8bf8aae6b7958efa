import { useSyncExternalStore } from 'react';

let count = 0;
const listeners = new Set<() => void>();

/** Says how many runs ended that nobody has seen yet. */
export function setUnseenEnds(next: number): void {
  count = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What goes before the title of the window: `(2) `, or nothing. */
export function useUnseenPrefix(): string {
  const unseen = useSyncExternalStore(subscribe, () => count);
  return unseen === 0 ? '' : `(${unseen}) `;
}
