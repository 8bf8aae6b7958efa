import { randomBytes } from 'node:crypto';
import type { VaultState } from '../../../shared/contract/shell.ts';
import { createStateNews } from '../state-news.ts';
import { deriveKey, freshKeyDerivation, type KeyDerivation, seal, unseal } from './passphrase-cipher.ts';
import { createSerial } from './serial.ts';
import { shortestPassphrase, type Vault } from './vault.ts';
import { type PassphraseVault, writeVaultFile } from './vault-file.ts';

export interface PassphraseVaultOptions {
  readonly path: string;
  /** What the file holds; undefined when there is none. */
  readonly content: PassphraseVault | undefined;
  /** Runs before the first file of this vault is written. */
  readonly beforeCreation?: () => Promise<void>;
  readonly freshDerivation?: () => KeyDerivation;
}

const verifierName = 'verifier';
const secretName = (ref: string): string => `secret:${ref}`;

/** A vault for systems without a keyring: opened by a passphrase once per start. */
export function createPassphraseVault({
  path,
  content: initial,
  beforeCreation = async () => {},
  freshDerivation = freshKeyDerivation,
}: PassphraseVaultOptions): Vault {
  let content = initial;
  let key: Buffer | undefined;
  const serial = createSerial();
  const news = createStateNews<VaultState>();

  function state(): VaultState {
    if (!content) return 'needs-passphrase';
    return key ? 'unlocked' : 'locked';
  }

  async function store(next: PassphraseVault): Promise<void> {
    await writeVaultFile(path, next);
    content = next;
  }

  async function create(passphrase: string): Promise<boolean> {
    if ([...passphrase].length < shortestPassphrase) {
      throw new Error(`The passphrase is too short: use ${shortestPassphrase} characters or more.`);
    }
    const keyDerivation = freshDerivation();
    const fresh = await deriveKey(passphrase, keyDerivation);
    await beforeCreation();
    const verifier = seal(fresh, verifierName, randomBytes(16).toString('base64'));
    await store({ version: 1, scheme: 'passphrase', keyDerivation, verifier, entries: {} });
    key = fresh;
    news.tell(state());
    return true;
  }

  async function open(passphrase: string, vault: PassphraseVault): Promise<boolean> {
    const candidate = await deriveKey(passphrase, vault.keyDerivation);
    if (unseal(candidate, verifierName, vault.verifier) === undefined) return false;
    const wasLocked = !key;
    key = candidate;
    if (wasLocked) news.tell(state());
    return true;
  }

  function saveAll(secrets: ReadonlyMap<string, string>): Promise<void> {
    return serial(async () => {
      if (!content) throw new Error('The vault has no passphrase yet: set one, then store the password.');
      const open = key;
      if (!open) throw new Error('The vault is locked: enter its passphrase, then store the password.');
      const added = [...secrets].map(([ref, secret]) => [ref, seal(open, secretName(ref), secret)] as const);
      await store({ ...content, entries: { ...content.entries, ...Object.fromEntries(added) } });
    });
  }

  return {
    state,
    onState: news.listen,
    unlock: (passphrase) => serial(() => (content ? open(passphrase, content) : create(passphrase))),
    save: (ref, secret) => saveAll(new Map([[ref, secret]])),
    saveAll,
    read: (ref) =>
      serial(async () => {
        const entry = content && Object.hasOwn(content.entries, ref) ? content.entries[ref] : undefined;
        if (!entry) return { secret: null, locked: false };
        if (!key) return { secret: null, locked: true };
        const secret = unseal(key, secretName(ref), entry);
        if (secret === undefined)
          throw new Error(`The vault's entry "${ref}" was changed from outside; it was not used.`);
        return { secret, locked: false };
      }),
    forget: (ref) =>
      serial(async () => {
        if (!content || !Object.hasOwn(content.entries, ref)) return;
        const { [ref]: _forgotten, ...entries } = content.entries;
        await store({ ...content, entries });
      }),
    refs: () => Object.keys(content?.entries ?? {}),
    close() {
      key?.fill(0);
      key = undefined;
    },
  };
}
