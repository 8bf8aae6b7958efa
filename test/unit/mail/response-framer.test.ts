import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ResponseFramer, type ServerResponse } from '../../../electron/engine/mail/imap/wire/response-framer.ts';

/** What a framer makes of bytes that come in these pieces. */
function framed(pieces: readonly Buffer[]): ServerResponse[] {
  const framer = new ResponseFramer();
  const responses: ServerResponse[] = [];
  for (const piece of pieces) {
    framer.feed(piece);
    for (let next = framer.next(); next !== null; next = framer.next()) responses.push(next);
  }
  return responses;
}

/** Text without a line end, and without anything that would announce a literal. */
const words = fc
  .string({ unit: fc.constantFrom(...'ab* ()"\\{}\u00fc\u0000'), maxLength: 12 })
  .map((text) => `* X ${text}.`);
const response = fc.record({
  texts: fc.array(words, { minLength: 1, maxLength: 4 }),
  literals: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }),
});

test('responses come back whole wherever the stream was cut', () => {
  fc.assert(
    fc.property(
      fc.array(response, { maxLength: 6 }),
      fc.array(fc.nat({ max: 400 }), { maxLength: 30 }),
      fc.constantFrom('\r\n', '\n'),
      (responses, cuts, lineEnd) => {
        const expected = responses.map(({ texts, literals }) => {
          const used = literals.slice(0, texts.length - 1).map((bytes) => Buffer.from(bytes));
          const marked = texts.slice(0, used.length + 1).map((text, index) => {
            const bytes = used[index];
            return bytes === undefined ? text : `${text}{${bytes.length}}\r\n`;
          });
          return { marked, used };
        });
        const stream = Buffer.concat(
          expected.flatMap(({ marked, used }) => [
            ...marked.flatMap((text, index) => [
              Buffer.from(text.replace(/\r\n$/, lineEnd), 'latin1'),
              used[index] ?? Buffer.from(lineEnd),
            ]),
          ]),
        );
        const places = [...new Set(cuts.filter((cut) => cut < stream.length))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, index) => stream.subarray(from, places[index] ?? stream.length));
        const answers = framed(pieces);
        expect(answers.map(({ text }) => text)).toEqual(expected.map(({ marked }) => marked.join('')));
        expect(answers.map(({ literals }) => [...literals])).toEqual(expected.map(({ used }) => used));
      },
    ),
    { numRuns: 3000 },
  );
});

describe('a framer', () => {
  test('does not copy a literal that came whole', () => {
    const stream = Buffer.from('* 1 FETCH (BODY[] {3}\r\nabc)\r\n');
    const [answer] = framed([stream]);
    expect(answer?.literals[0]?.buffer).toBe(stream.buffer);
  });

  test('takes braces at the end of words for people as words', () => {
    expect(framed([Buffer.from('* OK see {5}\r\na1 NO not {7}\r\n+ go {2}\r\n')]).map(({ text }) => text)).toEqual([
      '* OK see {5}',
      'a1 NO not {7}',
      '+ go {2}',
    ]);
  });

  test('gives out what follows the last response unread', () => {
    const framer = new ResponseFramer();
    framer.feed(Buffer.from('a1 OK\r\n\u0016\u0003'));
    expect(framer.next()?.text).toBe('a1 OK');
    expect(framer.rest().toString()).toBe('\u0016\u0003');
    expect(framer.next()).toBeNull();
  });

  test.each([
    ['a literal', () => [Buffer.from('* 1 FETCH (BODY[] {99999999999}\r\n')]],
    ['a line', () => Array.from({ length: 10 }, () => Buffer.alloc(1024 * 1024, 'x'))],
  ])('refuses %s beyond reason', (_what, pieces) => {
    expect(() => framed(pieces())).toThrow(/The server sent a (literal|line)/);
  });
});
