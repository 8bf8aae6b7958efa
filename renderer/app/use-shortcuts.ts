import { useEffect, useRef } from 'react';
import { type ShortcutId, type ShortcutScope, shortcutOf } from './shortcuts.ts';

type Handlers = Readonly<Partial<Record<ShortcutId, (() => void) | undefined>>>;

/** The handlers of what is on screen, the newest last; the newest that wants a key gets it. */
const bound: { current: Handlers }[] = [];
const scopes = ['everywhere', 'mailbox', 'screen'] as const satisfies readonly ShortcutScope[];

/** Binds shortcuts while the component is there; those without a handler are left to others. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (bound.length === 0) window.addEventListener('keydown', dispatch);
    bound.push(latest);
    return () => {
      bound.splice(bound.indexOf(latest), 1);
      if (bound.length === 0) window.removeEventListener('keydown', dispatch);
    };
  }, []);
}

function dispatch(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  for (const scope of scopes) {
    const id = shortcutOf(event, scope);
    if (id === null || !free(event, scope)) continue;
    const handler = bound.findLast((entry) => entry.current[id] !== undefined)?.current[id];
    if (!handler) continue;
    event.preventDefault();
    handler();
    return;
  }
}

/** Whether the keys are not somebody else's: a field's that is typed into, or a dialog's in front of the screen. */
function free(event: KeyboardEvent, scope: ShortcutScope): boolean {
  // Alt with an arrow goes from word to word in a field on some systems.
  const ofField = !event.altKey || event.key.startsWith('Arrow');
  const plain = !event.ctrlKey && !event.metaKey && ofField && !/^F\d+$/.test(event.key);
  if (plain && isTyping(event.target)) return false;
  if (event.key === 'ArrowDown' && !(event.target instanceof Element && event.target.matches('body, main, h1')))
    return false;
  return scope === 'everywhere' || document.querySelector('[role="dialog"]') === null;
}

/** True while keys belong to a field. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
