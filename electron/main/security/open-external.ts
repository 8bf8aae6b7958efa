import { shell } from 'electron';
import type { Log } from '../log.ts';
import { webAddress } from './web-address.ts';

/** Opens a web address in the system's browser; anything else is refused and logged. The only way out of the app. */
export function openExternal(text: string, log: Log): void {
  const address = webAddress(text);
  if (!address) {
    log.warn(`refused to open outside: ${text.slice(0, 200)}`);
    return;
  }
  shell.openExternal(address).catch((error: unknown) => log.error('the system could not open a web address', error));
}
