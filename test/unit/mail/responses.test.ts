import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  expandUidSet,
  packUidSets,
  readFetch,
  readList,
  readStatus,
  responseCode,
} from '../../../electron/engine/mail/imap/responses.ts';
import { readStatusText, readValues } from '../../../electron/engine/mail/imap/wire/values.ts';

describe('sets of UIDs', () => {
  test('come back whole, ascending, in lines of bounded length', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 4_294_967_295 }), { maxLength: 600 }),
        fc.integer({ min: 21, max: 400 }),
        (drawn, limit) => {
          const uids = drawn.sort((a, b) => a - b);
          const sets = packUidSets(uids, limit);
          expect(sets.flatMap(expandUidSet)).toEqual(uids);
          for (const set of sets) expect(set.length).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('use ranges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 5000 }), (first, count) => {
        const uids = Array.from({ length: count }, (_, index) => first + index);
        expect(packUidSets(uids)).toEqual([`${first}:${first + count - 1}`]);
      }),
      { numRuns: 200 },
    );
    expect(packUidSets([])).toEqual([]);
    expect(packUidSets([1, 2, 3, 7, 9, 10])).toEqual(['1:3,7,9:10']);
    expect(expandUidSet('4:6,9')).toEqual([4, 5, 6, 9]);
    expect(expandUidSet('6:4')).toEqual([6, 5, 4]);
  });

  test('are cut at 4,000 bytes', () => {
    const odd = Array.from({ length: 5000 }, (_, index) => index * 2 + 1);
    const sets = packUidSets(odd);
    expect(Math.max(...sets.map((set) => set.length))).toBeLessThanOrEqual(4000);
    expect(sets.flatMap(expandUidSet)).toEqual(odd);
  });
});

/** What stands behind the kind of a response. */
const values = (text: string, ...literals: Buffer[]) => readValues(text, 0, literals);
const listed = (text: string, ...literals: Buffer[]) => readList(values(text, ...literals) ?? []);

describe('a LIST line', () => {
  test('is read in every spelling servers have', () => {
    expect(listed('(\\HasNoChildren \\Sent) "/" Sent')).toEqual({
      wire: 'Sent',
      path: 'Sent',
      delimiter: '/',
      specialUse: 'sent',
      selectable: true,
      subscribed: false,
    });
    expect(listed('(\\NoSelect) NIL x')).toMatchObject({ delimiter: null, selectable: false });
    expect(listed('(\\NonExistent \\Subscribed) "." {3}\r\n', Buffer.from('a.b'))).toMatchObject({
      path: 'a.b',
      selectable: false,
      subscribed: true,
    });
    expect(listed('() "." Inbox')).toMatchObject({ wire: 'Inbox', path: 'INBOX', specialUse: 'inbox' });
    expect(listed('() "." INBOX.Spam')).toMatchObject({ path: 'INBOX.Spam', specialUse: null });
    expect(listed('(\\AllMail) "" 2019')).toMatchObject({ path: '2019', delimiter: null, specialUse: 'all' });
    expect(listed('() "\\\\" "a\\\\b \\"c\\""')).toMatchObject({ delimiter: '\\', path: 'a\\b "c"' });
  });

  test('keeps the name as the server wrote it beside the name for people', () => {
    expect(listed('() "/" "Entw&APw-rfe"')).toMatchObject({ wire: 'Entw&APw-rfe', path: 'Entwürfe' });
    const raw = Buffer.from('Entwürfe').toString('latin1');
    expect(listed(`() "/" "${raw}"`)).toMatchObject({ wire: raw, path: 'Entwürfe' });
  });

  test.each(['', '()', 'NIL NIL NIL'])('without a name has none (%s)', (text) => {
    expect(listed(text).path).toBe('');
  });
});

describe('a STATUS line', () => {
  test('is read with large numbers, missing items and odd case', () => {
    const { wire, status } = readStatus(
      values('x (messages 4 UIDVALIDITY 4294967295 SIZE 5000000000 UNSEEN zero)') ?? [],
    );
    expect(wire).toBe('x');
    expect(status).toEqual({
      messages: 4,
      unseen: 0,
      uidNext: 0,
      uidValidity: '4294967295',
      size: 5_000_000_000,
      highestModseq: null,
    });
    expect(readStatus(values('x') ?? []).status.size).toBeNull();
  });
});

describe('a FETCH line', () => {
  const fetched = (text: string, ...literals: Buffer[]) => readFetch(values(text, ...literals));

  test('is read in any order, with its content as bytes', () => {
    const body = Buffer.from([0xff, 0x00, 0x0d]);
    const text = `(BODY[] {3}\r\n RFC822.SIZE 3 FLAGS (\\Seen $x) INTERNALDATE " 7-Jul-1996 02:44:25 -0700" UID 9)`;
    expect(fetched(text, body)).toEqual({
      uid: 9,
      flags: ['\\Seen', '$x'],
      internalDate: '7-Jul-1996 02:44:25 -0700',
      size: 3,
      content: body,
      listed: true,
    });
    expect(fetched('(UID 9 BODY[HEADER.FIELDS (DATE FROM)]<0> {3}\r\n)', body)?.content).toEqual(body);
  });

  test('tells an empty content from none', () => {
    expect(fetched('(UID 1 BODY[] "")')?.content).toEqual(Buffer.alloc(0));
    expect(fetched('(UID 1 BODY[] NIL)')?.content).toBeNull();
    expect(fetched('(UID 1)')?.content).toBeNull();
  });

  test('of flags alone is known for news', () => {
    expect(fetched('(UID 1 FLAGS (\\Seen))')?.listed).toBe(false);
    expect(fetched('(FLAGS (\\Seen))')).toBeNull();
  });

  test.each(['', '()', '(UID)', '(UID x)', '(NIL NIL () ())'])('without a UID is nothing (%s)', (text) => {
    expect(fetched(text)).toBeNull();
  });

  test('whose literal is not as long as announced is not believed', () => {
    const body = Buffer.from('abc');
    expect(fetched('(UID 1 BODY[] {3}\r\n', body)).toBeNull();
    expect(fetched('(UID 1 BODY[] {3}\r\nde)', body)).toBeNull();
    expect(fetched('(UID 1 BODY[] {3}\r\n) x', body)).toBeNull();
  });
});

describe('a response code', () => {
  const codeOf = (text: string) => readStatusText(text).code;

  test('gives its arguments, or null when it is another one', () => {
    expect(responseCode(codeOf('[APPENDUID 38505 4:6] Done'), 'APPENDUID')).toEqual(['38505', '4:6']);
    expect(responseCode(codeOf('[appenduid 38505 4:6] Done'), 'UIDNEXT')).toBeNull();
    const flags = '[PERMANENTFLAGS (\\Seen [css3-page] \\*)] Limited';
    expect(responseCode(codeOf(flags), 'PERMANENTFLAGS')).toEqual(['\\Seen', '[css3-page]', '\\*']);
    expect(responseCode(codeOf('Done'), 'X')).toBeNull();
    expect(responseCode(codeOf('[] Done'), 'X')).toBeNull();
    expect(responseCode(undefined, 'X')).toBeNull();
  });

  test('is not part of the words for people', () => {
    expect(readStatusText('[OVERQUOTA] Mailbox is full')).toMatchObject({ words: 'Mailbox is full' });
    expect(readStatusText('[THROTTLED [x] Slow down')).toMatchObject({ words: 'Slow down' });
    expect(readStatusText('[broken')).toEqual({ code: null, words: '[broken' });
    expect(readStatusText(Buffer.from('Überfüllt').toString('latin1')).words).toBe('Überfüllt');
  });
});
