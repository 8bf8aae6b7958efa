import { describe, expect, test } from 'vitest';
import type { MessageListing } from '../../../electron/engine/mail/session.ts';
import { filterOf, isFiltered, leftOutBy } from '../../../electron/engine/verify/message-filter.ts';

const all = { since: null, before: null, skipDeleted: false };
const message = (internalDate: string, flags: string[] = [], uid = 1): MessageListing => ({
  uid,
  flags,
  internalDate,
  size: 10,
});

describe('which messages a run looks after', () => {
  test('all of them, unless told otherwise', () => {
    expect(isFiltered(filterOf(all))).toBe(false);
    expect(leftOutBy(filterOf(all), 'INBOX', message('', ['\\Deleted']))).toBeNull();
  });

  test.each([
    ['31-Dec-2019 23:59:59 +0000', 'too-old'],
    [' 1-Jan-2020 00:00:00 +0000', null],
    ['31-Dec-2020 23:59:59 +0000', null],
    [' 1-Jan-2021 00:00:00 +0000', 'too-new'],
    // 22:30 of the day before in UTC.
    [' 1-Jan-2020 00:30:00 +0200', 'too-old'],
    // Without a date nothing speaks against it.
    ['', null],
  ])('in the dates from the first on and before the second: %s', (date, reason) => {
    const filter = filterOf({ ...all, since: '2020-01-01', before: '2021-01-01' });
    expect(isFiltered(filter)).toBe(true);
    expect(leftOutBy(filter, 'INBOX', message(date))).toBe(reason);
  });

  test('without what is marked as deleted, however the flag is spelled', () => {
    const filter = filterOf({ ...all, skipDeleted: true });
    expect(leftOutBy(filter, 'INBOX', message('', ['\\DELETED']))).toBe('deleted');
    expect(leftOutBy(filter, 'INBOX', message('', ['\\Seen']))).toBeNull();
  });

  test('only those named, each in its folder', () => {
    const filter = filterOf(all, new Map([['INBOX', new Map([[7, { size: 10, dateMs: null }]])]]));
    expect(leftOutBy(filter, 'INBOX', message('', [], 7))).toBeNull();
    expect(leftOutBy(filter, 'INBOX', message('', [], 8))).toBe('not-named');
    expect(leftOutBy(filter, 'Sent', message('', [], 7))).toBe('not-named');
  });
});
