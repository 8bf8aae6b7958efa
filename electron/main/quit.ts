export interface QuitOptions {
  readonly activeRuns: () => number;
  /** Asks the person whether to quit although so many runs are going on. */
  readonly confirm: (activeRuns: number) => Promise<boolean>;
  /** Ends everything in order; must not fail. */
  readonly stop: () => Promise<void>;
  /** Ends the app, now that nothing is left to end. */
  readonly leave: () => void;
}

/** The one way out of the app: every wish to quit, from the window, the menu or the system, comes here. */
export interface Quit {
  /** `ask: false` when the system itself ends and nobody could answer. Called again while it is under way: no effect. */
  request(options?: { ask: boolean }): void;
  /** True once everything has ended and windows may go. */
  isDone(): boolean;
}

/** Asks when runs are going on, stops everything, leaves. */
export function createQuit({ activeRuns, confirm, stop, leave }: QuitOptions): Quit {
  let phase: 'idle' | 'asking' | 'stopping' | 'done' = 'idle';

  async function proceed(): Promise<void> {
    phase = 'stopping';
    await stop();
    phase = 'done';
    leave();
  }

  async function askFirst(count: number): Promise<void> {
    phase = 'asking';
    const agreed = await confirm(count).catch(() => true);
    // Meanwhile the system may have decided for everybody.
    if (phase !== 'asking') return;
    phase = 'idle';
    if (agreed) await proceed();
  }

  return {
    request({ ask } = { ask: true }) {
      if (phase === 'stopping' || phase === 'done') return;
      if (!ask) void proceed();
      else if (phase === 'idle') {
        const count = activeRuns();
        void (count > 0 ? askFirst(count) : proceed());
      }
    },
    isDone: () => phase === 'done',
  };
}
