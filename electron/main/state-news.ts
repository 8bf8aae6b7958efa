/** Tells listeners of changes. */
export interface StateNews<State> {
  /** Returns its undo. */
  listen(listener: (state: State) => void): () => void;
  tell(state: State): void;
}

/** News of one thing's state, for any number of listeners. */
export function createStateNews<State>(): StateNews<State> {
  const listeners = new Set<(state: State) => void>();
  return {
    listen(listener) {
      // Wrapped, so that a listener added twice is told twice and undone one by one.
      const entry = (state: State): void => listener(state);
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    tell(state) {
      for (const listener of [...listeners]) listener(state);
    },
  };
}
