import { mailboxSecretRef, type Side } from '../../shared/domain/endpoint.ts';
import { orpc } from './client.ts';
import { queryClient } from './query-client.ts';
import { shell } from './shell.ts';
import { openVault } from './vault.ts';

/**
 * Moves the password of one side of a mailbox from an input field into the vault. The field is emptied whatever comes of it, so
 * that the password stays nowhere in the page.
 *
 * @returns false when the agent did not open the vault; then nothing is stored
 */
export async function storePassword(mailboxId: string, side: Side, input: HTMLInputElement): Promise<boolean> {
  try {
    return await storeSecret(mailboxId, side, () => input.value);
  } finally {
    input.value = '';
  }
}

/** The same for the password of an account, under the name it has in the vault. */
export async function storeAccountSecret(ref: string, input: HTMLInputElement): Promise<boolean> {
  try {
    if (!(await openVault('Passwords are stored encrypted.'))) return false;
    await shell.saveSecret(ref, input.value);
    return true;
  } finally {
    input.value = '';
  }
}

/** The same for a password that was taken out of a pasted text; the caller keeps it no longer than this takes. */
export async function storeSecret(mailboxId: string, side: Side, secret: string | (() => string)): Promise<boolean> {
  if (!(await openVault('Passwords are stored encrypted.'))) return false;
  await shell.saveSecret(mailboxSecretRef(mailboxId, side), typeof secret === 'string' ? secret : secret());
  void queryClient.invalidateQueries({ queryKey: orpc.directory.key() });
  return true;
}

/** The same for the account with which the services of a server are probed; `secretRef` is what the engine calls it. */
export async function storeProbePassword(secretRef: string, input: HTMLInputElement): Promise<boolean> {
  try {
    if (!(await openVault('Passwords are stored encrypted.'))) return false;
    await shell.saveSecret(secretRef, input.value);
    return true;
  } finally {
    input.value = '';
  }
}
