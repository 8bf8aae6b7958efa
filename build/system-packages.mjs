// The Debian packages that Electron and the tests need: found with one dpkg-query, installed where that is allowed.
import { execFileSync, spawnSync } from 'node:child_process';
import { say } from './paths.mjs';

/** What the Electron executable links against, with or without a window. */
const electronPackages = [
  'libnss3',
  'libatk1.0-0',
  'libatk-bridge2.0-0',
  'libcups2',
  'libgtk-3-0',
  'libgbm1',
  'libasound2',
  'libxss1',
];
const displayPackages = ['xvfb', 'xauth'];
const fontPackages = ['fonts-dejavu-core', 'fonts-noto-color-emoji'];
const nameServerPackages = ['pdns-server', 'pdns-backend-sqlite3', 'bind9', 'bind9-utils', 'bind9-dnsutils'];
const mailServerPackages = ['dovecot-imapd', 'dovecot-pop3d'];

/** @typedef {'cli' | 'start' | 'test'} Purpose */

/**
 * The packages a purpose needs. A window needs a virtual display only where there is no real one.
 * @param {Purpose} purpose
 * @param {{ hasDisplay: boolean }} machine
 */
export function packagesFor(purpose, { hasDisplay }) {
  if (purpose === 'cli') return electronPackages;
  const withWindow = [...electronPackages, ...fontPackages];
  if (purpose === 'start') return hasDisplay ? withWindow : [...withWindow, ...displayPackages];
  return [...withWindow, ...displayPackages, ...mailServerPackages, ...nameServerPackages];
}

/**
 * Which of the wanted packages are not installed, read from the output of dpkg-query. Newer Debian and Ubuntu releases carry
 * libraries with 64-bit times under a `t64` name; either name counts.
 * @param {readonly string[]} wanted
 * @param {string} dpkgOutput lines of `<package> <status abbreviation>`
 */
export function missingPackages(wanted, dpkgOutput) {
  const installed = new Set();
  for (const line of dpkgOutput.split('\n')) {
    const [name, status] = line.split(' ');
    if (name && status === 'ii') installed.add(name);
  }
  return wanted.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

/**
 * Makes sure that the packages for a purpose are there: installs them as root, else throws an Error with the exact command.
 * Where dpkg is absent it says what is needed and goes on.
 * @param {Purpose} purpose
 */
export function ensureSystemPackages(purpose) {
  if (process.platform !== 'linux') return;
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const wanted = packagesFor(purpose, { hasDisplay });
  const dpkgOutput = queryDpkg(wanted);
  if (dpkgOutput === undefined) {
    if (purpose !== 'cli')
      say(`this is not a Debian system; make sure that the equivalents of these are installed: ${wanted.join(' ')}`);
    return;
  }
  const missing = missingPackages(wanted, dpkgOutput);
  if (missing.length > 0) install(missing);
}

/**
 * @param {readonly string[]} names
 * @returns {string | undefined} undefined where there is no dpkg
 */
function queryDpkg(names) {
  const both = names.flatMap((name) => [name, `${name}t64`]);
  // Unknown names make it end with status 1 and print the known ones all the same.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg-query's own placeholders
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...both], {
    encoding: 'utf8',
  });
  return query.error ? undefined : query.stdout;
}

/** @param {readonly string[]} missing */
function install(missing) {
  if (process.getuid?.() !== 0) {
    throw new Error(
      `These Debian packages are missing. Install them, then try again:\n  sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
    );
  }
  say(`installing Debian packages: ${missing.join(' ')}`);
  apt(['update', '-qq']);
  const names = missing.map((name) => (aptKnows(`${name}t64`) ? `${name}t64` : name));
  const status = apt(['install', '-y', '-qq', '--no-install-recommends', ...names]);
  if (status !== 0) {
    throw new Error(
      `apt-get could not install what is missing. See its messages above; then run:\n  apt-get update && apt-get install --no-install-recommends ${names.join(' ')}`,
    );
  }
}

/** @param {readonly string[]} parameters */
function apt(parameters) {
  const result = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...parameters], {
    // Its chatter is of interest only when it fails; errors go to standard error by themselves.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return result.status;
}

/** @param {string} name */
function aptKnows(name) {
  try {
    return (
      execFileSync('apt-cache', ['show', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
    );
  } catch {
    return false;
  }
}
