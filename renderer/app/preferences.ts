import { useSyncExternalStore } from 'react';
import { defaultPreferences, type Preferences } from '../../shared/contract/preferences.ts';
import { shell } from './shell.ts';

/** Dragging a column's edge changes its width with every pixel; the settings file is written when it rests. */
const REST_MS = 400;

let current: Preferences = defaultPreferences;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Reads what the person has set up, once, before the first paint. */
export async function loadPreferences(): Promise<void> {
  current = await shell.preferences();
  window.addEventListener('pagehide', write);
}

/** What the person has set up. */
export function preferences(): Preferences {
  return current;
}

/** Changes some of it, at once in the page and soon on disk. */
export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  clearTimeout(timer);
  timer = setTimeout(write, REST_MS);
  for (const listener of listeners) listener();
}

function write(): void {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  void shell.savePreferences(current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the person has set up, followed. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}
