import type { VaultState } from '../../../shared/contract/shell.ts';

/** What came of asking for a secret. */
export type SecretReply = { readonly secret: string | null; readonly locked: boolean };

/** Where the passwords of both sides' logins are kept. Nothing here returns a secret but `read`, which serves the engine alone. */
export interface Vault {
  state(): VaultState;
  /** Tells each change of state; returns its undo. */
  onState(listener: (state: VaultState) => void): () => void;
  /**
   * Sets the passphrase of a vault that has none, or opens a locked one. False: it is not the one.
   * @throws Error when a new passphrase is too short
   */
  unlock(passphrase: string): Promise<boolean>;
  /** @throws Error while the vault is locked or has no passphrase yet */
  save(ref: string, secret: string): Promise<void>;
  /** The same for many, in one go: the file is written once. */
  saveAll(secrets: ReadonlyMap<string, string>): Promise<void>;
  read(ref: string): Promise<SecretReply>;
  forget(ref: string): Promise<void>;
  /** Which references have a secret. */
  refs(): readonly string[];
  /** Forgets the key; the vault cannot be used after that. */
  close(): void;
}

/** The system's keyring, as far as the vault needs it. */
export interface Keyring {
  encrypt(text: string): Promise<Buffer>;
  /** @throws Error when the text was encrypted under another key */
  decrypt(bytes: Buffer): Promise<string>;
}

/** A passphrase is guessed offline by whoever gets the file; fewer characters than this are no hindrance. */
export const shortestPassphrase = 8;
