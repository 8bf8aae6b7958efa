import { createHash } from 'node:crypto';
import { posix, resolve, win32 } from 'node:path';
import type { SideArguments } from './command-line.ts';
import type { Surroundings } from './output/surroundings.ts';

type Place = Pick<Surroundings, 'env' | 'platform' | 'home'>;

/** The folder below which Mailferry keeps a user's data, by the custom of each system. */
export function dataFolder({ env, platform, home }: Place): string {
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'Mailferry');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Mailferry');
  // The XDG base directory specification: a relative path there is to be ignored.
  const xdg = env.XDG_DATA_HOME;
  return posix.join(xdg?.startsWith('/') ? xdg : posix.join(home, '.local', 'share'), 'mailferry');
}

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
