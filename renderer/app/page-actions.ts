import type { Icon } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { ShortcutId } from './shortcuts.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** Something the screen that shows can do; the palette offers it, and its shortcut does it. */
export interface PageAction {
  readonly id: ShortcutId;
  /** For the palette: `Copy anna@harbour.test`. */
  readonly title: string;
  readonly icon: Icon;
  /** Absent while it cannot be done. */
  readonly run?: (() => void) | undefined;
}

let offered: readonly PageAction[] = [];
const listeners = new Set<() => void>();

function offer(next: readonly PageAction[]): void {
  offered = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers what the screen can do, in the palette and by key, as long as the screen is there. */
export function usePageActions(actions: readonly PageAction[]): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useShortcuts(Object.fromEntries(actions.map((action) => [action.id, action.run])));
  const told = actions.map((action) => `${action.id} ${action.run !== undefined} ${action.title}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: told anew when the palette would show something else
  useEffect(() => {
    const stable = latest.current.map((action): PageAction => {
      const run = (): void => latest.current.find((entry) => entry.id === action.id)?.run?.();
      return { ...action, run: action.run && run };
    });
    offer(stable);
    return () => {
      if (offered === stable) offer([]);
    };
  }, [told]);
}

/** What the screen that shows can do just now. */
export function useOfferedActions(): readonly PageAction[] {
  const all = useSyncExternalStore(subscribe, () => offered);
  return useMemo(() => all.filter((action) => action.run !== undefined), [all]);
}
