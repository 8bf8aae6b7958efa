// npm run bench:ui -- …: how quick the console feels on a large workspace (test/bench/ui/), in the real Electron.
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { findElectron } from './electron-binary.mjs';
import { nodeEnvironment, runInForeground } from './electron-node.mjs';
import { root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

try {
  ensureSystemPackages('start');
  const electron = await findElectron({ quiet: true });
  await ensureBundle(electron);
  const display = hasDisplay() ? null : await startVirtualDisplay();
  try {
    const bench = join(root, 'test', 'bench', 'ui', 'bench-ui.ts');
    const env = nodeEnvironment(display ? { DISPLAY: display.display, MAILFERRY_VIRTUAL_DISPLAY: '1' } : {});
    process.exitCode = await runInForeground(electron.path, [bench, ...process.argv.slice(2)], env);
  } finally {
    display?.stop();
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
