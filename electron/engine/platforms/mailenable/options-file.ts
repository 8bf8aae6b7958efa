import { decodeText } from './text.ts';

/** Options of a post office or mailbox (`.SYS`), by name in lower case; the last of two wins, as when the file is read from the top. */
export function parseOptions(bytes: Uint8Array): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const line of decodeText(bytes).text.split(/\r\n|\n|\r/)) {
    const at = line.indexOf('=');
    if (at > 0) options.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return options;
}
