// How the bundled app is launched, by npm start and by the end-to-end tests alike.
import { dirname } from 'node:path';
import { locateElectron } from './electron-binary.mjs';
import { root } from './paths.mjs';

/** True where Chromium's sandbox cannot work: Linux, as root. */
export const withoutSandbox = process.platform === 'linux' && process.getuid?.() === 0;

/**
 * The environment of the app. ELECTRON_RUN_AS_NODE, which editors and our own test runs set, would turn it into a plain Node.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment(extra = {}) {
  const env = { ...process.env, ...extra };
  delete env.ELECTRON_RUN_AS_NODE;
  return env;
}

/**
 * The parameters that start the app of this checkout.
 * @param {readonly string[]} [parameters] passed on to the app
 */
export function appParameters(parameters = []) {
  return [...(withoutSandbox ? ['--no-sandbox'] : []), root, ...parameters];
}

/**
 * A whole start of the app of this checkout. Throws an Error when no Electron was fetched yet.
 * @param {{ parameters?: readonly string[], env?: NodeJS.ProcessEnv }} [options]
 * @returns {{ executablePath: string, args: string[], env: Record<string, string>, cwd: string }}
 */
export function appLaunch({ parameters = [], env = {} } = {}) {
  /** @type {Record<string, string>} */
  const defined = {};
  for (const [name, value] of Object.entries(appEnvironment(env))) if (value !== undefined) defined[name] = value;
  return { executablePath: presentElectron().path, args: appParameters(parameters), env: defined, cwd: root };
}

/**
 * The same for Playwright's `_electron.launch`, without the executable: Playwright holds an app back until it can watch it, but only when it
 * has found the executable by itself. Otherwise it comes too late now and then and waits for what has happened already.
 * Needs `electronForPlaywright` to have been called, as playwright.config.ts does.
 * @param {{ parameters?: readonly string[], env?: NodeJS.ProcessEnv }} [options]
 */
export function playwrightLaunch(options) {
  const { args, env, cwd } = appLaunch(options);
  return { args, env, cwd };
}

/** Makes the package `electron`, which Playwright asks for the executable, answer with the Electron that is on this machine. */
export function electronForPlaywright() {
  const electron = presentElectron();
  if (!electron.official) process.env.ELECTRON_OVERRIDE_DIST_PATH = dirname(electron.path);
}

function presentElectron() {
  const electron = locateElectron();
  if (!electron)
    throw new Error('There is no Electron on this machine yet: run `npm start` or `npm test`, which fetch it.');
  return electron;
}
