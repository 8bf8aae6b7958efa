import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containedPath } from '../../../electron/main/security/contained-path.ts';

const root = resolve('/srv/mailferry/renderer');

describe('containedPath', () => {
  it.each([
    ['/', root],
    ['/index.html', join(root, 'index.html')],
    ['/assets/page.js', join(root, 'assets', 'page.js')],
    ['/assets/./page.js', join(root, 'assets', 'page.js')],
    ['/a%20b.txt', join(root, 'a b.txt')],
    ['/..hidden', join(root, '..hidden')],
    ['/domains/example.com', join(root, 'domains', 'example.com')],
  ])('finds %s inside', (pathname, file) => {
    expect(containedPath(root, pathname)).toBe(file);
  });

  it.each([
    ['parent', '/..'],
    ['parent of a folder', '/../secret.txt'],
    ['parent further down', '/assets/../../secret.txt'],
    ['parent that stays inside', '/assets/../index.html'],
    ['encoded dots', '/%2e%2e/secret.txt'],
    ['encoded slash', '/..%2fsecret.txt'],
    ['encoded backslash', '/..%5csecret.txt'],
    ['backslashes', '/..\\secret.txt'],
    ['sibling with the same beginning', '/../renderer-old/index.html'],
    ['UNC share', '//server/share/file'],
    ['encoded UNC share', '/%2fserver/share/file'],
    ['UNC share with backslashes', '/\\\\server\\share'],
    ['drive letter', '/C:/Windows/win.ini'],
    ['encoded drive letter', '/C%3a/Windows/win.ini'],
    ['alternate stream', '/index.html::$DATA'],
    ['NUL', '/index.html%00.png'],
    ['malformed escape', '/%zz'],
    ['malformed UTF-8', '/%ff%fe'],
    ['no leading slash', 'index.html'],
    ['nothing', ''],
  ])('refuses %s', (_what, pathname) => {
    expect(containedPath(root, pathname)).toBeUndefined();
  });

  it('never leaves the folder, whatever the path is made of', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', '%00', 'a', 'C:', 'renderer', '%', '-old');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = containedPath(root, `/${pieces.join('')}`);
        expect(file === undefined || file === root || file.startsWith(root + sep)).toBe(true);
      }),
    );
  });
});
