// The stages that `npm run check` and `npm test` are made of. Each runs one tool and says how many things passed and failed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeEnvironment } from './electron-node.mjs';
import { outFolder, root } from './paths.mjs';
import { settled } from './tally.mjs';

/** @typedef {import('./electron-binary.mjs').Electron} Electron */
/** @typedef {import('./tally.mjs').Tally} Tally */

const stageTimeoutMs = 12 * 60 * 1000;
const modules = join(root, 'node_modules');

/**
 * The checks that read the code without running it, and the script of each. All but our own run on the machine's Node: knip's parser wants a
 * buffer larger than Electron allows.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const staticChecks = {
  types: [join(modules, 'typescript', 'bin', 'tsc'), '-b'],
  lint: [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings'],
  layers: [join(root, 'build', 'check-layers.ts')],
  'dead code': [join(modules, 'knip', 'bin', 'knip.js'), '--no-progress'],
};

/**
 * Runs one static check, printing its output only when it fails. Counts as one.
 * @param {Electron} electron
 * @param {string} name
 * @returns {Promise<Tally>}
 */
export async function runStaticCheck(electron, name) {
  const started = Date.now();
  const node = name === 'layers' ? electron.path : process.execPath;
  const { status, output } = await run(node, staticChecks[name] ?? [], { capture: true });
  report(name, status === 0, started, output);
  return settled({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] }, status);
}

/**
 * Runs one Vitest project (unit, contract, engine).
 * @param {Electron} electron
 * @param {string} project
 * @param {{ capture?: boolean }} [options] capture: print the output only when it fails
 * @returns {Promise<Tally>}
 */
export async function runVitest(electron, project, { capture = false } = {}) {
  const started = Date.now();
  const tallyFile = freshTallyFile(project);
  const parameters = [join(modules, 'vitest', 'vitest.mjs'), 'run', '--project', project];
  parameters.push('--reporter=default', `--reporter=${join(root, 'build', 'vitest-tally.ts')}`);
  const { status, output } = await run(electron.path, parameters, { capture, env: { MAILFERRY_TALLY: tallyFile } });
  const tally = settled(readTally(tallyFile), status);
  report(`${project} tests (${tally.passed})`, tally.failed === 0, started, output);
  return tally;
}

/**
 * Runs the end-to-end tests in the real Electron.
 * @param {Electron} electron
 * @param {string | undefined} display the X display to use; undefined for the one that is there
 * @returns {Promise<Tally>}
 */
export async function runEndToEnd(electron, display) {
  const started = Date.now();
  const tallyFile = freshTallyFile('e2e');
  const parameters = [join(modules, '@playwright', 'test', 'cli.js'), 'test'];
  const env = { MAILFERRY_TALLY: tallyFile, ...(display ? { DISPLAY: display } : {}) };
  const { status } = await run(electron.path, parameters, { env });
  const tally = settled(readTally(tallyFile), status);
  report(`end-to-end tests (${tally.passed})`, tally.failed === 0, started, '');
  return tally;
}

/**
 * @param {string} node Electron, or the machine's Node
 * @param {readonly string[]} parameters
 * @param {{ capture?: boolean, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ status: number, output: string }>}
 */
function run(node, parameters, { capture = false, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, parameters, {
      cwd: root,
      env: nodeEnvironment(env),
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
      timeout: stageTimeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal) output += `\nended by ${signal}, at the latest after ${stageTimeoutMs / 60_000} minutes\n`;
      resolve({ status: code ?? 1, output });
    });
  });
}

/**
 * One line per stage; the tool's own words only where something is wrong.
 * @param {string} name
 * @param {boolean} good
 * @param {number} started
 * @param {string} output
 */
export function report(name, good, started, output) {
  if (!good && output) process.stdout.write(`\n${output.trimEnd()}\n`);
  process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
}

/** @param {string} stage */
function freshTallyFile(stage) {
  const folder = join(outFolder, 'tallies');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${stage}-${process.pid}.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * @param {string} file
 * @returns {Tally | undefined}
 */
function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
