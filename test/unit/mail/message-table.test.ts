import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageTable } from '../../../electron/engine/mail/message-table.ts';
import type { MessageListing } from '../../../electron/engine/mail/session.ts';

const dates = [
  '',
  '17-Jul-1996 02:44:25 -0700',
  ' 5-Feb-2018 10:00:00 +0100',
  '05-Feb-2018 10:00:00 +0100',
  '01-Jan-1970 00:00:00 +0000',
  '31-Dec-1969 23:59:59 +1400',
  '17-jul-1996 02:44:60 -0700',
  '30-Feb-2001 00:00:00 +0000',
  'yesterday',
];
const message: fc.Arbitrary<MessageListing> = fc.record({
  uid: fc.integer({ min: 1, max: 2 ** 53 - 2 }),
  flags: fc.subarray(['\\Seen', '\\Recent', '$Label1', 'a b']),
  internalDate: fc.constantFrom(...dates),
  size: fc.nat(5_000_000_000),
});

describe('the table of a folder', () => {
  test('gives back what was listed, in that order, whatever the order of the UIDs', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 60 }), fc.boolean(), (messages, sorted) => {
        if (sorted) messages.sort((a, b) => a.uid - b.uid);
        const model = new Map(messages.map((one) => [one.uid, one]));
        const table = new MessageTable();
        for (const one of messages) table.add(one);
        expect([...table]).toEqual([...model]);
        expect([...table.keys()]).toEqual([...model.keys()]);
        expect([...table.values()]).toEqual([...model.values()]);
        expect(table.size).toBe(model.size);
        for (const one of messages) {
          expect(table.get(one.uid)).toEqual(model.get(one.uid));
          expect(table.sizeOf(one.uid)).toBe(model.get(one.uid)?.size);
        }
        const absent = messages.reduce((most, { uid }) => Math.max(most, uid), 0) + 1;
        expect([table.has(absent), table.get(absent), table.sizeOf(absent)]).toEqual([false, undefined, 0]);
        const ascending = [...model].sort(([a], [b]) => a - b);
        expect([...MessageTable.ascending(table)]).toEqual(ascending);
      }),
      { numRuns: 1000 },
    );
  });
});
