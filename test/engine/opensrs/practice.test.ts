import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../../electron/engine/engine.ts';
import type { ProvisionJob } from '../../../shared/domain/provisioning.ts';
import { startPracticeEngine } from '../api/practice-engine.ts';

const temporaryFolder = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'mailferry-practice-oma-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

const domainId = 'practice-feinwerk-test';

async function provision({ client }: Engine): Promise<ProvisionJob> {
  const changes = await client.workspace.changes();
  const plan = await client.provisioning.plan({ domainId });
  await client.provisioning.apply({ planId: plan.id, keys: plan.lines.map((line) => line.key) });
  for await (const change of changes) {
    if (change.topic !== 'provisioning') continue;
    const job = await client.provisioning.job({ domainId });
    if (job && job.state !== 'running') return job;
  }
  throw new Error('The job did not end.');
}

describe('provisioning in the practice workspace', () => {
  it('adapts what is there, makes a new mailbox that can be logged in to, and ticks the step by its check', async () => {
    const directory = temporaryFolder();
    const { engine, vault } = await startPracticeEngine(directory);
    const { client } = engine;
    expect(await client.provisioning.testAccount({ endpointId: 'practice-destination' })).toMatchObject({
      ok: true,
      roles: ['company'],
    });
    const added = await client.directory.addMailbox({
      address: 'neu@feinwerk.test',
      customerName: 'Müller Feinmechanik',
      source: { endpointId: 'practice-source', user: 'neu@feinwerk' },
      destination: { endpointId: 'practice-destination', user: 'neu@feinwerk.test' },
    });
    expect(added.hasSecret).toEqual({ source: false, destination: true });
    const plan = await client.provisioning.plan({ domainId });
    expect(plan.lines.map(({ kind, name, action }) => [kind, name, action])).toEqual([
      ['domain', 'feinwerk.test', 'adapt'],
      ['mailbox', 'archiv@feinwerk.test', 'adapt'],
      ['mailbox', 'info@feinwerk.test', 'adapt'],
      ['alias', 'bestellung+web@feinwerk.test', 'cannot'],
      ['mailbox', 'neu@feinwerk.test', 'create'],
      ['catch-all', '*@feinwerk.test', 'cannot'],
    ]);
    const job = await provision(engine);
    expect(job).toMatchObject({ state: 'ended', error: null });
    expect(job.lines.filter(({ line }) => line.kind === 'mailbox').map(({ login }) => login)).toEqual([
      'works',
      'works',
      'works',
    ]);
    expect(vault.get(`mailbox/${added.id}/destination`)).toHaveLength(20);
    const evidence = await client.moves.evidence({ domainId, step: 'provision', limit: 1 });
    const check =
      evidence.find((entry) => entry.kind === 'check') ?? (await client.moves.check({ domainId, step: 'provision' }));
    expect(check).toBeDefined();
    expect(await client.moves.check({ domainId, step: 'provision' })).toMatchObject({ outcome: 'passed' });
    const again = await client.provisioning.plan({ domainId });
    expect(again.lines.some(({ action }) => action === 'create' || action === 'adapt')).toBe(false);

    // It is there after a restart as well, where the password in the vault is gone: by session token.
    await engine.stop();
    expect(readFileSync(join(directory, 'practice', '1-1', 'opensrs.json'), 'utf8')).not.toContain(
      vault.get(`mailbox/${added.id}/destination`),
    );
    const second = await startPracticeEngine(directory);
    expect(await second.engine.client.mailboxes.checkLogin({ id: added.id, side: 'destination' })).toMatchObject({
      ok: true,
    });
    await second.engine.client.workspace.resetPractice();
    const fresh = await second.engine.client.provisioning.plan({ domainId });
    expect(fresh.lines.map(({ action }) => action)).toEqual(['adapt', 'adapt', 'adapt', 'cannot', 'cannot']);
  });
});
