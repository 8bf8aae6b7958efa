import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeFolderName,
  distinctFolders,
  encodeFolderName,
} from '../../../electron/engine/mail/imap/folder-names.ts';
import { decodeMailboxName } from '../../servers/modified-utf7.ts';

test('a folder name comes back from its form on the wire, which is ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const wire = encodeFolderName(name);
      expect(wire).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeFolderName(wire)).toBe(name);
      expect(decodeMailboxName(wire)).toBe(name);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  // The example of RFC 3501 5.1.3.
  ['~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/台北/日本語'],
  ['Tom &- Jerry', 'Tom & Jerry'],
  ['R&D', 'R&D'],
  ['100 &A- sure', '100 &A- sure'],
  [Buffer.from('Büro').toString('latin1'), 'Büro'],
  ['B\u00fcro', 'Büro'],
])('%s is %s for people', (wire, path) => {
  expect(decodeFolderName(wire)).toBe(path);
});

test('two folders whose names read alike stay two, and one that is listed twice is one', () => {
  const raw = Buffer.from('Büro').toString('latin1');
  const listed = ['INBOX', 'B&APw-ro', raw, 'B&APw-ro', raw, 'Inbox'].map((wire) => ({
    wire,
    path: wire.toUpperCase() === 'INBOX' ? 'INBOX' : decodeFolderName(wire),
  }));
  expect(distinctFolders(listed)).toEqual([
    { wire: 'INBOX', path: 'INBOX' },
    { wire: 'B&APw-ro', path: 'Büro' },
    { wire: raw, path: raw },
  ]);
});
