import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../../electron/engine/engine.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { carryOut, mailboxId, startPracticeEngine } from '../api/practice-engine.ts';

const start = async (): Promise<Engine> => {
  const directory = mkdtempSync(join(tmpdir(), 'mailferry-server-copy-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return (await startPracticeEngine(directory)).engine;
};
const ended = async ({ client }: Engine, run: Run): Promise<Run> => {
  for await (const _progress of await client.runs.watch({ id: run.id })) {
    // Until it has ended.
  }
  return client.runs.get({ id: run.id });
};

describe('a copy at OpenSRS', () => {
  it('is watched, compared like any other, and has nothing to do when repeated', async () => {
    const engine = await start();
    const ids = [
      await mailboxId(engine, 'lehrling@mueller-feinmechanik.test'),
      await mailboxId(engine, 'werkstatt@mueller-feinmechanik.test'),
    ];
    const { runs, refused } = await engine.client.provisioning.copyAtOpenSrs({ mailboxIds: ids });
    expect(refused).toEqual([]);
    expect(new Set(runs.map((run) => run.options.atOpenSrs?.job)).size).toBe(1);
    for (const begun of runs) {
      const run = await ended(engine, begun);
      expect(run).toMatchObject({ kind: 'copy', state: 'complete', error: null });
      expect(run.verdict).toMatch(/^All [\d,]+ messages in \d+ folders are at the destination/);
      expect(run.totals.copied).toBeGreaterThan(0);
      expect((await engine.client.mailboxes.verification({ id: run.mailboxId }))?.runId).toBe(run.id);
      expect((await engine.client.directory.mailbox({ id: run.mailboxId })).state).toBe('verified');
    }
    const [first = ''] = ids;
    const again = await carryOut(engine, first, 'copy');
    expect(again).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    const calls = await engine.client.provisioning.trace({ endpointId: 'practice-destination' });
    const added = calls.filter(({ method }) => method === 'migration_add');
    expect(added).toHaveLength(1);
    expect(added[0]?.request).not.toContain(await engine.services.secrets.get(`mailbox/${first}/source`));
  });

  it('refuses what cannot be handed over, by name, and goes on with the rest', async () => {
    const engine = await start();
    const wrong = await mailboxId(engine, 'info@harbour.test');
    const good = await mailboxId(engine, 'lehrling@mueller-feinmechanik.test');
    const { runs, refused } = await engine.client.provisioning.copyAtOpenSrs({ mailboxIds: [wrong, good] });
    expect(refused).toMatchObject([
      { mailboxId: wrong, address: 'info@harbour.test', text: expect.stringContaining('refused') },
    ]);
    expect(runs).toHaveLength(1);
    const [run] = runs;
    if (run) await ended(engine, run);
  });

  it('is not stopped by a cancel, says so, and can be watched again', async () => {
    const engine = await start();
    const id = await mailboxId(engine, 'anna@harbour.test');
    const { runs } = await engine.client.provisioning.copyAtOpenSrs({ mailboxIds: [id] });
    const [begun] = runs;
    if (!begun) throw new Error('No run was started.');
    await engine.client.runs.cancel({ id: begun.id });
    const cancelled = await ended(engine, begun);
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      verdict: expect.stringMatching(/OpenSRS goes on with job|Cancelled before/),
    });
    const run = await ended(engine, await engine.client.runs.continue({ id: begun.id }));
    expect(run.options.atOpenSrs).toEqual(begun.options.atOpenSrs);
    expect(run.state).toBe('complete');
    const calls = await engine.client.provisioning.trace({ endpointId: 'practice-destination' });
    expect(calls.filter(({ method }) => method === 'migration_add')).toHaveLength(1);
  });
});
