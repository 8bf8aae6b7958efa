import { z } from 'zod';
import { defaultPreferences, preferences } from '../../shared/contract/preferences.ts';
import { workspaceKind } from '../../shared/contract/workspace.ts';
import { windowState } from './window-placement.ts';

export const colorScheme = z.enum(['light', 'dark', 'system']);

/** What the shell remembers from start to start. Nothing secret, nothing that grows. */
export const settingsSchema = z.object({
  window: windowState.optional(),
  colorScheme,
  lastWorkspace: workspaceKind,
  preferences,
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  colorScheme: 'system',
  lastWorkspace: 'practice',
  preferences: defaultPreferences,
};

/**
 * Reads settings a person or an older version may have written: each value that is not valid gives way to its default,
 * the others stay. `rejected` names the keys that did.
 */
export function readSettings(raw: unknown): { readonly settings: Settings; readonly rejected: readonly string[] } {
  const source: Readonly<Record<string, unknown>> = isRecord(raw) ? raw : {};
  const rejected: string[] = [];
  const read = <Value>(key: keyof Settings, schema: z.ZodType<Value>): Value | undefined => {
    if (source[key] === undefined) return undefined;
    const parsed = schema.safeParse(source[key]);
    if (parsed.success) return parsed.data;
    rejected.push(key);
    return undefined;
  };
  const window = read('window', windowState);
  const settings: Settings = {
    colorScheme: read('colorScheme', colorScheme) ?? defaultSettings.colorScheme,
    lastWorkspace: read('lastWorkspace', workspaceKind) ?? defaultSettings.lastWorkspace,
    preferences: read('preferences', preferences) ?? defaultSettings.preferences,
    ...(window ? { window } : {}),
  };
  return { settings, rejected };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
