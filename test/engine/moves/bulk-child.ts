// An engine in a process of its own, so that a test can kill it in the middle of a job: `bulk-child.ts <workspace folder>`.
import { createEngine } from '../../../electron/engine/engine.ts';
import { silentLog } from '../../../electron/engine/log.ts';

const [, , workspaceDir = ''] = process.argv;
const engine = await createEngine({
  workspaceDir,
  kind: 'own',
  version: '0.1.0-test',
  secrets: { get: async () => 'Kelp-Tide-42' },
  secretRefs: { list: async () => new Set(), forget: () => {} },
  log: silentLog,
});
const { bulk, directory } = engine.client;
const [known] = await bulk.jobs();
const domains = known ? [] : await directory.domains();
const job = known ?? (await bulk.create({ domainIds: domains.map(({ id }) => id), action: 'copy' }));
for await (const change of await engine.client.workspace.changes()) {
  if (change.topic !== 'jobs') continue;
  const page = await bulk.job({ id: job.id });
  process.stdout.write(
    `${JSON.stringify({ ...page.job, timeLeft: page.timeLeft, use: page.servers.map(({ use }) => use) })}\n`,
  );
  if (page.job.state === 'done') break;
}
await engine.stop();
