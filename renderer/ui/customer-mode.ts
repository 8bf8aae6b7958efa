import { useSyncExternalStore } from 'react';

/** It outlives a reload: whoever shares the screen must not show everything because of F5. */
const KEY = 'mailferry.customer-mode';

let on = sessionStorage.getItem(KEY) !== null;
const listeners = new Set<() => void>();
mark();

/** Whether addresses, names and subjects are blurred because a customer looks on. */
export function customerMode(): boolean {
  return on;
}

/** Begins or ends the show-to-customer mode. */
export function setCustomerMode(next: boolean): void {
  if (next === on) return;
  on = next;
  if (on) sessionStorage.setItem(KEY, 'on');
  else sessionStorage.removeItem(KEY);
  mark();
  for (const listener of listeners) listener();
}

/** The style sheet blurs whatever is marked as private under this attribute. */
function mark(): void {
  document.documentElement.toggleAttribute('data-customer-mode', on);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The mode, followed. */
export function useCustomerMode(): boolean {
  return useSyncExternalStore(subscribe, customerMode);
}
