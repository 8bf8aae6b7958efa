import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIndex } from '../../../electron/engine/mail/store/index-file.ts';
import { withCrlf } from '../../../electron/engine/mail/store/message-file.ts';

const index = (text: string) => Object.fromEntries(parseIndex(Buffer.from(text, 'latin1')));

describe('_index.xml', () => {
  it('is read with decimal and hexadecimal numbers, on one line or many', () => {
    const text =
      '<BASEELEMENT LASTUID="x0000002a"><ELEMENT ID="0A1B.MAI" UID="41">\r\n<READ>1</READ><SIZE>2048</SIZE></ELEMENT>' +
      "<ELEMENT ID='f0e1.mai' UID='x0000002a'>\n<READ>0</READ><REPLIED>1</REPLIED></ELEMENT></BASEELEMENT>";
    expect(index(text)).toEqual({
      '0A1B.MAI': ['\\Seen'],
      'F0E1.MAI': ['\\Answered'],
    });
  });

  it('with an ampersand that is not escaped, a sign within quotes, or its end cut off tells what can be read', () => {
    const text =
      '<BASEELEMENT><ELEMENT ID="A.MAI" UID="1"><SUBJECT>Fish & chips <3 </SUBJECT><READ>1</READ></ELEMENT>' +
      '<ELEMENT ID="B.MAI" SUBJECT="a > b" UID="2" READ="1"/><ELEMENT UID="3"></ELEMENT><ELEMENT ID="C.MAI" UID="odd"><READ>1</RE';
    expect(index(text)).toEqual({
      'A.MAI': ['\\Seen'],
      'B.MAI': ['\\Seen'],
      'C.MAI': ['\\Seen'],
    });
  });

  it('never fails', () => {
    const near = fc.string({
      unit: fc.constantFrom('<', '>', '"', "'", '=', '/', 'ELEMENT', ' ', 'ID', 'UID', '1', '&'),
    });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        for (const flags of parseIndex(Buffer.from(text)).values()) expect(flags.length).toBeLessThan(7);
      }),
    );
  });
});

describe('line ends', () => {
  it('become what mail is sent with, and nothing else changes', () => {
    expect(withCrlf(Buffer.from('a\nb\r\nc\n')).toString()).toBe('a\r\nb\r\nc\r\n');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
        const result = withCrlf(Buffer.from(content));
        expect(withCrlf(result).equals(result)).toBe(true);
        expect(result.toString('latin1').replaceAll('\r\n', '\n')).toBe(
          Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n'),
        );
      }),
    );
  });
});
