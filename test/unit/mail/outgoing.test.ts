import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Outgoing, type Part } from '../../../electron/engine/mail/imap/wire/outgoing.ts';

const KB = 1024;
const part = fc
  .tuple(fc.constantFrom('text', 'bytes'), fc.oneof(fc.nat(100), fc.nat(90 * KB)), fc.nat(255))
  .map(
    ([kind, length, value]): Part =>
      kind === 'text' ? String.fromCharCode(value).repeat(length) : Buffer.alloc(length, value),
  );
/** What is added, when it is flushed, and how many of the writes on their way are done by then. */
const turns = fc.array(fc.record({ parts: fc.array(part, { maxLength: 8 }), done: fc.nat(4) }), { maxLength: 12 });

describe('what goes out', () => {
  test('is what was added, in order, and stays as it is until the line has done with it', () => {
    fc.assert(
      fc.property(turns, (all) => {
        const onTheWay: { bytes: Uint8Array; then: (() => void) | undefined }[] = [];
        const sent: Buffer[] = [];
        const arrive = (): void => {
          const next = onTheWay.shift();
          // The line reads the bytes as late as it may.
          if (next) sent.push(Buffer.from(next.bytes));
          next?.then?.();
        };
        const outgoing = new Outgoing((bytes, then) => onTheWay.push({ bytes, then }));
        const added: Buffer[] = [];
        for (const { parts, done } of all) {
          for (const piece of parts) {
            outgoing.add(piece);
            added.push(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece));
          }
          outgoing.flush();
          for (let count = 0; count < done; count += 1) arrive();
        }
        while (onTheWay.length > 0) arrive();
        expect(Buffer.concat(sent).equals(Buffer.concat(added))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('uses memory again that the line has done with', () => {
    const used: Uint8Array[] = [];
    const outgoing = new Outgoing((bytes, written) => {
      used.push(bytes);
      written?.();
    });
    for (let turn = 0; turn < 3; turn += 1) {
      outgoing.add(Buffer.alloc(50 * KB, turn));
      outgoing.flush();
    }
    expect(new Set(used.map(({ buffer }) => buffer)).size).toBe(1);
  });
});
