import { useEffect, useState, useSyncExternalStore } from 'react';
import type { VaultState } from '../../shared/contract/shell.ts';
import { client } from './client.ts';
import { shell } from './shell.ts';

/** Somebody needs the vault: what the dialog asks for, and why. */
export interface VaultRequest {
  readonly mode: 'set-passphrase' | 'unlock';
  readonly reason: string;
  /** Ends the request: true when the vault is open now. */
  readonly settle: (open: boolean) => void;
}

let request: VaultRequest | null = null;
let answer: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

/**
 * Makes sure that secrets can be stored and read, and asks the agent for the passphrase when needed.
 *
 * @param reason one sentence for the dialog that says what needs the vault
 * @returns false when the agent cancelled
 */
export async function openVault(reason: string): Promise<boolean> {
  if (answer) return answer;
  const state = await shell.vaultState();
  if (state === 'keyring' || state === 'unlocked') return true;
  if (answer) return answer;
  answer = new Promise<boolean>((resolve) => {
    show({
      mode: state === 'locked' ? 'unlock' : 'set-passphrase',
      reason,
      settle: (open) => {
        answer = null;
        show(null);
        resolve(open);
      },
    });
  });
  return answer;
}

/** The same where a vault is locked that passwords are needed from; one that holds nothing yet, or a practice workspace, needs nothing. */
export async function openLockedVault(reason: string): Promise<boolean> {
  if ((await shell.vaultState()) !== 'locked') return true;
  return (await client.workspace.info()).kind === 'practice' || openVault(reason);
}

function show(next: VaultRequest | null): void {
  request = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The open request for the vault, for the dialog. */
export function useVaultRequest(): VaultRequest | null {
  return useSyncExternalStore(subscribe, () => request);
}

/** How secrets are kept now; null until the shell has said so. */
export function useVaultState(): VaultState | null {
  const [state, setState] = useState<VaultState | null>(null);
  useEffect(() => {
    void shell.vaultState().then(setState);
    return shell.onVaultState(setState);
  }, []);
  return state;
}
