import { describe, expect, it } from 'vitest';
import type { SideArguments } from '../../../electron/cli/command-line.ts';
import { compiledCodeFolder, dataFolder } from '../../../electron/cli/data-folder.ts';
import { pairKey, workspaceFolder } from '../../../electron/cli/pair-folder.ts';
import { parseEndpointUrl } from '../../../shared/domain/endpoint-url.ts';

function side(address: string): SideArguments {
  const endpoint = parseEndpointUrl(address);
  return { endpoint: { ...endpoint, user: endpoint.user ?? '' }, passwordFile: null, fingerprint: null };
}

const source = side('imaps://anna@old.example');
const destination = side('imaps://anna@new.example');

describe('the folder of user data', () => {
  it('follows the custom of each system', () => {
    const place = { env: {}, home: '/home/anna' };
    expect(dataFolder({ ...place, platform: 'linux' })).toBe('/home/anna/.local/share/mailferry');
    expect(dataFolder({ ...place, platform: 'linux', env: { XDG_DATA_HOME: '/data' } })).toBe('/data/mailferry');
    expect(dataFolder({ ...place, platform: 'linux', env: { XDG_DATA_HOME: 'data' } })).toBe(
      '/home/anna/.local/share/mailferry',
    );
    expect(dataFolder({ ...place, platform: 'darwin' })).toBe('/home/anna/Library/Application Support/Mailferry');
    expect(dataFolder({ platform: 'win32', home: 'C:\\Users\\anna', env: {} })).toBe(
      'C:\\Users\\anna\\AppData\\Local\\Mailferry',
    );
  });

  it('is beside that of compiled code, which is never the folder that all users share', () => {
    const place = { env: { XDG_CACHE_HOME: '/cache', TMPDIR: '/tmp' }, home: '/home/anna' };
    expect(compiledCodeFolder({ ...place, platform: 'linux' })).toBe('/cache/mailferry/compiled');
    expect(compiledCodeFolder({ ...place, env: {}, platform: 'linux' })).toBe('/home/anna/.cache/mailferry/compiled');
    expect(compiledCodeFolder({ ...place, platform: 'darwin' })).toBe('/home/anna/Library/Caches/Mailferry/compiled');
    expect(compiledCodeFolder({ platform: 'win32', home: 'C:\\Users\\anna', env: {} })).toBe(
      'C:\\Users\\anna\\AppData\\Local\\Mailferry\\Compiled code',
    );
  });

  it('holds one workspace for each pair, unless another is named', () => {
    const place = { env: { XDG_DATA_HOME: '/data' }, home: '/home/anna', platform: 'linux' } as const;
    const key = pairKey(source, destination);
    expect(workspaceFolder({ workspace: null, source, destination }, place)).toBe(`/data/mailferry/pairs/${key}`);
    expect(workspaceFolder({ workspace: '/own/place', source, destination }, place)).toBe('/own/place');
  });
});

describe('the key of a pair', () => {
  it('is the same for the same mailboxes', () => {
    expect(pairKey(side('imaps://anna@OLD.example'), destination)).toBe(pairKey(source, destination));
    expect(pairKey(source, { ...destination, passwordFile: 'f', fingerprint: 'AB' })).toBe(
      pairKey(source, destination),
    );
  });

  it('differs when a mailbox, a server or the direction differs', () => {
    const keys = [
      pairKey(source, destination),
      pairKey(destination, source),
      pairKey(side('imaps://ben@old.example'), destination),
      pairKey(side('imaps://Anna@old.example'), destination),
      pairKey(side('imaps://anna@old.example:1993'), destination),
      pairKey(side('imaps://anna@older.example'), destination),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
