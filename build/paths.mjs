// Where things are in a checkout, for every script in this folder. Plain constants: nothing here touches the disk.
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything the bundler and the type checker write. */
export const outFolder = join(root, 'out');

/** What is fetched once per machine and shared by all checkouts. */
export const cacheFolder = resolve(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mailferry');

/**
 * One line for the person at the terminal. Standard output belongs to the product (`--json`), so it goes to standard error.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`mailferry: ${line}\n`);
}
