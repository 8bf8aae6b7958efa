import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resultOf, runCli } from './cli-process.ts';

it('mailferry rehearse migrates all practice mailboxes, puts right what is in the way, and everything agrees', async () => {
  const result = resultOf(await runCli(['rehearse', '--json']));
  expect(result).toMatchObject({ command: 'rehearse', exitStatus: 0, error: null });
  if (result.command !== 'rehearse' || result.result === null) throw new Error('There is no result');
  const { mailboxes, totals, agrees } = result.result;
  expect(agrees).toBe(true);
  expect(mailboxes).toHaveLength(15);
  expect(totals.messages).toBeGreaterThanOrEqual(4000);
  expect(totals).toMatchObject({ findings: 0, copied: totals.messages - totals.alreadyThere });
  expect(mailboxes.flatMap(({ interventions }) => interventions)).toEqual([
    'password of the source corrected',
    'quota of the destination raised',
  ]);
  expect(totals.alreadyThere).toBeGreaterThan(0);
}, 240_000);

it('mailferry rehearse refuses a folder that holds something: status 2', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mailferry-rehearse-'));
  try {
    await writeFile(join(dir, 'something'), '');
    const run = await runCli(['rehearse', '--workspace', dir]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/is not empty/);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
