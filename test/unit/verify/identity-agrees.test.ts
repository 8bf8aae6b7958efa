import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as quick from '../../../electron/engine/verify/identity.ts';
import { loadCorpus } from '../../servers/corpus.ts';
import * as plain from './plain-identity.ts';

const runs = { numRuns: 4000 };
const date = '17-Jul-1996 02:44:25 -0700';

/** All that is made of a message, as text that can be compared. */
function allOf(of: typeof quick | typeof plain, bytes: Uint8Array): unknown {
  const hex = (value: Uint8Array | null): string | null => (value === null ? null : Buffer.from(value).toString('hex'));
  const keys = of.keysOfMessage(bytes, bytes.length, date);
  const headerAlone = of.keysOfHeader(bytes, 1234, 'no date');
  return {
    bytesHash: hex(keys.bytesHash),
    messageKey: hex(keys.messageKey),
    headerKey: hex(keys.headerKey),
    alone: [hex(headerAlone.messageKey), hex(headerAlone.headerKey)],
    header: of.headerOf(bytes).length,
    body: hex(of.hashBody(bytes)),
    shown: of.shownHeadersOf(of.headerOf(bytes)),
  };
}

function agree(bytes: Uint8Array): void {
  expect(allOf(quick, bytes)).toEqual(allOf(plain, bytes));
}

const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '\n\r', '\r\r\n', '\r\n\r\n', '\n\n');
const blank = fc.constantFrom('', '', '', ' ', '\t', '  ', '\xa0', '\x0b', '\x85', '\x00');
const name = fc.constantFrom(
  ...['Message-ID', 'message-id', 'Date', 'DATE', 'From', 'To', 'Subject', 'sUBJECT', 'Received', 'X-Message-Identity'],
  ...['Dat', 'Tom', 'Subjects', '', 'Content-Type'],
);
const value = fc.oneof(
  fc.constantFrom(
    ...['Mon, 5 Feb 2018 10:00:00 +0100', 'Mon, 5 Feb 2018 10:00:00 +0100 (CET) ', '(a) 2018-02-05', 'some day', '('],
    ...[
      '<one@HARBOUR.test>',
      ' <a b@c> ',
      '"A, B" <a@b.test>, c@d.test',
      'Anna\xa0Berg',
      '=?utf-8?q?=C3=A4?= x',
      'two  blanks',
    ],
  ),
  fc.string({ unit: fc.constantFrom(...'aB @<>,:;"()\t\xa0\xe4\xc3\xa4='), maxLength: 20 }),
);
const field = fc.tuple(blank, name, blank, fc.constantFrom(':', ':', ':', ': ', ''), value, end);
const message = fc
  .tuple(fc.array(field, { maxLength: 10 }), fc.string({ unit: fc.constantFrom(...'ab:\r\n \t'), maxLength: 40 }))
  .map(([fields, body]) => Buffer.from(fields.flat().join('') + body, 'latin1'));

describe('the quick way to the identity of a message gives what the plain one gives', () => {
  test('for headers of all kinds of fields, folds, blanks and line ends', () => {
    fc.assert(fc.property(message, agree), runs);
  });

  test('for any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom(...Buffer.from('\r\r\r\n\n\n: \tdDaAtTeE\xa0x', 'latin1')), { maxLength: 60 }),
    );
    fc.assert(
      fc.property(bytes, (drawn) => agree(Uint8Array.from(drawn))),
      runs,
    );
  });

  test('for part of a larger piece of memory', () => {
    fc.assert(
      fc.property(message, fc.nat(20), (bytes, before) => {
        const larger = Buffer.concat([Buffer.alloc(before, '\r\n'), bytes, Buffer.from('\n')]);
        agree(larger.subarray(before, before + bytes.length));
      }),
      { numRuns: 500 },
    );
  });

  test('for large messages, wherever their line ends lie', () => {
    const piece = 256 * 1024;
    for (const at of [piece - 2, piece - 1, piece, piece + 1, 2 * piece - 1, 2 * piece, 2 * piece + 1]) {
      for (const lineEnd of ['\r\n', '\r', '\n', '\r\r\n', '\n\r', '\r\n\r\n', '\n\n']) {
        const bytes = Buffer.alloc(2 * piece + 40, 'x');
        bytes.write(lineEnd, at, 'latin1');
        const hash = (of: typeof quick | typeof plain) => Buffer.from(of.hashNormalised(bytes)).toString('hex');
        expect(hash(quick), `${JSON.stringify(lineEnd)} at ${at}`).toBe(hash(plain));
      }
    }
  });

  test('for real and broken messages', ({ skip }) => {
    const corpus = loadCorpus();
    if (corpus === null) return skip('the corpus of real messages is not on this machine');
    for (const { bytes } of corpus) {
      agree(bytes);
      agree(Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
      agree(Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
    }
  });

  test('without being slowed by headers that have none of the marks it looks for', () => {
    // Each of these takes minutes where a line is looked through more than once; the test's own time limit is the measure.
    agree(Buffer.from('no colon in this line\r\n'.repeat(40_000)));
    agree(Buffer.from(`${'a line\n'.repeat(40_000)}Subject: late\n\n`));
  });
});
