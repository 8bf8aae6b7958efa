import { expect, it } from 'vitest';
import { createRedactor, silentLog } from '../../../electron/engine/log.ts';
import { createChanges } from '../../../electron/engine/runs/changes.ts';
import { RunService } from '../../../electron/engine/runs/run-service.ts';
import { runOptions } from '../../../shared/domain/run.ts';
import { addMailbox, addRun, sampleWorkspace } from '../workspace/sample-workspace.ts';
import { ManualClock } from './manual-clock.ts';
import { completeOutcome, ScriptedExecution } from './scripted-execution.ts';

const copy = runOptions.parse({ kind: 'copy' });

function prepared() {
  const workspace = sampleWorkspace();
  for (const name of ['ben', 'cleo']) addMailbox(workspace, name, `${name}@harbour.test`);
  const script = new ScriptedExecution();
  const runs = new RunService({
    workspace,
    secrets: { get: async () => 'unused' },
    execute: script.execute,
    changes: createChanges(),
    clock: new ManualClock(),
    log: silentLog,
    redactor: createRedactor(),
    maxParallel: 1,
  });
  return { workspace, script, runs };
}

it('a repair goes on beside the runs of other mailboxes, newest first, though all places are taken', async () => {
  const { workspace, script, runs } = prepared();
  const checked = addRun(workspace, { mailboxId: 'cleo', state: 'findings' });
  workspace.findings.add(checked, [
    {
      kind: 'missing',
      sourceFolder: 'INBOX',
      destinationFolder: 'INBOX',
      sourceUid: 4,
      destinationUid: null,
      subject: '',
      from: '',
      date: null,
      size: 10,
      messageId: null,
      detail: '',
    },
  ]);
  const [anna, ben] = [runs.start('anna', copy), runs.start('ben', copy)];
  const repair = runs.start('cleo', runOptions.parse({ kind: 'copy', repair: { runId: checked } }));
  expect([anna.state, ben.state, repair.state]).toEqual(['running', 'queued', 'running']);
  const [first, second] = [await script.at(0), await script.at(1)];
  expect(second.request).toMatchObject({ mailboxId: 'cleo', options: { newestFirst: true } });
  expect([...(second.request.only?.get('INBOX')?.keys() ?? [])]).toEqual([4]);
  second.end(completeOutcome);
  await runs.finished(repair.id);
  expect(runs.get(ben.id).state).toBe('queued');
  first.end(completeOutcome);
  expect((await script.at(2)).request.mailboxId).toBe('ben');
});

it('no run begins while messages of its mailbox are moved, and none are moved while one goes on', async () => {
  const { script, runs } = prepared();
  const moving = Promise.withResolvers<void>();
  const work = runs.withoutRunOf('anna', () => moving.promise);
  const refused = expect.objectContaining({ code: 'run.already-running' });
  expect(() => runs.start('anna', copy)).toThrow(refused);
  await expect(runs.withoutRunOf('anna', async () => undefined)).rejects.toEqual(refused);
  const ben = runs.start('ben', copy);
  await expect(runs.withoutRunOf('ben', async () => undefined)).rejects.toEqual(refused);
  moving.resolve();
  await work;
  (await script.at(0)).end();
  await runs.finished(ben.id);
  expect(runs.start('anna', copy).state).toBe('running');
  await expect(runs.withoutRunOf('nobody', async () => undefined)).rejects.toMatchObject({
    code: 'workspace.not-found',
  });
});
