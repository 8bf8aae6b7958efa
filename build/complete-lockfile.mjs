// node build/complete-lockfile.mjs, after every change of package-lock.json.
//
// Tools with native parts list one optional package per platform. A registry that lacks some of them makes `npm install` leave those out of
// the lock file, and `npm ci` then refuses that lock file as incomplete. So they are written in, with version and platform taken
// from the list that names them: npm then knows that they are not for this machine, and others get exactly that version.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, say } from './paths.mjs';

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * The platform that a package is for, read from its name (`@biomejs/cli-linux-x64-musl`); undefined when the name does not tell.
 * @param {string} name
 * @returns {{ os: string[], cpu: string[], libc?: string[] } | undefined}
 */
export function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => processors.includes(word));
  if (!os || !cpu) return undefined;
  const platform = { os: [os], cpu: [cpu] };
  const last = words.at(-1) ?? '';
  if (last.startsWith('musl')) return { ...platform, libc: ['musl'] };
  return last.startsWith('gnu') ? { ...platform, libc: ['glibc'] } : platform;
}

/**
 * Writes the missing optional platform packages into a lock file; says which.
 * @param {Lockfile} lockfile changed in place
 * @returns {string[]}
 */
export function complete(lockfile) {
  const added = [];
  for (const owner of Object.values(lockfile.packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      const platform = platformOf(name);
      if (lockfile.packages[place] || !platform || !/^\d+\.\d+\.\d+/.test(version)) continue;
      lockfile.packages[place] = { version, ...platform, ...(owner.dev ? { dev: true } : {}), optional: true };
      added.push(`${name}@${version}`);
    }
  }
  const { '': self, ...others } = lockfile.packages;
  const sorted = Object.entries(others).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lockfile.packages = { ...(self ? { '': self } : {}), ...Object.fromEntries(sorted) };
  return added;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, 'package-lock.json');
  /** @type {Lockfile} */
  const lockfile = JSON.parse(readFileSync(file, 'utf8'));
  const added = complete(lockfile);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
  say(added.length > 0 ? `written into package-lock.json: ${added.join(' ')}` : 'package-lock.json is complete.');
}
