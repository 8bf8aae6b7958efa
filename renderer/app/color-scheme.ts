import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import type { ColorScheme } from '../../shared/contract/shell.ts';
import { shell } from './shell.ts';

const toMantine: Readonly<Record<ColorScheme, MantineColorScheme>> = { light: 'light', dark: 'dark', system: 'auto' };
const toShell: Readonly<Record<MantineColorScheme, ColorScheme>> = { light: 'light', dark: 'dark', auto: 'system' };

/** Keeps the colour scheme where all settings are kept: with the shell. Reads it once, before the first paint. */
export async function colorSchemeOfShell(): Promise<MantineColorSchemeManager> {
  let chosen = toMantine[await shell.colorScheme()];
  return {
    get: () => chosen,
    set: (scheme) => {
      chosen = scheme;
      void shell.setColorScheme(toShell[scheme]);
    },
    clear: () => {
      chosen = 'auto';
      void shell.setColorScheme('system');
    },
    subscribe: () => {},
    unsubscribe: () => {},
  };
}
