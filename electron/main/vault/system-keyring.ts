import { safeStorage } from 'electron';
import type { Keyring } from './vault.ts';

/**
 * The system's keyring, or undefined where it has none. On Linux Electron then offers `basic_text`, a key that every
 * program has: no better than clear text, so it does not count. After `ready` only.
 */
export async function findSystemKeyring(): Promise<Keyring | undefined> {
  // Asked first: it only looks at the desktop, while the other question may open the keyring's own dialog.
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return undefined;
  }
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return undefined;
  return {
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    async decrypt(bytes) {
      const { result } = await safeStorage.decryptStringAsync(bytes);
      return result;
    },
  };
}
