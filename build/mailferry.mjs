// npm run -s mailferry -- …: the command line in a checkout. Standard output is the product's alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundle, isBundleFresh } from './bundle.mjs';
import { findElectron, locateElectron } from './electron-binary.mjs';
import { nodeEnvironment, runInForeground } from './electron-node.mjs';
import { outFolder, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const entry = join(outFolder, 'cli', 'mailferry.cjs');

async function prepare() {
  // The usual case costs a few hundred stat calls; packages were looked after when the bundle was made.
  const here = locateElectron();
  if (here && existsSync(entry) && isBundleFresh(['programs'])) return here;
  ensureSystemPackages('cli');
  const electron = await findElectron({ quiet: true });
  await ensureBundle(electron, ['programs']);
  return electron;
}

try {
  const electron = await prepare();
  process.exitCode = await runInForeground(electron.path, [entry, ...process.argv.slice(2)], nodeEnvironment());
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
