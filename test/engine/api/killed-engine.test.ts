import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../unit/workspace/sample-workspace.ts';
import { carryOut, mailboxId, startPracticeEngine } from './practice-engine.ts';

const address = 'anna@harbour.test';
const childFile = fileURLToPath(new URL('./engine-child.ts', import.meta.url));

function startChild(workspaceDir: string): ChildProcess {
  const child = spawn(process.execPath, [childFile, workspaceDir, address], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it('continues a run whose engine was killed: nothing missing, nothing twice', async () => {
  const dir = temporaryFolder();
  const child = startChild(dir);
  const gone = once(child, 'exit');
  let runId = '';
  if (!child.stdout) throw new Error('The child has no output.');
  for await (const line of createInterface(child.stdout)) {
    const seen = JSON.parse(line) as { runId: string; phase: string; copied: number };
    runId = seen.runId;
    if (seen.copied > 0) break;
  }
  child.kill('SIGKILL');
  await gone;

  const { engine } = await startPracticeEngine(dir);
  const id = await mailboxId(engine, address);
  expect(await engine.client.runs.get({ id: runId })).toMatchObject({ state: 'interrupted', mailboxId: id });
  expect(await engine.client.directory.mailbox({ id })).toMatchObject({ state: 'interrupted' });

  const next = await engine.client.runs.continue({ id: runId });
  for await (const _progress of await engine.client.runs.watch({ id: next.id })) {
    // Until it has ended.
  }
  const verification = await engine.client.mailboxes.verification({ id });
  expect(verification).toMatchObject({ runId: next.id, agrees: true });
  for (const folder of verification?.folders ?? []) {
    expect(folder).toMatchObject({
      matched: folder.sourceMessages,
      destinationMessages: folder.sourceMessages,
      missing: 0,
    });
  }
  expect(await carryOut(engine, id, 'copy')).toMatchObject({ state: 'complete', totals: { copied: 0 } });
});
