import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrivalDateOf } from '../../../electron/engine/mail/pop3/arrival-date.ts';
import { DotReader } from '../../../electron/engine/mail/pop3/dot-reader.ts';
import { isPop3Numbering, numberOf, numbersOf } from '../../../electron/engine/mail/pop3/numbering.ts';
import { withoutAddedLineEnd } from '../../../electron/engine/mail/pop3/retrieve.ts';

/** As a server sends it: RFC 1939 section 3. */
function stuffed(content: Buffer): Buffer {
  const text = content.toString('latin1');
  const lines = (text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`).replace(/(^|\r\n)\./g, '$1..');
  return Buffer.from(`${lines}.\r\n`, 'latin1');
}

function readInPieces(wire: Buffer, cuts: readonly number[]): { content: Buffer; rest: Buffer } {
  const reader = new DotReader();
  const pieces: Buffer[] = [];
  const places = [...new Set(cuts.map((cut) => cut % (wire.length + 1)))].sort((a, b) => a - b);
  for (const [index, from] of [0, ...places].entries()) {
    const chunk = wire.subarray(from, places[index] ?? wire.length);
    const end = reader.feed(chunk, (piece) => pieces.push(Buffer.from(piece)));
    if (end >= 0) return { content: Buffer.concat(pieces), rest: wire.subarray(from + end) };
  }
  throw new Error('The end was not seen.');
}

describe('multi-line responses', () => {
  const nasty = fc
    .array(fc.constantFrom('.', '\r', '\n', '\r\n', '\r\n.', '\r\n..', '\r\n.\r', 'a', '\0', '\xff'), { maxLength: 40 })
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));

  test('come out as they went in, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(nasty, fc.array(fc.nat(), { maxLength: 8 }), (content, cuts) => {
        const expected = content.length === 0 || content.toString('latin1').endsWith('\r\n') ? '' : '\r\n';
        const wire = Buffer.concat([stuffed(content), Buffer.from('+OK next\r\n')]);
        const read = readInPieces(wire, cuts);
        expect(read.content.toString('latin1')).toBe(content.toString('latin1') + expected);
        expect('+OK next\r\n'.startsWith(read.rest.toString('latin1').slice(0, 1))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('a dot between lone line feeds does not end a message', () => {
    const read = readInPieces(Buffer.from('one\n.\ntwo\r\n.\r\n'), [5, 6]);
    expect(read.content.toString()).toBe('one\n.\ntwo\r\n');
  });

  test('the line end added before the final dot goes, and only that one', () => {
    expect(withoutAddedLineEnd(Buffer.from('text\r\n'), 4).toString()).toBe('text');
    expect(withoutAddedLineEnd(Buffer.from('text\r\n'), 6).toString()).toBe('text\r\n');
    expect(withoutAddedLineEnd(Buffer.from('text\r\n'), 5).toString()).toBe('text\r\n');
    expect(withoutAddedLineEnd(Buffer.from('textxx'), 4).toString()).toBe('textxx');
  });
});

describe('the date of arrival', () => {
  const date = (header: string): string => arrivalDateOf(Buffer.from(header, 'latin1'));

  test.each([
    [
      'Received: from a by b; Tue, 3 Mar 2020 09:05:07 +0100\r\nReceived: x; 1 Jan 2001 00:00:00 +0000\r\n',
      '03-Mar-2020 09:05:07 +0100',
    ],
    [
      'Received: from a\r\n\tby b (x; y)\r\n ;\r\n Tue, 03 Mar 2020 09:05:07 -0530 (IST)\r\n',
      '03-Mar-2020 09:05:07 -0530',
    ],
    ['Received: from a by b; yesterday\r\nDate: 5 Apr 99 1:02 EST\r\n', '05-Apr-1999 01:02:00 -0500'],
    ['Subject: x\r\nDate: Fri, 31 Dec 2049 23:59:59 GMT\r\n', '31-Dec-2049 23:59:59 +0000'],
    ['Date: 31 Feb 2020 10:00:00 +0000\r\n', ''],
    ['Subject: none at all\r\n', ''],
  ])('%s', (header, expected) => {
    expect(date(header)).toBe(expected);
  });
});

describe('numbers made of unique-ids', () => {
  test('are the first 48 bits of SHA-256, whatever else is in the mailbox', () => {
    expect(numberOf('abc')).toBe(0xba7816bf8f01);
    expect(numbersOf(['x', 'abc'])).toEqual([numberOf('x'), 0xba7816bf8f01]);
  });

  test('tell identical messages apart that share a unique-id', () => {
    const numbers = numbersOf(['a', 'b', 'a', 'a']);
    expect(new Set(numbers).size).toBe(4);
    expect(numbersOf(['a', 'a', 'b']).slice(0, 2)).toEqual([numbers[0], numbers[2]]);
  });

  test('refuse to take one message for another', () => {
    expect(() => numbersOf(['a', 'b'], () => 7)).toThrow(/unique-ids a and b/);
  });

  test('are known by their numbering', () => {
    expect(isPop3Numbering('pop3')).toBe(true);
    expect(isPop3Numbering('pop3-content')).toBe(true);
    expect(isPop3Numbering('1700000000')).toBe(false);
  });
});
