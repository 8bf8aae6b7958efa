import { createHash } from 'node:crypto';
import { posix, resolve, win32 } from 'node:path';
import type { SideArguments } from './command-line.ts';
import { dataFolder, type Place } from './data-folder.ts';

function identity({ endpoint }: SideArguments): string[] {
  return [endpoint.protocol, endpoint.host.toLowerCase(), String(endpoint.port), endpoint.user];
}

/**
 * Tells one pair of mailboxes from another. How the connection is encrypted does not count; the port does, because two
 * servers can live behind one host name.
 */
export function pairKey(source: SideArguments, destination: SideArguments): string {
  const text = JSON.stringify([identity(source), identity(destination)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** The workspace folder of a run: the one named, else the one of this pair of mailboxes. */
export function workspaceFolder(
  sides: { readonly workspace: string | null; readonly source: SideArguments; readonly destination: SideArguments },
  place: Place,
): string {
  if (sides.workspace !== null) return resolve(sides.workspace);
  const path = place.platform === 'win32' ? win32 : posix;
  return path.join(dataFolder(place), 'pairs', pairKey(sides.source, sides.destination));
}
