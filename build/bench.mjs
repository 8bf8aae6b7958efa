// npm run bench -- …: Mailferry beside its peers (test/bench/), under Electron as Node. --help lists the options.
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { findElectron } from './electron-binary.mjs';
import { nodeEnvironment, runInForeground } from './electron-node.mjs';
import { root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

try {
  ensureSystemPackages('cli');
  const electron = await findElectron({ quiet: true });
  await ensureBundle(electron, ['programs']);
  const bench = join(root, 'test', 'bench', 'bench.ts');
  process.exitCode = await runInForeground(electron.path, [bench, ...process.argv.slice(2)], nodeEnvironment());
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
