import { rename } from 'node:fs/promises';
import type { Log } from '../log.ts';
import { createKeyringVault } from './keyring-vault.ts';
import { createPassphraseVault } from './passphrase-vault.ts';
import type { Keyring, Vault } from './vault.ts';
import { readVaultFile } from './vault-file.ts';

/**
 * Opens the vault the way this system can keep it. A vault begun with a passphrase keeps it, also where a keyring turns up
 * later. A keyring's vault on a system that has none now is set aside, not overwritten, once a passphrase is chosen.
 * @throws Error that names the file when it cannot be understood
 */
export async function openVault(path: string, keyring: Keyring | undefined, log: Log): Promise<Vault> {
  const content = await readVaultFile(path);
  if (content?.scheme === 'passphrase') return createPassphraseVault({ path, content });
  if (keyring) return createKeyringVault({ path, content, keyring });
  if (!content) return createPassphraseVault({ path, content: undefined });
  log.warn('vault: its secrets are in the keyring of the system, which cannot be reached now');
  return createPassphraseVault({
    path,
    content: undefined,
    beforeCreation: () => rename(path, `${path}.keyring`),
  });
}
