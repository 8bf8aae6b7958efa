import { createSerial } from './serial.ts';
import type { Keyring, Vault } from './vault.ts';
import { type KeyringVault, writeVaultFile } from './vault-file.ts';

export interface KeyringVaultOptions {
  readonly path: string;
  /** What the file holds; undefined when there is none. */
  readonly content: KeyringVault | undefined;
  readonly keyring: Keyring;
}

/** A vault whose entries the system's keyring encrypts; open as long as the user is logged in to the system. */
export function createKeyringVault({ path, content: initial, keyring }: KeyringVaultOptions): Vault {
  let content: KeyringVault = initial ?? { version: 1, scheme: 'keyring', entries: {} };
  const serial = createSerial();

  async function store(entries: KeyringVault['entries']): Promise<void> {
    const next: KeyringVault = { ...content, entries };
    await writeVaultFile(path, next);
    content = next;
  }

  // The keyring does not know names: the reference travels inside, so that swapped entries are noticed.
  const sealed = async (ref: string, secret: string): Promise<string> =>
    (await keyring.encrypt(JSON.stringify([ref, secret]))).toString('base64');

  return {
    state: () => 'keyring',
    // Its state never changes.
    onState: () => () => {},
    unlock: async () => true,
    save: (ref, secret) => serial(async () => store({ ...content.entries, [ref]: await sealed(ref, secret) })),
    saveAll: (secrets) =>
      serial(async () => {
        const added: [string, string][] = [];
        for (const [ref, secret] of secrets) added.push([ref, await sealed(ref, secret)]);
        await store({ ...content.entries, ...Object.fromEntries(added) });
      }),
    read: (ref) =>
      serial(async () => {
        const entry = Object.hasOwn(content.entries, ref) ? content.entries[ref] : undefined;
        if (entry === undefined) return { secret: null, locked: false };
        return { secret: openEntry(ref, await keyring.decrypt(Buffer.from(entry, 'base64'))), locked: false };
      }),
    forget: (ref) =>
      serial(async () => {
        if (!Object.hasOwn(content.entries, ref)) return;
        const { [ref]: _forgotten, ...entries } = content.entries;
        await store(entries);
      }),
    refs: () => Object.keys(content.entries),
    close: () => {},
  };
}

function openEntry(ref: string, text: string): string {
  const entry: unknown = JSON.parse(text);
  const [name, secret] = Array.isArray(entry) ? entry : [];
  if (name !== ref || typeof secret !== 'string') {
    throw new Error(`The vault's entry "${ref}" was changed from outside; it was not used.`);
  }
  return secret;
}
