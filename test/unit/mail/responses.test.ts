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

const atom = (value: unknown, section?: readonly unknown[]) => ({
  type: 'ATOM',
  value,
  ...(section === undefined ? {} : { section }),
});
const line = (command: string, ...attributes: unknown[]) =>
  ({ tag: '*', command, attributes }) as Parameters<typeof readFetch>[0];
const plain = (wire: string): string => wire;

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

describe('a LIST line', () => {
  test('is read in every spelling servers have', () => {
    expect(readList(line('LIST', [atom('\\HasNoChildren'), atom('\\Sent')], atom('/'), atom('Sent')), plain)).toEqual({
      wire: 'Sent',
      path: 'Sent',
      delimiter: '/',
      specialUse: 'sent',
      selectable: true,
      subscribed: false,
    });
    expect(readList(line('LIST', [atom('\\NoSelect')], null, atom('x')), plain)).toMatchObject({
      delimiter: null,
      selectable: false,
    });
    expect(
      readList(
        line('LIST', [atom('\\NonExistent'), atom('\\Subscribed')], atom('.'), {
          type: 'LITERAL',
          value: Buffer.from('a.b'),
        }),
        plain,
      ),
    ).toMatchObject({ path: 'a.b', selectable: false, subscribed: true });
    expect(readList(line('LIST', [], atom('.'), atom('Inbox')), plain)).toMatchObject({
      wire: 'Inbox',
      path: 'INBOX',
      specialUse: 'inbox',
    });
    expect(readList(line('LIST', [], atom('.'), atom('INBOX.Spam')), plain)).toMatchObject({
      path: 'INBOX.Spam',
      specialUse: null,
    });
    expect(readList(line('LIST', [atom('\\AllMail')], atom(''), atom(2019)), plain)).toMatchObject({
      path: '2019',
      delimiter: null,
      specialUse: 'all',
    });
  });

  test.each([[line('LIST')], [line('LIST', [])], [line('LIST', null, null, null)], [{ tag: '*', command: 'LIST' }]])(
    'without a name has none (%#)',
    (untagged) => {
      expect(readList(untagged as Parameters<typeof readList>[0], plain).path).toBe('');
    },
  );
});

describe('a STATUS line', () => {
  test('is read with large numbers, missing items and odd case', () => {
    const { wire, status } = readStatus(
      line('STATUS', atom('x'), [
        atom('messages'),
        atom('4'),
        atom('UIDVALIDITY'),
        atom('4294967295'),
        atom('SIZE'),
        atom('5000000000'),
        atom('UNSEEN'),
        atom('zero'),
      ]),
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
    expect(readStatus(line('STATUS', atom('x'))).status.size).toBeNull();
  });
});

describe('a FETCH line', () => {
  const items = (...list: unknown[]) => line('3', atom('FETCH'), list);

  test('is read in any order, with its content as bytes', () => {
    const body = Buffer.from([0xff, 0x00, 0x0d]);
    expect(
      readFetch(
        items(
          atom('BODY', []),
          { type: 'LITERAL', value: body },
          atom('RFC822.SIZE'),
          atom('3'),
          atom('FLAGS'),
          [atom('\\Seen'), atom('$x')],
          atom('INTERNALDATE'),
          atom(' 7-Jul-1996 02:44:25 -0700'),
          atom('UID'),
          atom('9'),
        ),
      ),
    ).toEqual({
      uid: 9,
      flags: ['\\Seen', '$x'],
      internalDate: '7-Jul-1996 02:44:25 -0700',
      size: 3,
      content: body,
      listed: true,
    });
  });

  test('tells an empty content from none', () => {
    expect(readFetch(items(atom('UID'), atom('1'), atom('BODY', []), { type: 'STRING', value: '' }))?.content).toEqual(
      Buffer.alloc(0),
    );
    expect(readFetch(items(atom('UID'), atom('1'), atom('BODY', []), null))?.content).toBeNull();
    expect(readFetch(items(atom('UID'), atom('1')))?.content).toBeNull();
  });

  test('of flags alone is known for news', () => {
    expect(readFetch(items(atom('UID'), atom('1'), atom('FLAGS'), [atom('\\Seen')]))?.listed).toBe(false);
    expect(readFetch(items(atom('FLAGS'), [atom('\\Seen')]))).toBeNull();
  });

  test.each([
    [items()],
    [items(atom('UID'))],
    [items(atom('UID'), atom('x'))],
    [line('3', atom('FETCH'))],
    [line('3')],
    [items(null, null, [], [])],
  ])('without a UID is nothing (%#)', (untagged) => {
    expect(readFetch(untagged)).toBeNull();
  });
});

describe('a response code', () => {
  test('gives its arguments, or null when it is another one', () => {
    const appended = [{ type: 'SECTION', section: [atom('APPENDUID'), atom('38505'), atom('4:6')] }] as Parameters<
      typeof responseCode
    >[0];
    expect(responseCode(appended, 'APPENDUID')).toEqual(['38505', '4:6']);
    expect(responseCode(appended, 'UIDNEXT')).toBeNull();
    expect(
      responseCode(
        [{ section: [atom('PERMANENTFLAGS'), [atom('\\Seen'), atom('\\*')]] }] as Parameters<typeof responseCode>[0],
        'PERMANENTFLAGS',
      ),
    ).toEqual(['\\Seen', '\\*']);
    expect(responseCode(undefined, 'X')).toBeNull();
    expect(responseCode([], 'X')).toBeNull();
    expect(responseCode([{ section: [] }] as Parameters<typeof responseCode>[0], 'X')).toBeNull();
  });
});
