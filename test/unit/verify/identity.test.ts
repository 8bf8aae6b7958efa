import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hashBody,
  hashNormalised,
  headerOf,
  keysOfHeader,
  keysOfMessage,
  shownHeadersOf,
} from '../../../electron/engine/verify/identity.ts';
import { loadCorpus } from '../../servers/corpus.ts';

const runs = { numRuns: 2000 };
const hex = (bytes: Uint8Array | null): string => (bytes === null ? 'none' : Buffer.from(bytes).toString('hex'));
const hash = (text: string): string => hex(hashNormalised(Buffer.from(text, 'latin1')));
const date = '17-Jul-1996 02:44:25 -0700';

// No line is empty, so that a CR that ends one line and an LF that ends the next cannot be mistaken for one line end.
const lines = fc.array(
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replaceAll(/[\r\n]/g, '.')),
  { minLength: 1, maxLength: 8 },
);
const ends = fc.array(fc.constantFrom('\r\n', '\n', '\r'), { minLength: 8, maxLength: 8 });

const word = fc.stringMatching(/^[A-Za-z0-9äöü=?_.-]{1,12}$/);
const header = fc.record({
  subject: fc.array(word, { minLength: 1, maxLength: 6 }),
  from: fc.tuple(word, fc.emailAddress()),
  to: fc.array(fc.emailAddress(), { minLength: 1, maxLength: 3 }),
  id: fc.tuple(fc.stringMatching(/^[a-z0-9.]{1,20}$/), fc.domain()),
  blanks: fc.array(fc.constantFrom(' ', '  ', ' \t', '\r\n ', '\r\n\t '), { minLength: 12, maxLength: 12 }),
});
type Header = typeof header extends fc.Arbitrary<infer T> ? T : never;

/** A header written plainly, or with other blanks, folds, Message-ID domain and added lines. */
function written(
  { subject, from, to, id, blanks }: Header,
  change: { blanks?: boolean; domain?: string; added?: boolean },
): Buffer {
  const glue = (words: readonly string[]): string =>
    words
      .map((text, index) => (index === 0 ? text : `${change.blanks ? blanks[index % blanks.length] : ' '}${text}`))
      .join('');
  const added = change.added ? ['Received: from a by b;\r\n\tMon, 5 Feb 2018 10:00:01 +0100', 'X-Spam-Score: 0'] : [];
  const fields = [
    ...added,
    `From:${glue(['', `"${from[0]}"`, `<${from[1]}>`])}`,
    `To: ${to.join(change.blanks ? ',\r\n ' : ', ')}`,
    `Subject: ${glue(subject)}`,
    'Date: Mon, 5 Feb 2018 10:00:00 +0100',
    `Message-ID: <${id[0]}@${change.domain ?? id[1]}>`,
  ];
  return Buffer.from(`${fields.join('\r\n')}\r\n\r\n`, 'latin1');
}

describe('the hash of the bytes', () => {
  test('is that of the CRLF form for any mix of line ends', () => {
    fc.assert(
      fc.property(lines, ends, fc.boolean(), (texts, terminators, open) => {
        const mixed = texts
          .map((text, index) => text + (open && index === texts.length - 1 ? '' : terminators[index]))
          .join('');
        const plain = texts.join('\r\n') + (open ? '' : '\r\n');
        expect(hash(mixed)).toBe(hash(plain));
      }),
      runs,
    );
  });

  test('counts empty lines: LF LF, CR CR and CR CR LF are two line ends each, LF CR too', () => {
    for (const two of ['a\n\nb', 'a\r\rb', 'a\r\r\nb', 'a\n\rb', 'a\r\n\nb', 'a\r\n\r\nb'])
      expect(hash(two)).toBe(hash('a\r\n\r\nb'));
    expect(hash('a\r\nb')).not.toBe(hash('a\r\n\r\nb'));
  });

  test('changes with every other byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(255), (bytes, place, value) => {
        const at = place % bytes.length;
        const before = bytes[at] ?? 0;
        if (before === value || [10, 13].includes(before) || [10, 13].includes(value)) return;
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        expect(hex(hashNormalised(changed))).not.toBe(hex(hashNormalised(bytes)));
        expect(hex(hashNormalised(bytes.subarray(0, -1)))).not.toBe(hash(`${Buffer.from(bytes).toString('latin1')}x`));
      }),
      runs,
    );
  });
});

