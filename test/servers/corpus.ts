import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { withCrlf } from './mailbox-snapshot.ts';

/** One real message of the corpus. */
export interface CorpusMessage {
  /** Path inside the corpus, with '/'. */
  readonly name: string;
  /** With CRLF line ends, whatever the file has. */
  readonly bytes: Buffer;
}

/**
 * Real and broken messages kept beside the checkout in `../shared/corpus` (or where `MAILFERRY_CORPUS` says), sorted by name.
 * Null when they are not there, with the reason printed: a test then skips.
 */
export function loadCorpus(): CorpusMessage[] | null {
  const checkout = resolve(import.meta.dirname, '..', '..');
  const directory = process.env.MAILFERRY_CORPUS ?? join(checkout, '..', 'shared', 'corpus');
  if (!existsSync(directory)) {
    console.warn(
      `SKIPPED: no real messages at ${directory}; set MAILFERRY_CORPUS to a folder of .eml files to test with them`,
    );
    return null;
  }
  const paths = globSync('**/*.eml', { cwd: directory }).sort();
  return paths.map((path) => ({
    name: path.split(sep).join('/'),
    bytes: withCrlf(readFileSync(join(directory, path))),
  }));
}
