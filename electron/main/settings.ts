import { renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import type { Log } from './log.ts';
import { readSettings, type Settings, settingsSchema } from './settings-schema.ts';

/** The shell's settings: the only reader and writer of `settings.json`. */
export interface SettingsStore {
  get(): Settings;
  /** @throws ZodError when a value is not valid; nothing is written then */
  update(change: Partial<Settings>): void;
}

/**
 * Opens the settings in a folder. A file that is not JSON is set aside as `settings.broken.json`, single invalid values are
 * replaced by defaults: neither keeps the console from starting.
 */
export function openSettings(dir: string, log: Log): SettingsStore {
  const store = openStore(dir, log);
  const { settings, rejected } = readSettings(store.store);
  if (rejected.length > 0) log.warn(`settings: not valid and replaced by defaults: ${rejected.join(', ')}`);
  let current = settings;
  return {
    get: () => current,
    update(change) {
      const next = settingsSchema.parse({ ...current, ...change });
      current = next;
      store.store = next;
    },
  };
}

function openStore(dir: string, log: Log): Store<Record<string, unknown>> {
  const open = (): Store<Record<string, unknown>> =>
    new Store({ cwd: dir, name: 'settings', clearInvalidConfig: false });
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    log.warn('settings: the file is not JSON; set aside as settings.broken.json');
    renameSync(join(dir, 'settings.json'), join(dir, 'settings.broken.json'));
    return open();
  }
}
