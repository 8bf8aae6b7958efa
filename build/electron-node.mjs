// Runs scripts under Electron as Node: the Node that ships with the app (type stripping, node:sqlite), whatever Node the machine has.
// As a command: node build/electron-node.mjs <script> [parameters].
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findElectron } from './electron-binary.mjs';
import { root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** @typedef {import('./electron-binary.mjs').Electron} Electron */

/**
 * The environment in which Electron is Node, for children too.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function nodeEnvironment(extra = {}) {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...extra };
}

/**
 * Runs a script to its end and collects what it printed.
 * @param {Electron} electron
 * @param {readonly string[]} parameters script first
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {Promise<{ status: number, output: string }>}
 */
export function runAsNode(electron, parameters, extra) {
  return new Promise((resolve, reject) => {
    const child = spawn(electron.path, parameters, {
      cwd: root,
      env: nodeEnvironment({ NO_COLOR: '1', ...extra }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ status: exitStatus(code, signal), output }));
  });
}

/**
 * Runs a command in the foreground: same terminal, signals passed on. Resolves with its exit status.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
export function runInForeground(command, parameters, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { env, stdio: 'inherit' });
    // A terminal sends Ctrl-C to the whole group, so the child has it already; passing it on would count as a second one.
    const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    process.on('SIGINT', () => {
      if (!fromTerminal) child.kill('SIGINT');
    });
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitStatus(code, signal)));
  });
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitStatus(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    ensureSystemPackages('cli');
    const electron = await findElectron({ quiet: true });
    process.exitCode = await runInForeground(electron.path, argv.slice(2), nodeEnvironment());
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
