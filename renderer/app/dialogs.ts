import { useSyncExternalStore } from 'react';
import type { MailboxRow } from '../../shared/contract/directory.ts';

/** Dialogs that any screen may open and that belong to none. */
export type OpenDialog =
  | { readonly kind: 'add-mailbox'; readonly address?: string; readonly customerName?: string }
  | { readonly kind: 'edit-mailbox'; readonly mailbox: MailboxRow }
  | { readonly kind: 'keyboard' };

let open: OpenDialog | null = null;
const listeners = new Set<() => void>();

/** Opens a dialog in the place of any other. */
export function openDialog(dialog: OpenDialog): void {
  set(dialog);
}

/** Closes the open dialog. */
export function closeDialog(): void {
  set(null);
}

function set(next: OpenDialog | null): void {
  open = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The open dialog, null when there is none. */
export function useDialog(): OpenDialog | null {
  return useSyncExternalStore(subscribe, () => open);
}
