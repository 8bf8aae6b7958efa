import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../electron/main/file-name.ts';

describe('the name suggested for a file', () => {
  it.each([
    ['Proof anna@harbour.test', 'Proof anna@harbour.test.pdf'],
    ['../../etc/passwd', '-..-etc-passwd.pdf'],
    ['Re: Invoice 7/2026?', 'Re- Invoice 7-2026-.pdf'],
    ['CON', 'mailferry CON.pdf'],
    ['...', 'mailferry.pdf'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe.pdf'],
  ])('of %j is %j', (name, expected) => {
    expect(safeFileName(name, 'pdf')).toBe(expected);
  });

  it('never names a folder and is never too long, whatever it was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
        const safe = safeFileName(name, 'eml');
        expect(safe).toMatch(/^[^/\\<>:"|?*]+\.eml$/);
        expect(safe.startsWith('.')).toBe(false);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
      }),
      { numRuns: 2000 },
    );
  });
});
