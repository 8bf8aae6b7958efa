import { describe, expect, it } from 'vitest';
import { type KeyPress, keyNames, shortcutOf, shortcutScopes, shortcutsOf } from '../../../renderer/app/shortcuts.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('shortcuts', () => {
  it('gives no keys two meanings in one scope', () => {
    for (const scope of shortcutScopes) {
      const keys = shortcutsOf(scope).flatMap(([, shortcut]) => shortcut.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('knows every key it lists by the press of it', () => {
    for (const scope of shortcutScopes) {
      for (const [id, shortcut] of shortcutsOf(scope)) {
        for (const keys of shortcut.keys) {
          const parts = keys.split('+');
          const last = parts.at(-1) ?? '';
          const held = {
            ctrlKey: parts.includes('Mod'),
            shiftKey: parts.includes('Shift'),
            altKey: parts.includes('Alt'),
          };
          expect(shortcutOf(press(last === 'Space' ? ' ' : last, held), scope)).toBe(id);
        }
      }
    }
  });

  it('takes Command for Ctrl, capital letters as letters, and signs wherever Shift stands on the keyboard', () => {
    expect(shortcutOf(press('k', { metaKey: true }), 'everywhere')).toBe('palette');
    expect(shortcutOf(press('C', { ctrlKey: true, shiftKey: true }), 'mailbox')).toBe('run-copy');
    expect(shortcutOf(press('?', { shiftKey: true }), 'everywhere')).toBe('keyboard');
    expect(shortcutOf(press('/', { shiftKey: true }), 'screen')).toBe('table-search');
    expect(shortcutOf(press('k'), 'everywhere')).toBeNull();
  });

  it('shows keys as they are printed', () => {
    expect(keyNames('Mod+Shift+ArrowDown')).toEqual(['Ctrl', 'Shift', '↓']);
  });
});

it('means one thing on one page: what works on a whole screen is nowhere bound twice', () => {
  const keys = (['everywhere', 'mailbox', 'screen'] as const)
    .flatMap((scope) => shortcutsOf(scope))
    .flatMap(([, shortcut]) => [...shortcut.keys]);
  expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
});
