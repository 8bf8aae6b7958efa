import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerFields, headerValues, splitMessage } from '../../../electron/engine/practice/server/header.ts';
import type { StoredMessage } from '../../../electron/engine/practice/server/hoodiecrow.ts';
import { internalDate, isInternalDate } from '../../../electron/engine/practice/server/internal-date.ts';
import { fileJournal, type JournalEntry } from '../../../electron/engine/practice/server/journal.ts';
import { messageRange } from '../../../electron/engine/practice/server/selection.ts';

describe('sequence sets', () => {
  const folder = (uids: readonly number[]): StoredMessage[] =>
    uids.map((uid) => ({ uid, flags: [], internaldate: '', raw: '', recent: false }));
  const uidsIn = (uids: readonly number[], range: string, isUid = true): number[] =>
    messageRange(folder(uids), range, isUid).map(([, { uid }]) => uid);

  test.each([
    ['1:*', [3, 5, 9]],
    ['5', [5]],
    ['4', []],
    ['*', [9]],
    ['100:*', [9]],
    ['9:4', [5, 9]],
    ['5,3,5,1:4', [3, 5]],
  ])('UIDs %s', (range, expected) => {
    expect(uidsIn([3, 5, 9], range)).toEqual(expected);
  });

  test('sequence numbers count from one', () => {
    expect(messageRange(folder([3, 5, 9]), '2:*').map(([sequence, { uid }]) => [sequence, uid])).toEqual([
      [2, 5],
      [3, 9],
    ]);
    expect(uidsIn([], '1:*', false)).toEqual([]);
  });

  test('any set names just the messages inside its spans, each once, in order', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 50 })), spans, (unsorted, set) => {
        const uids = [...unsorted].sort((a, b) => a - b);
        const range = set.map(([from, to]) => `${from}:${to}`).join(',');
        const inside = (uid: number): boolean =>
          set.some(([from, to]) => uid >= Math.min(from, to) && uid <= Math.max(from, to));
        expect(uidsIn(uids, range)).toEqual(uids.filter(inside));
      }),
    );
  });
});

describe('headers', () => {
  test('header and body are the message, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\r\n', '\n', '\r', 'A: b', ' c', ':', '\0')), (pieces) => {
        const raw = pieces.join('');
        const { header, body } = splitMessage(raw);
        expect(header + body).toBe(raw);
      }),
    );
  });

  test('fields keep their folding, values lose it', () => {
    const raw = 'A: one\r\n\ttwo\nb : three\r\n\r\nA: body';
    expect(headerFields(splitMessage(raw).header)).toEqual([
      { name: 'a', text: 'A: one\r\n\ttwo\n' },
      { name: 'b', text: 'b : three\r\n' },
    ]);
    expect(headerValues(raw, 'A')).toEqual(['one\ttwo']);
  });
});

test('internal dates show the clock of their zone', () => {
  const instant = Date.UTC(1998, 0, 1, 0, 30);
  expect(internalDate(instant, -210)).toBe('31-Dec-1997 21:00:00 -0330');
  expect(internalDate(instant, 765)).toBe('01-Jan-1998 13:15:00 +1245');
  expect(isInternalDate(internalDate(instant))).toBe(true);
  expect(isInternalDate('1-Jan-98 00:00:00 +0000')).toBe(false);
});

describe('the journal', () => {
  const entry = (folder: string): JournalEntry => ({ op: 'delete', folder });

  test('hands back what was written and leaves out a record that a kill cut off', () => {
    const dir = mkdtempSync(join(tmpdir(), 'journal-'));
    const path = join(dir, 'a', 'b.journal');
    const read = (): [JournalEntry, string][] => {
      const entries: [JournalEntry, string][] = [];
      fileJournal(path).replay((...args) => entries.push(args));
      return entries;
    };
    const journal = fileJournal(path);
    expect(read()).toEqual([]);
    journal.write(entry('Büro\n'), '\0\xff\r\n12 3\n');
    journal.write(entry('two'), '');
    const whole = readFileSync(path).length;
    for (const torn of ['7', '24 9', '24 9\n', '24 900\n{"op":"delete","folder":""}abc']) {
      appendFileSync(path, torn);
      expect(read()).toEqual([
        [entry('Büro\n'), '\0\xff\r\n12 3\n'],
        [entry('two'), ''],
      ]);
      expect(readFileSync(path).length).toBe(whole);
    }
    journal.write(entry('three'), 'x');
    expect(read()).toHaveLength(3);
    journal.close();
    rmSync(dir, { recursive: true });
  });
});
