import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVault } from '../../../electron/main/vault/open-vault.ts';
import {
  freshKeyDerivation,
  type KeyDerivation,
  seal,
  unseal,
} from '../../../electron/main/vault/passphrase-cipher.ts';
import { createPassphraseVault } from '../../../electron/main/vault/passphrase-vault.ts';
import type { Keyring, Vault } from '../../../electron/main/vault/vault.ts';
import { passphraseVault, readVaultFile } from '../../../electron/main/vault/vault-file.ts';
import { writeAtomically } from '../../../electron/main/write-atomically.ts';
import type { VaultState } from '../../../shared/contract/shell.ts';

const passphrase = 'correct horse battery';
const secret = 'pä$$"wörd\\1';
const silent = { info: () => {}, warn: () => {}, error: () => {} };
/** As weak as the format allows: the tests are about the vault, not about patience. */
const quickDerivation = (): KeyDerivation => ({ ...freshKeyDerivation(), N: 2 ** 15 });

let dir: string;
let path: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mailferry-vault-'));
  path = join(dir, 'vault.json');
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function open(): Promise<Vault> {
  const content = await readVaultFile(path);
  return createPassphraseVault({
    path,
    content: content?.scheme === 'passphrase' ? content : undefined,
    freshDerivation: quickDerivation,
  });
}

async function openUnlocked(): Promise<Vault> {
  const vault = await open();
  expect(await vault.unlock(passphrase)).toBe(true);
  return vault;
}

async function edit(change: (content: ReturnType<typeof passphraseVault.parse>) => void): Promise<void> {
  const content = passphraseVault.parse(JSON.parse(await readFile(path, 'utf8')));
  change(content);
  await writeFile(path, JSON.stringify(content));
}

describe('a vault with a passphrase', () => {
  it('goes from needing a passphrase to unlocked, and tells so', async () => {
    const vault = await open();
    const told: VaultState[] = [];
    const undo = vault.onState((state) => told.push(state));
    expect(vault.state()).toBe('needs-passphrase');
    await expect(vault.save('a', secret)).rejects.toThrow('no passphrase yet');
    expect(await vault.unlock(passphrase)).toBe(true);
    expect(vault.state()).toBe('unlocked');
    expect(told).toEqual(['unlocked']);
    undo();
  });

  it('keeps secrets over a restart, for those who have the passphrase', async () => {
    await (await openUnlocked()).save('mailbox:1:source', secret);

    const vault = await open();
    expect(vault.state()).toBe('locked');
    expect(vault.refs()).toEqual(['mailbox:1:source']);
    expect(await vault.read('mailbox:1:source')).toEqual({ secret: null, locked: true });
    await expect(vault.save('b', secret)).rejects.toThrow('locked');
    expect(await vault.unlock('wrong horse battery')).toBe(false);
    expect(vault.state()).toBe('locked');
    expect(await vault.unlock(passphrase)).toBe(true);
    expect(await vault.read('mailbox:1:source')).toEqual({ secret, locked: false });
    expect(await vault.read('mailbox:2:source')).toEqual({ secret: null, locked: false });
  });

  it('a wrong passphrase does not lock what is open', async () => {
    const vault = await openUnlocked();
    expect(await vault.unlock('wrong horse battery')).toBe(false);
    expect(vault.state()).toBe('unlocked');
  });

  it('takes the same letters however a keyboard composes them', async () => {
    expect(await (await open()).unlock('Ångström über alles'.normalize('NFC'))).toBe(true);
    expect(await (await open()).unlock('Ångström über alles'.normalize('NFD'))).toBe(true);
  });

  it('refuses a passphrase that is too short, and stays without one', async () => {
    const vault = await open();
    await expect(vault.unlock('short')).rejects.toThrow('8 characters');
    expect(vault.state()).toBe('needs-passphrase');
    expect(await readdir(dir)).toEqual([]);
  });

  it('writes neither secret nor passphrase, and only for its owner', async () => {
    await (await openUnlocked()).save('a', secret);
    const text = await readFile(path, 'utf8');
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
      passphrase,
    ])
      expect(text).not.toContain(form);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('forgets, also while locked', async () => {
    const vault = await openUnlocked();
    await vault.save('a', secret);
    await vault.save('b', secret);
    await vault.forget('a');
    const locked = await open();
    await locked.forget('b');
    await locked.forget('never there');
    expect((await open()).refs()).toEqual([]);
  });

  it('takes a fresh IV for every entry', async () => {
    const vault = await openUnlocked();
    for (const ref of ['a', 'b', 'a']) await vault.save(ref, secret);
    const { entries } = passphraseVault.parse(JSON.parse(await readFile(path, 'utf8')));
    expect(entries.a?.iv).not.toBe(entries.b?.iv);
    expect(entries.a?.data).not.toBe(entries.b?.data);
  });

  it('keeps everything of saves made at once', async () => {
    const vault = await openUnlocked();
    const refs = Array.from({ length: 20 }, (_, index) => `ref-${index}`);
    await Promise.all(refs.map((ref) => vault.save(ref, `secret of ${ref}`)));
    const again = await openUnlocked();
    expect(again.refs()).toEqual(refs);
    expect(await again.read('ref-19')).toEqual({ secret: 'secret of ref-19', locked: false });
  });

  it('refuses an entry with one bit changed', async () => {
    await (await openUnlocked()).save('a', secret);
    await edit(({ entries }) => {
      const bytes = Buffer.from(entries.a?.data ?? '', 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      if (entries.a) entries.a.data = bytes.toString('base64');
    });
    await expect((await openUnlocked()).read('a')).rejects.toThrow('changed from outside');
  });

  it('refuses entries that were swapped', async () => {
    const vault = await openUnlocked();
    await vault.save('a', 'secret of a');
    await vault.save('b', 'secret of b');
    await edit((content) => {
      const { a, b } = content.entries;
      if (a && b) content.entries = { a: b, b: a };
    });
    await expect((await openUnlocked()).read('a')).rejects.toThrow('changed from outside');
  });

  it('refuses an entry whose tag was cut short', async () => {
    await (await openUnlocked()).save('a', secret);
    await edit(({ entries }) => {
      if (entries.a) entries.a.tag = Buffer.from(entries.a.tag, 'base64').subarray(0, 4).toString('base64');
    });
    await expect((await openUnlocked()).read('a')).rejects.toThrow('changed from outside');
  });

  it('is not fooled by names that objects have of their own', async () => {
    const vault = await openUnlocked();
    expect(await vault.read('constructor')).toEqual({ secret: null, locked: false });
    expect(await vault.read('toString')).toEqual({ secret: null, locked: false });
  });

  it('names a damaged file, and leaves it alone', async () => {
    for (const text of ['', '{', '{"version":2}', '[]']) {
      await writeFile(path, text);
      await expect(readVaultFile(path)).rejects.toThrow(path);
      expect(await readFile(path, 'utf8')).toBe(text);
    }
  });

  it('refuses a file that asks for a weaker key', async () => {
    await openUnlocked();
    await edit((content) => {
      content.keyDerivation.N = 2;
    });
    await expect(readVaultFile(path)).rejects.toThrow(path);
  });
});

describe('the cipher', () => {
  it('opens under its own name and key only', () => {
    const key = Buffer.alloc(32, 1);
    const box = seal(key, 'secret:a', secret);
    expect(unseal(key, 'secret:a', box)).toBe(secret);
    expect(unseal(key, 'secret:b', box)).toBeUndefined();
    expect(unseal(Buffer.alloc(32, 2), 'secret:a', box)).toBeUndefined();
  });

  it('makes new vaults as hard to guess as promised', () => {
    expect(freshKeyDerivation().N).toBeGreaterThanOrEqual(2 ** 15);
    expect(freshKeyDerivation().salt).not.toBe(freshKeyDerivation().salt);
  });
});

describe('writeAtomically', () => {
  it('leaves the old content and no litter when it fails', async () => {
    const target = join(dir, 'taken');
    await writeAtomically(join(dir, 'file'), 'old');
    await writeAtomically(join(dir, 'file'), 'new');
    expect(await readFile(join(dir, 'file'), 'utf8')).toBe('new');
    // A folder cannot be replaced by a file, so the last step fails.
    await writeAtomically(join(dir, 'inside'), 'x');
    await rm(join(dir, 'inside'));
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(target, 'full'), { recursive: true });
    await expect(writeAtomically(target, 'content')).rejects.toThrow();
    expect((await readdir(dir)).sort()).toEqual(['file', 'taken']);
  });
});

