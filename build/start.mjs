// npm start: everything between a fresh checkout and the console's window.
import { appEnvironment, appParameters, withoutSandbox } from './app-launch.mjs';
import { ensureBundle } from './bundle.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { findElectron } from './electron-binary.mjs';
import { runInForeground } from './electron-node.mjs';
import { say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

async function start() {
  ensureSystemPackages('start');
  const electron = await findElectron();
  await ensureBundle(electron);
  if (withoutSandbox) say('running as root, so without the Chromium sandbox; for development only.');
  const parameters = appParameters(process.argv.slice(2));
  if (hasDisplay()) return runInForeground(electron.path, parameters, appEnvironment());
  const { display, stop } = await startVirtualDisplay();
  say(`no display here: the window opens on a virtual one, DISPLAY=${display} (Xvfb, 1920x1080). Ctrl-C ends it.`);
  try {
    // Such machines have no session bus either, and Chromium would complain about it many times over.
    return await runInForeground(electron.path, ['--log-level=3', ...parameters], appEnvironment({ DISPLAY: display }));
  } finally {
    stop();
  }
}

try {
  process.exitCode = await start();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
