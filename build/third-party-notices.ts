import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package as its notice names it. */
interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The text of its licence file, or null where it ships none. */
  readonly text: string | null;
}

/** The folder of the package a module of node_modules belongs to; null for modules of our own. */
export function packageFolderOf(moduleId: string): string | null {
  const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(moduleId.replaceAll('\\', '/'));
  return found === null ? null : found[0].replace(/^\0+/, '');
}

/** Reads what a package says of itself. */
function readPackage(folder: string): BundledPackage {
  const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Partial<BundledPackage>;
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)([.-].*)?$/i.test(name));
  return {
    name: facts.name ?? folder,
    version: facts.version ?? '',
    license: typeof facts.license === 'string' ? facts.license : 'see below',
    text: file === undefined ? null : readFileSync(join(folder, file), 'utf8').trim(),
  };
}

/** The notice of these packages, by name. */
export function noticeOf(packages: readonly BundledPackage[]): string {
  const sections = packages
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version))
    .map(
      ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text ?? `Licence: ${license}.`}\n`,
    );
  const intro = 'Mailferry contains parts of the following packages.\n';
  return [intro, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * For the bundler: writes the licences of all packages of which something went into the bundle to `fileName`. Most licences allow a copy only
 * together with their text, and a bundle is a copy.
 */
export function thirdPartyNotices(fileName: string) {
  return {
    name: 'third-party-notices',
    generateBundle(
      this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown },
      _options: unknown,
      bundle: Readonly<Record<string, { readonly type: string; readonly moduleIds?: readonly string[] }>>,
    ): void {
      const folders = new Set<string>();
      for (const { moduleIds = [] } of Object.values(bundle)) {
        for (const id of moduleIds) {
          const folder = packageFolderOf(id);
          if (folder !== null && existsSync(join(folder, 'package.json'))) folders.add(folder);
        }
      }
      this.emitFile({ type: 'asset', fileName, source: noticeOf([...folders].map(readPackage)) });
    },
  };
}
