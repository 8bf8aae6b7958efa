// An engine in a process of its own, so that a test can kill it: `engine-child.ts <workspace folder> <address>`.
import { createEngine } from '../../../electron/engine/engine.ts';
import { silentLog } from '../../../electron/engine/log.ts';

const [, , workspaceDir = '', address = ''] = process.argv;
const engine = await createEngine({
  workspaceDir,
  kind: 'practice',
  version: '0.1.0-test',
  secrets: { get: () => Promise.reject(new Error('There is no vault here.')) },
  secretRefs: { list: async () => new Set(), forget: () => {} },
  log: silentLog,
});
const [hit] = await engine.client.search.find({ terms: [address] });
const run = await engine.client.runs.start({ mailboxId: hit?.id ?? '', options: { kind: 'copy' } });
for await (const { phase, totals } of await engine.client.runs.watch({ id: run.id })) {
  console.log(JSON.stringify({ runId: run.id, phase, copied: totals.copied }));
}