describe('openVault', () => {
  const keyring: Keyring = {
    encrypt: async (text) => Buffer.from(`sealed:${Buffer.from(text).toString('hex')}`),
    decrypt: async (bytes) => Buffer.from(bytes.toString().slice('sealed:'.length), 'hex').toString(),
  };

  it('uses the keyring of the system where there is one', async () => {
    const vault = await openVault(path, keyring, silent);
    expect(vault.state()).toBe('keyring');
    await vault.save('a', secret);
    const again = await openVault(path, keyring, silent);
    expect(await again.read('a')).toEqual({ secret, locked: false });
    expect(await readFile(path, 'utf8')).not.toContain(secret);
    await again.forget('a');
    expect(again.refs()).toEqual([]);
  });

  it('refuses swapped entries there, too', async () => {
    const vault = await openVault(path, keyring, silent);
    await vault.save('a', 'secret of a');
    const content = JSON.parse(await readFile(path, 'utf8'));
    content.entries = { b: content.entries.a };
    await writeFile(path, JSON.stringify(content));
    await expect((await openVault(path, keyring, silent)).read('b')).rejects.toThrow('changed from outside');
  });

  it('keeps a passphrase that was begun with, also when a keyring turns up', async () => {
    await openUnlocked();
    expect((await openVault(path, keyring, silent)).state()).toBe('locked');
  });

  it('sets a keyring vault aside where its keyring is gone, once a passphrase is chosen', async () => {
    await (await openVault(path, keyring, silent)).save('a', secret);
    const vault = await openVault(path, undefined, silent);
    expect(vault.state()).toBe('needs-passphrase');
    expect(await readdir(dir)).toEqual(['vault.json']);
    await vault.unlock(passphrase);
    expect((await readdir(dir)).sort()).toEqual(['vault.json', 'vault.json.keyring']);
  });
});
