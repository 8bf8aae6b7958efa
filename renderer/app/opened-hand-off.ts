import { useSyncExternalStore } from 'react';
import type { Capsule } from '../../shared/domain/capsule.ts';
import { unpackCapsule } from '../../shared/domain/capsule-archive.ts';
import { notifyFailed } from '../ui/notify.ts';
import { shell } from './shell.ts';

/** A hand-off of another installation that is open here to be read. It is in the memory of the page and nowhere else. */
export interface OpenedHandOff {
  readonly fileName: string;
  readonly capsule: Capsule;
  readonly note: string;
}

let opened: OpenedHandOff | null = null;
const listeners = new Set<() => void>();

/** The hand-off that is open, null for none. */
export function useOpenedHandOff(): OpenedHandOff | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => opened,
  );
}

/** Lets the agent choose a hand-off and opens it; true when one is open then. What is wrong with the file is said. */
export async function openHandOff(): Promise<boolean> {
  try {
    const file = await shell.openHandOff();
    if (file === null) return false;
    opened = { fileName: file.name, ...unpackCapsule(file.content) };
    for (const listener of listeners) listener();
    return true;
  } catch (error) {
    notifyFailed('The hand-off was not opened', error);
    return false;
  }
}
