import { describe, expect, it } from 'vitest';
import { noticeOf, packageFolderOf, thirdPartyNotices } from '../../../build/third-party-notices.ts';

const modules = `${import.meta.dirname}/../../../node_modules`;

describe('the notices of bundled packages', () => {
  it('find the package of a module, scoped, nested or on Windows, and none for our own', () => {
    expect(packageFolderOf('/app/node_modules/zod/v4/core.js')).toBe('/app/node_modules/zod');
    expect(packageFolderOf('/app/node_modules/@orpc/client/dist/index.mjs')).toBe('/app/node_modules/@orpc/client');
    expect(packageFolderOf('/app/node_modules/a/node_modules/b/i.js')).toBe('/app/node_modules/a/node_modules/b');
    expect(packageFolderOf('C:\\app\\node_modules\\zod\\core.js')).toBe('C:/app/node_modules/zod');
    expect(packageFolderOf('/app/electron/cli/main.ts')).toBeNull();
  });

  it('carry the text of each licence once, by name', () => {
    const written: { fileName: string; source: string }[] = [];
    thirdPartyNotices('notices.txt').generateBundle.call(
      { emitFile: (file) => written.push(file) },
      {},
      {
        'a.cjs': { type: 'chunk', moduleIds: [`${modules}/zod/index.js`, `${modules}/commander/index.js`] },
        'b.cjs': { type: 'chunk', moduleIds: [`${modules}/zod/other.js`, '/app/electron/own.ts', '\0virtual'] },
        'c.css': { type: 'asset' },
      },
    );
    const [notice] = written;
    expect(notice?.fileName).toBe('notices.txt');
    const names = notice?.source.match(/^(commander|zod) [\d.]+ \(MIT\)$/gm) ?? [];
    expect(names.map((line) => line.split(' ')[0])).toEqual(['commander', 'zod']);
    expect(notice?.source.match(/Permission is hereby granted/g)).toHaveLength(2);
  });

  it('name the licence of a package that ships no text', () => {
    expect(noticeOf([{ name: 'odd', version: '1.0.0', license: 'ISC', text: null }])).toContain('Licence: ISC.');
  });
});
