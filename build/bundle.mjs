// Bundles the app into out/, when something changed since the last bundle.
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findElectron } from './electron-binary.mjs';
import { runAsNode } from './electron-node.mjs';
import { outFolder, root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** @typedef {{ glance: string, content: string }} Stamp */

const sourceFolders = ['electron', 'shared', 'renderer'];
const singleFiles = ['electron.vite.config.ts', 'package.json', 'package-lock.json'];
const bundleFolders = ['main', 'preload', 'renderer', 'cli', 'chunks'];
const stampFile = join(outFolder, 'bundle-stamp.json');
const lockFile = join(outFolder, 'bundling.pid');

/**
 * Whether out/ holds the bundle of the sources as they are now. Looks only at names, sizes and times: a few milliseconds.
 */
export function isBundleFresh() {
  return readStamp()?.glance === glance(listSources());
}

/**
 * Brings out/ up to date; says whether it had to bundle. Two callers at once: the second waits for the first.
 * Throws an Error with the bundler's output when the sources do not bundle.
 * @param {import('./electron-binary.mjs').Electron} electron
 * @returns {Promise<boolean>}
 */
export async function ensureBundle(electron) {
  if (isBundleFresh()) return false;
  const release = await lock();
  try {
    const sources = listSources();
    const now = { glance: glance(sources), content: contentDigest(sources) };
    const before = readStamp();
    // Times move with every checkout of a branch; what counts is the text.
    const same = before?.content === now.content;
    if (!same) {
      rmSync(stampFile, { force: true });
      for (const folder of bundleFolders) rmSync(join(outFolder, folder), { recursive: true, force: true });
      say('bundling …');
      await electronVite(electron);
    }
    writeFileSync(stampFile, JSON.stringify(now));
    return !same;
  } finally {
    release();
  }
}

/** @param {import('./electron-binary.mjs').Electron} electron */
async function electronVite(electron) {
  const bin = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, output } = await runAsNode(electron, [bin, 'build', '--logLevel', 'warn']);
  if (status !== 0) throw new Error(`The app could not be bundled:\n${output}`);
}

/** @returns {Stamp | undefined} */
function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function listSources() {
  const files = [...singleFiles];
  for (const folder of sourceFolders) {
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
    } catch {
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
