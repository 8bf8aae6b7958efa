// npm run package: installers for the platform it runs on, in dist/. Parameters go to electron-builder (`-- --linux dir`).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { findElectron } from './electron-binary.mjs';
import { root, say } from './paths.mjs';

try {
  await ensureBundle(await findElectron({ quiet: true }));
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const parameters = [
    '--config',
    join(root, 'build', 'electron-builder.yml'),
    '--publish',
    'never',
    ...process.argv.slice(2),
  ];
  process.exitCode = spawnSync(process.execPath, [builder, ...parameters], { cwd: root, stdio: 'inherit' }).status ?? 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
