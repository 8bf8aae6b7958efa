import { randomUUID } from 'node:crypto';

/** What the agent chose in dialogs: the page gets a handle for each, and only the engine may ask where it lies. */
export interface ChosenFiles {
  /** A new handle for a path. */
  remember(path: string): string;
  /** Null for a handle nobody gave out, or gave out too long ago. */
  pathOf(handle: string): string | null;
}

const MOST_REMEMBERED = 20;

/** The choices of this session. */
export function createChosenFiles(): ChosenFiles {
  const paths = new Map<string, string>();
  return {
    remember(path) {
      const handle = randomUUID();
      paths.set(handle, path);
      const [oldest] = paths.keys();
      if (paths.size > MOST_REMEMBERED && oldest !== undefined) paths.delete(oldest);
      return handle;
    },
    pathOf: (handle) => paths.get(handle) ?? null,
  };
}
