import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../unit/workspace/sample-workspace.ts';
import { carryOut, mailboxId, startPracticeEngine } from './practice-engine.ts';

const small = 'lehrling@mueller-feinmechanik.test';

describe('the practice workspace', () => {
  it('is filled at the first start, and kept with new ports at the next', async () => {
    const dir = temporaryFolder();
    const first = await startPracticeEngine(dir);
    const overview = await first.engine.client.workspace.overview();
    expect(overview).toMatchObject({ domains: 4, mailboxes: 15, byState: { 'not-started': 15 } });
    expect(overview.deadlines.map((row) => row.name)).toEqual(['mueller-feinmechanik.test', 'sakura-travel.test']);
    const id = await mailboxId(first.engine, small);
    const run = await carryOut(first.engine, id, 'copy');
    expect(run.state).toBe('complete');
    await first.engine.stop();

    const second = await startPracticeEngine(dir);
    expect(await mailboxId(second.engine, small)).toBe(id);
    expect(await second.engine.client.directory.mailbox({ id })).toMatchObject({
      state: 'verified',
      lastRunId: run.id,
    });
    const again = await carryOut(second.engine, id, 'copy');
    expect(again).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: run.totals.messages } });
  });

  it('sets the step "copy" by what the mailboxes prove', async () => {
    const { engine } = await startPracticeEngine(temporaryFolder());
    const id = await mailboxId(engine, small);
    await carryOut(engine, id, 'copy');
    const { domainId } = await engine.client.directory.mailbox({ id });
    const { steps, domain } = await engine.client.directory.domain({ id: domainId });
    expect(steps.find((entry) => entry.step === 'copy')).toMatchObject({
      state: 'doing',
      evidence: '1 of 5 mailboxes verified.',
    });
    expect(domain.counts).toMatchObject({ mailboxes: 5, verified: 1, running: 0 });
  });

  it('has one mailbox whose password is out of date, and believes the one the agent enters', async () => {
    const { engine, vault, asked } = await startPracticeEngine(temporaryFolder());
    const id = await mailboxId(engine, 'info@harbour.test');
    const refused = await engine.client.mailboxes.checkLogin({ id, side: 'source' });
    expect(refused.error?.code).toBe('mail.auth-failed');
    expect(asked).toEqual([]);
    const { note } = await engine.client.directory.mailbox({ id });
    vault.set(`mailbox/${id}/source`, /says it is (\S+)\.$/.exec(note)?.[1] ?? '');
    expect(await engine.client.mailboxes.checkLogin({ id, side: 'source' })).toMatchObject({ ok: true, error: null });
    expect(asked).toEqual([`mailbox/${id}/source`]);
    await engine.client.workspace.resetPractice();
    expect([...vault]).toEqual([]);
  });

  it('asks the vault for a mailbox the agent added, and says when there is no password', async () => {
    const { engine, asked } = await startPracticeEngine(temporaryFolder());
    const added = await engine.client.directory.addMailbox({
      address: 'new@harbour.test',
      customerName: 'Harbour Chandlery',
      source: { endpointId: 'practice-source', user: 'new@harbour.test' },
      destination: { endpointId: 'practice-destination', user: 'new@harbour.test' },
    });
    // At the destination a session token stands in for the password.
    expect(added.hasSecret).toEqual({ source: false, destination: true });
    const run = await carryOut(engine, added.id, 'copy');
    expect(run).toMatchObject({ state: 'failed', error: { code: 'mail.secret-missing' } });
    expect(asked.length).toBeGreaterThan(0);
  });

  it('goes back to its first day, with a run going on', async () => {
    const { engine } = await startPracticeEngine(temporaryFolder());
    const id = await mailboxId(engine, small);
    await carryOut(engine, id, 'copy');
    const big = await mailboxId(engine, 'anna@harbour.test');
    await engine.client.runs.start({ mailboxId: big, options: { kind: 'copy' } });
    await engine.client.directory.removeMailbox({ id });
    const changes = await engine.client.workspace.changes();
    await engine.client.workspace.resetPractice();
    for await (const change of changes) if (change.topic === 'all') break;
    expect(await engine.client.runs.list({})).toEqual([]);
    expect(await engine.client.workspace.overview()).toMatchObject({
      mailboxes: 15,
      byState: { 'not-started': 15 },
      running: [],
      copied: { messages: 0, bytes: 0 },
    });
    const run = await carryOut(engine, id, 'copy');
    expect(run.totals.copied).toBeGreaterThan(0);
  });

  it('writes no password anywhere', async () => {
    const dir = temporaryFolder();
    const { engine, log } = await startPracticeEngine(dir);
    const id = await mailboxId(engine, small);
    const secrets = await Promise.all(
      (['source', 'destination'] as const).map((side) => engine.services.secrets.get(`mailbox/${id}/${side}`)),
    );
    await carryOut(engine, id, 'copy');
    const handOff = await engine.client.mailboxes.handOff({ id });
    await engine.stop();
    const written = readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(dir, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'latin1'));
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(8);
      for (const text of [...written, ...log, handOff.markdown]) expect(text.includes(secret)).toBe(false);
    }
  });
});