describe('the key of the headers', () => {
  test('survives squeezed blanks, refolding, added lines and another domain of the Message-ID', () => {
    fc.assert(
      fc.property(header, fc.domain(), fc.boolean(), (drawn, domain, added) => {
        const plain = keysOfHeader(written(drawn, {}), 1000, date);
        const changed = keysOfHeader(written(drawn, { blanks: true, domain, added }), 1017, date);
        expect(hex(changed.headerKey)).toBe(hex(plain.headerKey));
        const sameId = keysOfHeader(written(drawn, { blanks: true, added }), 1017, date);
        expect(hex(sameId.messageKey)).toBe(hex(plain.messageKey));
      }),
      runs,
    );
  });

  test('changes with sender, recipient, subject and date', () => {
    const of = (text: string): string => hex(keysOfHeader(Buffer.from(text), 1, date).headerKey);
    const base = 'From: a@x.test\r\nTo: b@x.test\r\nSubject: One\r\nDate: Mon, 5 Feb 2018 10:00:00 +0100\r\n\r\n';
    const changed = [
      base,
      base.replace('a@', 'c@'),
      base.replace('b@', 'c@'),
      base.replace('One', 'Two'),
      base.replace(':00 +', ':01 +'),
      base.replace('One', 'one'),
    ];
    expect(new Set(changed.map(of)).size).toBe(changed.length);
    // The same instant in another zone is the same date.
    expect(of(base.replace('10:00:00 +0100', '09:00:00 +0000'))).toBe(of(base));
  });

  test('of a message with nothing to be recognised by is made of its size and date', () => {
    const of = (size: number, when: string): string =>
      hex(keysOfHeader(Buffer.from('X-Nothing: 1\r\n\r\n'), size, when).headerKey);
    expect(of(10, date)).toBe(of(10, '17-Jul-1996 09:44:25 +0000'));
    expect(new Set([of(10, date), of(11, date), of(10, '18-Jul-1996 02:44:25 -0700'), of(10, '')]).size).toBe(4);
    expect(hex(keysOfHeader(Buffer.from('Subject: only\r\n\r\n'), 10, date).headerKey)).toBe(
      hex(keysOfHeader(Buffer.from('Subject: only\r\n\r\n'), 999, '').headerKey),
    );
  });

  test('uses the first of repeated fields, and no continuation of another one', () => {
    const of = (text: string): string => hex(keysOfHeader(Buffer.from(text), 1, date).headerKey);
    const plain = 'From: a@x.test\r\nSubject: One\r\n\r\n';
    expect(of('From: a@x.test\r\nSubject: One\r\nSubject: Two\r\n more\r\nX: y\r\n z\r\n\r\n')).toBe(of(plain));
    expect(of('From: a@x.test\nSubject: One\n\nSubject: Body\n')).toBe(of(plain));
    expect(of('subject:One\r\nFROM:a@x.test\r\n\r\n')).toBe(of(plain));
  });

  test('is the same from the whole message as from its header', () => {
    fc.assert(
      fc.property(header, fc.string(), (drawn, body) => {
        const head = written(drawn, {});
        const whole = Buffer.concat([head, Buffer.from(body)]);
        const keys = keysOfMessage(whole, whole.length, date);
        expect(hex(headerOf(whole))).toBe(hex(head));
        expect(hex(keys.headerKey)).toBe(hex(keysOfHeader(head, whole.length, date).headerKey));
        expect(hex(keys.messageKey)).toBe(hex(keysOfHeader(head, whole.length, date).messageKey));
      }),
      runs,
    );
  });
});

describe('the hash of the text', () => {
  test('changes with the body and not with the header', () => {
    fc.assert(
      fc.property(
        header,
        fc.domain(),
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        (drawn, domain, body, other) => {
          const message = (change: Parameters<typeof written>[1], text: string): string =>
            hex(hashBody(Buffer.concat([written(drawn, change), Buffer.from(text)])));
          expect(message({ blanks: true, domain, added: true }, body)).toBe(message({}, body));
          const trimmed = (text: string): string => text.replaceAll(/\r\n|\r|\n/g, '\r\n').replace(/[\r\n]+$/, '');
          if (trimmed(body) !== trimmed(other)) expect(message({}, other)).not.toBe(message({}, body));
        },
      ),
      runs,
    );
  });
});

describe('any bytes at all', () => {
  test('have keys and headers to show', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.string().map((text) => Buffer.from(text)),
        ),
        fc.string(),
        (bytes, when) => {
          const keys = keysOfMessage(bytes, bytes.length, when);
          expect([keys.bytesHash?.length, keys.headerKey.length]).toEqual([32, 16]);
          expect(typeof shownHeadersOf(headerOf(bytes)).subject).toBe('string');
          expect(hashBody(bytes)).toHaveLength(32);
        },
      ),
      runs,
    );
  });

  test('of real and broken messages give each its own key', ({ skip }) => {
    const corpus = loadCorpus();
    if (corpus === null) return skip('the corpus of real messages is not on this machine');
    const hashes = new Map<string, string>();
    for (const { name, bytes } of corpus) {
      const keys = keysOfMessage(bytes, bytes.length, date);
      const lf = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
      expect(hex(hashNormalised(lf)), name).toBe(hex(keys.bytesHash));
      expect(hex(keysOfMessage(lf, bytes.length, date).headerKey), name).toBe(hex(keys.headerKey));
      expect(shownHeadersOf(headerOf(bytes)).subject.length, name).toBeLessThan(5000);
      hashes.set(hex(keys.bytesHash), name);
    }
    expect(hashes.size).toBeGreaterThan(corpus.length * 0.9);
  });
});
