import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparableCopy, messageDifferences } from '../../../shared/domain/message-difference.ts';
import { splitMessage } from '../../../shared/domain/raw-message.ts';

const header = [
  'Received: from a.example by b.example; Mon, 5 Feb 2018 10:00:00 +0100',
  'Message-ID: <odd.1@old.example>',
  'From: Anna Harbour <anna@harbour.test>',
  'To: b@example.org',
  'Subject: Invoice  7 is   due',
  'Date: Mon, 5 Feb 2018 10:00:00 +0100',
];
const body = Array.from({ length: 20 }, (_, index) => `Line ${index + 1}`);
const raw = (lines = header, text = body): string => `${lines.join('\r\n')}\r\n\r\n${text.join('\r\n')}\r\n`;

function copy(text: string, traits: Partial<ComparableCopy> = {}): ComparableCopy {
  return {
    message: splitMessage(text),
    flags: ['\\Seen'],
    keepsFlags: true,
    internalDate: ' 5-Feb-2018 10:00:00 +0100',
    dateMs: 1_517_821_200_000,
    reads: null,
    decode: (value) => value,
    ...traits,
  };
}

const sentences = (a: ComparableCopy, b: ComparableCopy): string[] =>
  messageDifferences(a, b).map(({ sentence }) => sentence);

describe('what a server changed', () => {
  it.each<[string, string[], string]>([
    ['nothing', [], raw()],
    [
      'squeezed spaces',
      ['The destination squeezed spaces in Subject.'],
      raw(header.map((line) => line.replace(/ +/g, ' '))),
    ],
    [
      'the domain of the Message-ID',
      ["The domain of the message's own id (Message-ID) was rewritten."],
      raw(header.map((line) => line.replace('@old.example>', '@rewritten.example>'))),
    ],
    ['an added line', ['A Received line was added.'], raw(['Received: by new.example', ...header])],
    ['two added lines', ['2 X-Spam lines were added.'], raw(['X-Spam: no', 'X-Spam: really no', ...header])],
    ['a removed line', ['A To line was removed.'], raw(header.filter((line) => !line.startsWith('To:')))],
    [
      'folding',
      ['The destination broke the lines of Received elsewhere.'],
      raw(header.map((line) => line.replace('; Mon', ';\r\n\tMon'))),
    ],
    ['another subject', ['Subject is not the same.'], raw(header.map((line) => line.replace('Invoice', 'Reminder')))],
    ['another order', ['The header lines stand in another order.'], raw(header.toReversed())],
    ['line ends', ['The destination has line ends that are not normalised.'], raw().replaceAll('\r\n', '\n')],
    ['the very end', ['Only the empty lines at the very end of the message differ.'], `${raw()}\r\n\r\n`],
    [
      'blanks at line ends',
      ['Only blanks at the ends of lines differ.'],
      raw(
        header,
        body.map((line) => `${line} `),
      ),
    ],
    ['a line of the text', ['The text differs at line 12 of the body.'], raw(header, body.with(11, 'Line twelve'))],
    [
      'a text that was cut',
      ['The text ends early at the destination: after 5 lines of the body.'],
      raw(header, body.slice(0, 5)),
    ],
    ['a text that is gone', ['The text is empty at the destination.'], raw(header, [])],
  ])('%s', (_name, expected, changed) => {
    expect(sentences(copy(raw()), copy(changed))).toEqual(expected);
  });

  it('shows the changed line with those around it, and leaves out the rest', () => {
    const [found] = messageDifferences(copy(raw()), copy(raw(header, body.with(11, 'Line twelve'))));
    expect(found?.lines).toEqual([
      { mark: '…', text: '9 lines the same' },
      { mark: ' ', text: 'Line 10' },
      { mark: ' ', text: 'Line 11' },
      { mark: '-', text: 'Line 12' },
      { mark: '+', text: 'Line twelve' },
      { mark: ' ', text: 'Line 13' },
      { mark: ' ', text: 'Line 14' },
      { mark: '…', text: '6 lines the same' },
    ]);
    expect(found?.serious).toBe(true);
  });

  it('names flags and the date', () => {
    const later = { internalDate: ' 6-Feb-2018 10:00:00 +0100', dateMs: 1_517_907_600_000 };
    expect(
      sentences(
        copy(raw(), { flags: ['\\Seen', '\\Flagged', '\\Recent'] }),
        copy(raw(), { flags: ['\\seen', 'Work'], ...later }),
      ),
    ).toEqual([
      'The date under which the message came in (the internal date) differs.',
      'The flag \\Flagged is set only on the source.',
      'The flag Work is set only at the destination.',
    ]);
    expect(sentences(copy(raw(), { keepsFlags: false }), copy(raw(), { flags: [] }))).toEqual([]);
  });

  it('tells another encoding from another text', () => {
    const reads = { text: 'Grüße', attachments: '' };
    const [a, b] = [raw(header, ['Gr=C3=BC=C3=9Fe']), raw(header, ['R3LDvMOfZQ=='])];
    expect(sentences(copy(a, { reads }), copy(b, { reads }))).toEqual([
      'The text and the attachments are encoded another way; they read the same.',
    ]);
    expect(sentences(copy(a, { reads }), copy(b, { reads: { ...reads, text: 'Hallo' } }))).toEqual([
      'The text differs at line 1 of the body.',
    ]);
  });

  it('says nothing of equal copies and something of others, whatever they hold', () => {
    const text = fc.array(fc.constantFrom('a', ':', ' ', '\t', '\r\n', '\n', '\r', 'Subject', 'b'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [one, other] = [copy(a.join('')), copy(b.join(''))];
        expect(messageDifferences(one, one)).toEqual([]);
        const same = JSON.stringify(one.message) === JSON.stringify(other.message);
        if (same) expect(messageDifferences(one, other)).toEqual([]);
      }),
    );
  });

  it('does not take forever over two texts without a line in common', () => {
    const lines = (word: string): string[] => Array.from({ length: 50_000 }, (_, index) => `${word} ${index * 7}`);
    const [found] = messageDifferences(copy(raw(header, lines('left'))), copy(raw(header, lines('right'))));
    expect(found).toMatchObject({ kind: 'body-text', lines: [] });
  });
});
