// npm start: everything between a fresh checkout and the console's window.
import { ensureBundle } from './bundle.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { findElectron } from './electron-binary.mjs';
import { runInForeground } from './electron-node.mjs';
import { root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

async function start() {
  ensureSystemPackages('start');
  const electron = await findElectron();
  const bundle = ensureBundle(electron);
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env };
  // Set by editors and by our own test runs; here it would turn the app into a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const switches = [];
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say('running as root, so without the Chromium sandbox; for development only.');
    switches.push('--no-sandbox');
  }
  let virtual;
  if (!hasDisplay()) {
    virtual = await startVirtualDisplay();
    // Such machines have no session bus either, and Chromium would complain about it many times over.
    switches.push('--log-level=3');
    env.DISPLAY = virtual.display;
    say(
      `no display here: the window opens on a virtual one, DISPLAY=${virtual.display} (Xvfb, 1920x1080). Ctrl-C ends it.`,
    );
  }
  await bundle;
  const status = await runInForeground(electron.path, [...switches, root, ...process.argv.slice(2)], env);
  virtual?.stop();
  return status;
}

try {
  process.exitCode = await start();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
