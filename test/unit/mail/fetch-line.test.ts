import fc from 'fast-check';
import parser from 'imapflow/lib/handler/imap-parser.js';
import { expect, test } from 'vitest';
import { readFetchLine } from '../../../electron/engine/mail/imap/fetch-line.ts';
import { readFetch } from '../../../electron/engine/mail/imap/responses.ts';
import { readValues, type Value } from '../../../electron/engine/mail/imap/wire/values.ts';

const HEAD = '* 12 FETCH ';

interface Token {
  readonly value?: unknown;
  readonly section?: readonly Token[];
}

/** A parsed element of imapflow, which shares no code with ours, in our form. */
function ourValue(token: Token | readonly Token[] | null): Value {
  if (token === null) return null;
  if (Array.isArray(token)) return token.map(ourValue);
  const { value, section } = token as Token;
  if (Buffer.isBuffer(value)) return value;
  return section === undefined ? `${value}` : `${value}[${section.map((part) => part.value).join(' ')}]`;
}

async function byImapflow(text: string, literals: Buffer[]) {
  const parsed = await parser(Buffer.from(text, 'latin1'), { literals: [...literals] } as never);
  return readFetch((parsed.attributes as unknown as Token[]).slice(1).map(ourValue));
}

const byValues = (text: string, literals: readonly Buffer[]) => readFetch(readValues(text, HEAD.length, literals));

const item = fc.oneof(
  fc.integer({ min: 1, max: 4_294_967_295 }).map((uid) => `UID ${uid}`),
  fc
    .array(fc.constantFrom('\\Seen', '\\Recent', '\\Answered', '$Forwarded', 'bezahlt', '$label1'), { maxLength: 4 })
    .map((flags) => `FLAGS (${flags.join(' ')})`),
  fc.constantFrom(' 1-Feb-2009 03:04:05 +0530', '17-Jul-1996 02:44:25 -0700').map((date) => `INTERNALDATE "${date}"`),
  fc.nat().map((size) => `RFC822.SIZE ${size}`),
  fc.nat().map((modseq) => `MODSEQ (${modseq})`),
);

test('reads what imapflow and the general reader read, in any order of the items, with and without a message', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(item, { minLength: 1, maxLength: 5, selector: (text) => text.split(' ')[0] }),
      fc.option(fc.uint8Array({ maxLength: 60 }), { nil: null }),
      fc.constantFrom('BODY[]', 'BODY[HEADER]', 'BODY[HEADER.FIELDS (MESSAGE-ID DATE FROM)]'),
      async (items, message, section) => {
        const literals = message === null ? [] : [Buffer.from(message)];
        const body = message === null ? [] : [`${section} {${message.length}}\r\n`];
        const text = `${HEAD}(${[...items, ...body].join(' ')})`;
        const read = readFetchLine(text, literals);
        if (items.some((part) => part.startsWith('UID'))) expect(read).not.toBeNull();
        expect(read).toEqual(await byImapflow(text, literals));
        expect(byValues(text, literals)).toEqual(read);
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
])('leaves %s to the general reader', (_what, line) => {
  expect(readFetchLine(line, [])).toBeNull();
});

test('leaves a literal of another length than announced to the general reader', () => {
  const text = '* 1 FETCH (UID 7 BODY[] {5}\r\n)';
  expect(readFetchLine(text, [Buffer.from('four')])).toBeNull();
  expect(readFetchLine(text, [])).toBeNull();
});

test('gives messages with the same flags one list', () => {
  const [first, second] = [7, 8].map((uid) => readFetchLine(`* 1 FETCH (UID ${uid} FLAGS (\\Seen $x))`, []));
  expect(first?.flags).toEqual(['\\Seen', '$x']);
  expect(first?.flags).toBe(second?.flags);
});
