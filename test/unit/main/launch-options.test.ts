import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLaunchOptions, workspaceDir } from '../../../electron/main/launch-options.ts';

describe('readLaunchOptions', () => {
  it('lets a switch win over the environment', () => {
    const env = { MAILFERRY_WORKSPACE: 'practice', MAILFERRY_USER_DATA: 'there' };
    expect(readLaunchOptions(['app', '--workspace', 'own', '--user-data-dir=here'], env)).toEqual({
      workspace: 'own',
      userDataDir: resolve('here'),
    });
    expect(readLaunchOptions(['app'], env)).toEqual({ workspace: 'practice', userDataDir: resolve('there') });
    expect(readLaunchOptions(['app'], {})).toEqual({ workspace: undefined, userDataDir: undefined });
  });

  it('names a workspace there is not', () => {
    expect(() => readLaunchOptions(['--workspace=mine'], {})).toThrow('"mine"');
    expect(() => readLaunchOptions(['--workspace'], {})).toThrow('needs a value');
  });

  it('keeps workspaces apart', () => {
    expect(workspaceDir('data', 'own')).toBe(join('data', 'workspaces', 'own'));
  });
});
