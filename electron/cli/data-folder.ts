import { posix, win32 } from 'node:path';
import type { Surroundings } from './output/surroundings.ts';

export type Place = Pick<Surroundings, 'env' | 'platform' | 'home'>;

/** The folder below which Mailferry keeps a user's data, by the custom of each system. */
export function dataFolder({ env, platform, home }: Place): string {
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'Mailferry');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Mailferry');
  return posix.join(xdgFolder(env.XDG_DATA_HOME, posix.join(home, '.local', 'share')), 'mailferry');
}

/** Where compiled code is kept from one start to the next; may be removed at any time. */
export function compiledCodeFolder({ env, platform, home }: Place): string {
  if (platform === 'win32') return win32.join(dataFolder({ env, platform, home }), 'Compiled code');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'Mailferry', 'compiled');
  return posix.join(xdgFolder(env.XDG_CACHE_HOME, posix.join(home, '.cache')), 'mailferry', 'compiled');
}

/** The XDG base directory specification: a relative path there is to be ignored. */
function xdgFolder(named: string | undefined, usual: string): string {
  return named?.startsWith('/') ? named : usual;
}
