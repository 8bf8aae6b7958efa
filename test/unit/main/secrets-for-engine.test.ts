import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createChosenFiles } from '../../../electron/main/chosen-files.ts';
import { createSecretsForEngine } from '../../../electron/main/secrets-for-engine.ts';
import { createPassphraseVault } from '../../../electron/main/vault/passphrase-vault.ts';
import type { ToEngine } from '../../../shared/contract/engine-messages.ts';
import { temporaryFolder } from '../workspace/sample-workspace.ts';

const log = { info() {}, warn() {}, error() {}, hide() {} };

function desk() {
  const vault = createPassphraseVault({ path: join(temporaryFolder(), 'vault.json'), content: undefined });
  const chosen = createChosenFiles();
  const answer = createSecretsForEngine(vault, log, chosen);
  const ask = (request: Parameters<typeof answer>[0]): Promise<ToEngine> =>
    new Promise((resolve) => answer(request, resolve));
  return { vault, chosen, ask };
}

describe('what the engine asks of the shell', () => {
  it('stores many passwords at once, which only a login gets back', async () => {
    const { vault, ask } = desk();
    const secrets = [
      ['mailbox/a/source', 'Kelp-58'],
      ['mailbox/b/source', 'Rope-12'],
    ] as const;
    expect(await ask({ type: 'secrets-store', id: 1, secrets })).toEqual({
      type: 'secrets-stored',
      id: 1,
      problem: 'locked',
    });
    await vault.unlock('three quiet harbours');
    expect(await ask({ type: 'secrets-store', id: 2, secrets })).toMatchObject({ id: 2, problem: null });
    expect(vault.refs()).toEqual(['mailbox/a/source', 'mailbox/b/source']);
    expect(await ask({ type: 'secret-request', id: 3, ref: 'mailbox/b/source' })).toMatchObject({ secret: 'Rope-12' });
  });

  it('learns where something lies by its handle alone, and only of what was chosen lately', async () => {
    const { chosen, ask } = desk();
    const first = chosen.remember('/somewhere/Config');
    expect(await ask({ type: 'chosen-path-request', id: 1, handle: first })).toMatchObject({
      path: '/somewhere/Config',
    });
    expect(await ask({ type: 'chosen-path-request', id: 2, handle: '/etc/passwd' })).toMatchObject({ path: null });
    for (let count = 0; count < 20; count += 1) chosen.remember(`/elsewhere/${count}`);
    expect(chosen.pathOf(first)).toBeNull();
  });
});
