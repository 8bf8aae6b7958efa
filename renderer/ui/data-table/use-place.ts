import { useLayoutEffect, useRef } from 'react';

interface Place {
  readonly activeId: string | null;
  readonly top: number;
}

/** Where somebody was in a table, until the window closes. */
const places = new Map<string, Place>();

/** Brings somebody who comes back to a table to the row they left it at. Without a name nothing is remembered. */
export function usePlace(
  name: string | undefined,
  box: HTMLElement | null,
  activeId: string | null,
  ready: boolean,
  onActive: (id: string) => void,
): void {
  const active = useRef(activeId);
  useLayoutEffect(() => {
    active.current = activeId;
  });
  const restored = useRef(false);
  useLayoutEffect(() => {
    if (!box || !ready || restored.current) return;
    restored.current = true;
    const place = name === undefined ? undefined : places.get(name);
    if (!place) return;
    if (place.activeId !== null) onActive(place.activeId);
    box.scrollTop = place.top;
  }, [name, box, ready, onActive]);
  useLayoutEffect(() => {
    if (name === undefined || !box) return;
    return () => {
      if (restored.current) places.set(name, { activeId: active.current, top: box.scrollTop });
    };
  }, [name, box]);
}
