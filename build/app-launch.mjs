// How the bundled app is launched, by npm start and by the end-to-end tests alike.
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
 * What Playwright's `_electron.launch` needs to drive the real app. Throws an Error when no Electron was fetched yet.
 * @param {{ parameters?: readonly string[], env?: NodeJS.ProcessEnv }} [options]
 * @returns {{ executablePath: string, args: string[], env: Record<string, string>, cwd: string }}
 */
export function appLaunch({ parameters = [], env = {} } = {}) {
  const electron = locateElectron();
  if (!electron)
    throw new Error('There is no Electron on this machine yet: run `npm start` or `npm test`, which fetch it.');
  /** @type {Record<string, string>} */
  const defined = {};
  for (const [name, value] of Object.entries(appEnvironment(env))) if (value !== undefined) defined[name] = value;
  return {
    executablePath: electron.path,
    args: appParameters(parameters),
    env: defined,
    cwd: root,
  };
}
