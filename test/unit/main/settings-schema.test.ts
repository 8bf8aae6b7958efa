import { describe, expect, it } from 'vitest';
import { defaultSettings, readSettings } from '../../../electron/main/settings-schema.ts';
import { defaultPreferences } from '../../../shared/contract/preferences.ts';

describe('readSettings', () => {
  it('takes what is valid', () => {
    const settings = {
      window: { bounds: { x: -5, y: 0, width: 1200, height: 800 }, maximized: true },
      colorScheme: 'dark',
      lastWorkspace: 'own',
      preferences: { tables: {}, notifyRunEnds: false, promisedHours: 60 },
    };
    expect(readSettings(settings)).toEqual({ settings, rejected: [] });
  });

  it('replaces single invalid values and names them', () => {
    expect(readSettings({ window: { bounds: 'all' }, colorScheme: 'pink', lastWorkspace: 'own', more: 1 })).toEqual({
      settings: { colorScheme: 'system', lastWorkspace: 'own', preferences: defaultPreferences },
      rejected: ['window', 'colorScheme'],
    });
  });

  it.each([undefined, null, 'x', 7, []])('takes %j for no settings at all', (raw) => {
    expect(readSettings(raw)).toEqual({ settings: defaultSettings, rejected: [] });
  });
});
