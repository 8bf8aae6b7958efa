// Bundles the app into out/, where something changed since the last bundle. Two parts that know nothing of each other: the Node programs
// (shell, preload, engine, command line), and the page. As a command: node build/bundle.mjs.
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { findElectron } from './electron-binary.mjs';
import { runAsNode } from './electron-node.mjs';
import { outFolder, root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** @typedef {'programs' | 'page'} Part */
/** @typedef {{ glance: string, content: string }} Stamp */

const commonFiles = ['electron.vite.config.ts', 'build/third-party-notices.ts', 'package.json', 'package-lock.json'];
const parts = /** @type {const} */ ({
  programs: { sources: ['electron', 'shared'], results: ['main', 'preload', 'cli', 'chunks'] },
  page: { sources: ['renderer', 'shared'], results: ['renderer'] },
});
const lockFile = join(outFolder, 'bundling.pid');

/**
 * Whether out/ holds these parts as the sources are now. Looks only at names, sizes and times: a few milliseconds.
 * @param {readonly Part[]} wanted
 */
export function isBundleFresh(wanted) {
  return wanted.every((part) => readStamp(part)?.glance === glance(listSources(part)));
}

/**
 * Brings parts of out/ up to date; says whether it had to bundle. Two callers at once: the second waits for the first.
 * Throws an Error with the bundler's words when the sources do not bundle.
 * @param {import('./electron-binary.mjs').Electron} electron
 * @param {readonly Part[]} [wanted]
 * @returns {Promise<boolean>}
 */
export async function ensureBundle(electron, wanted = ['programs', 'page']) {
  if (isBundleFresh(wanted)) return false;
  const release = await lock();
  try {
    const stale = wanted.filter((part) => !isCurrent(part));
    if (stale.length > 0) say('bundling …');
    const results = await Promise.allSettled(stale.map((part) => bundlePart(electron, part)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return stale.length > 0;
  } finally {
    release();
  }
}

/**
 * Whether a part's text is the same as when it was bundled, though times may have moved, as they do with every change of branch.
 * @param {Part} part
 */
function isCurrent(part) {
  const sources = listSources(part);
  const content = contentDigest(sources);
  if (readStamp(part)?.content !== content) return false;
  writeStamp(part, { glance: glance(sources), content });
  return true;
}

/**
 * @param {import('./electron-binary.mjs').Electron} electron
 * @param {Part} part
 */
async function bundlePart(electron, part) {
  // Taken before: a file that changes meanwhile makes the stamp stale, not the bundle wrong.
  const sources = listSources(part);
  const stamp = { glance: glance(sources), content: contentDigest(sources) };
  rmSync(stampFile(part), { force: true });
  for (const folder of parts[part].results) rmSync(join(outFolder, folder), { recursive: true, force: true });
  const bin = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, output } = await runAsNode(electron, [bin, 'build', '--logLevel', 'warn'], {
    MAILFERRY_BUNDLE: part,
  });
  if (status !== 0)
    throw new Error(`The ${part === 'page' ? 'page' : 'programs'} could not be bundled:\n${readable(output)}`);
  writeStamp(part, stamp);
}

/**
 * The bundler's message without colours and without its own stack.
 * @param {string} output
 */
function readable(output) {
  return stripVTControlCharacters(output)
    .replaceAll(/^ {4}at .*\n?/gm, '')
    .trim();
}

/** @param {Part} part */
const stampFile = (part) => join(outFolder, `${part}-stamp.json`);

/**
 * @param {Part} part
 * @returns {Stamp | undefined}
 */
function readStamp(part) {
  try {
    return JSON.parse(readFileSync(stampFile(part), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {Part} part
 * @param {Stamp} stamp
 */
function writeStamp(part, stamp) {
  writeFileSync(stampFile(part), JSON.stringify(stamp));
}

/** @param {Part} part */
function listSources(part) {
  const files = [...commonFiles];
  for (const folder of parts[part].sources) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
      if (entry.isFile() && !entry.name.endsWith('.md')) files.push(relative(root, join(entry.parentPath, entry.name)));
    }
  }
  return files.sort();
}

/** @param {readonly string[]} files */
function glance(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const facts = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file}\0${facts?.size}\0${facts?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** @param {readonly string[]} files */
function contentDigest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const text = readFileSync(join(root, file));
    hash.update(`${file}\0${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}

/** @returns {Promise<() => void>} */
async function lock() {
  mkdirSync(outFolder, { recursive: true });
  for (;;) {
    try {
      const handle = openSync(lockFile, 'wx');
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(lockFile, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (isHolderAlive()) await pause(100);
      else rmSync(lockFile, { force: true });
    }
  }
}

function isHolderAlive() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    // Created a moment ago and not yet written: alive.
    return pid === 0 || process.kill(pid, 0);
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    ensureSystemPackages('cli');
    if (!(await ensureBundle(await findElectron({ quiet: true })))) say('the bundle in out/ is up to date.');
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
