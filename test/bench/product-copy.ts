import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The bundled command line, as it was when the bench began. */
export interface ProductCopy {
  readonly entry: string;
  readonly version: string;
  remove(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');

/**
 * Copies the bundled programs aside, so that a new bundle in the middle of a bench changes nothing. The copy stays inside the
 * checkout, where the packages are found.
 */
export async function copyProduct(): Promise<ProductCopy> {
  const directory = await mkdtemp(join(root, 'out', 'bench-'));
  await mkdir(join(directory, 'out'));
  for (const part of ['cli', 'chunks']) {
    await cp(join(root, 'out', part), join(directory, 'out', part), { recursive: true });
  }
  await cp(join(root, 'package.json'), join(directory, 'package.json'));
  const facts = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    entry: join(directory, 'out', 'cli', 'mailferry.cjs'),
    version: facts.version,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
