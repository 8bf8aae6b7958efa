import fc from 'fast-check';
import parser from 'imapflow/lib/handler/imap-parser.js';
import { expect, test } from 'vitest';
import { readFetchLine } from '../../../electron/engine/mail/imap/fetch-line.ts';
import type { Untagged } from '../../../electron/engine/mail/imap/library.ts';
import { readFetch } from '../../../electron/engine/mail/imap/responses.ts';

/** What the library's own parser makes of the same line. */
async function byLibrary(payload: Buffer, literals: Buffer[]) {
  const parsed = await parser(payload, { literals: [...literals] } as never);
  return readFetch(parsed as unknown as Untagged);
}

const item = fc.oneof(
  fc.integer({ min: 1, max: 4_294_967_295 }).map((uid) => `UID ${uid}`),
  fc
    .array(fc.constantFrom('\\Seen', '\\Recent', '\\Answered', '$Forwarded', 'bezahlt', '$label1'), { maxLength: 4 })
    .map((flags) => `FLAGS (${flags.join(' ')})`),
  fc.constantFrom(' 1-Feb-2009 03:04:05 +0530', '17-Jul-1996 02:44:25 -0700').map((date) => `INTERNALDATE "${date}"`),
  fc.nat().map((size) => `RFC822.SIZE ${size}`),
  fc.nat().map((modseq) => `MODSEQ (${modseq})`),
);

test('reads what the library reads, in any order of the items, with and without a message', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(item, { minLength: 1, maxLength: 5, selector: (text) => text.split(' ')[0] }),
      fc.option(fc.uint8Array({ maxLength: 60 }), { nil: null }),
      fc.constantFrom('BODY[]', 'BODY[HEADER]'),
      async (items, message, section) => {
        const literals = message === null ? [] : [Buffer.from(message)];
        const body = message === null ? [] : [`${section} {${message.length}}\r\n`];
        const payload = Buffer.from(`* 12 FETCH (${[...items, ...body].join(' ')})`);
        expect(readFetchLine(payload, literals)).toEqual(await byLibrary(payload, literals));
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['another response', '* 12 EXISTS'],
  ['a section as a quoted string', '* 1 FETCH (UID 7 BODY[] "short")'],
  ['a section that is not there', '* 1 FETCH (UID 7 BODY[] NIL)'],
  ['a keyword outside of ASCII', '* 1 FETCH (UID 7 FLAGS (gr\u00fcn))'],
  ['an item nobody asked for', '* 1 FETCH (UID 7 X-GM-MSGID 1278455344230334865)'],
  ['no UID', '* 1 FETCH (FLAGS (\\Seen))'],
  ['something after the end', '* 1 FETCH (UID 7) extra'],
])('leaves %s to the library', (_what, line) => {
  expect(readFetchLine(Buffer.from(line, 'latin1'), [])).toBeNull();
});

test('leaves a literal of another length than announced to the library', () => {
  const payload = Buffer.from('* 1 FETCH (UID 7 BODY[] {5}\r\n)');
  expect(readFetchLine(payload, [Buffer.from('four')])).toBeNull();
  expect(readFetchLine(payload, [])).toBeNull();
});
