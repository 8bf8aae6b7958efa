import { describe, expect, it, vi } from 'vitest';
import { menuTemplate } from '../../../electron/main/menu-template.ts';

describe('the menu', () => {
  const actions = { command: vi.fn(), openWorkspace: vi.fn(), setColorScheme: vi.fn(), openLogs: vi.fn() };
  const template = (packaged: boolean) =>
    JSON.stringify(menuTemplate({ workspace: 'own', colorScheme: 'dark', packaged, mac: false }, actions));

  it('has the accelerators of the console', () => {
    for (const accelerator of ['CmdOrCtrl+K', 'CmdOrCtrl+1', 'CmdOrCtrl+4', 'CmdOrCtrl+N', 'F5', 'CmdOrCtrl+R'])
      expect(template(true)).toContain(`"${accelerator}"`);
    expect(template(true)).not.toContain('"reload"');
  });

  it('offers developer tools only in a checkout', () => {
    expect(template(false)).toContain('toggleDevTools');
    expect(template(true)).not.toContain('toggleDevTools');
  });

  it('can reset the practice workspace only while it is open', () => {
    expect(template(true)).toContain('"id":"reset-practice","label":"Reset practice workspace…","enabled":false');
  });
});
