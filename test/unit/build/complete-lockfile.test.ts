import { expect, test } from 'vitest';
import { complete, platformOf } from '../../../build/complete-lockfile.mjs';

test.each([
  ['@biomejs/cli-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
  ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
  ['@oxc-parser/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@oxc-parser/binding-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
  ['lefthook-android-arm64', { os: ['android'], cpu: ['arm64'] }],
  ['fsevents', undefined],
])('%s is for %o', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test('adds what the registry did not have, and nothing else', () => {
  const tool = {
    version: '2.0.0',
    dev: true,
    optionalDependencies: { 'tool-linux-x64': '2.0.0', 'tool-win32-x64': '2.0.0', fsevents: '~2.3.3' },
  };
  const here = { version: '2.0.0', dev: true, optional: true, os: ['linux'], cpu: ['x64'] };
  const lockfile = { packages: { '': {}, 'node_modules/tool': tool, 'node_modules/tool-linux-x64': here } };

  expect(complete(lockfile)).toEqual(['tool-win32-x64@2.0.0']);

  expect(lockfile.packages).toEqual({
    '': {},
    'node_modules/tool': tool,
    'node_modules/tool-linux-x64': here,
    'node_modules/tool-win32-x64': { version: '2.0.0', dev: true, optional: true, os: ['win32'], cpu: ['x64'] },
  });
  expect(complete(lockfile)).toEqual([]);
});
