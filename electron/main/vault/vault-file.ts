import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../write-atomically.ts';
import { keyDerivation, sealed } from './passphrase-cipher.ts';

/** Secrets sealed under a key made of a passphrase; the verifier tells whether a passphrase is the one. */
export const passphraseVault = z.object({
  version: z.literal(1),
  scheme: z.literal('passphrase'),
  keyDerivation,
  verifier: sealed,
  entries: z.record(z.string(), sealed),
});

/** Secrets encrypted by the system's keyring, base64. */
export const keyringVault = z.object({
  version: z.literal(1),
  scheme: z.literal('keyring'),
  entries: z.record(z.string(), z.base64()),
});

export const vaultContent = z.discriminatedUnion('scheme', [passphraseVault, keyringVault]);
export type VaultContent = z.infer<typeof vaultContent>;
export type PassphraseVault = z.infer<typeof passphraseVault>;
export type KeyringVault = z.infer<typeof keyringVault>;

/**
 * Reads a vault; undefined when there is none yet.
 * @throws Error that names the file when it cannot be understood: it is left alone, for its secrets cannot be had again
 */
export async function readVaultFile(path: string): Promise<VaultContent | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const parsed = vaultContent.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `The vault ${path} cannot be read: it is damaged or was written by a newer version. ` +
      'Restore it from a backup, or move it away to start a new vault and enter the passwords again.',
  );
}

/** Writes a vault as a whole. */
export function writeVaultFile(path: string, content: VaultContent): Promise<void> {
  return writeAtomically(path, `${JSON.stringify(content, undefined, 2)}\n`);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
