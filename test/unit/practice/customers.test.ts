import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { folderNameOnWire } from '../../../electron/engine/practice/customers/charsets.ts';
import {
  knownPasswordOf,
  mailboxesOf,
  passwordOf,
  practiceDirectory,
} from '../../../electron/engine/practice/customers/directory.ts';
import { plans } from '../../../electron/engine/practice/customers/plans.ts';
import { startFolders } from '../../../electron/engine/practice/practice.ts';
import type { StartFolder } from '../../../electron/engine/practice/server/mailbox-store.ts';

const now = Date.UTC(2026, 10, 22, 12);
const directory = practiceDirectory(1, now);
const addresses = mailboxesOf(directory).map(({ address }) => address);
const source = new Map(addresses.map((address) => [address, startFolders('source', address, 1)]));
const all = [...source.values()].flat();
const messages = all.flatMap((folder) => folder.messages);
const folder = (address: string, path: string): StartFolder | undefined =>
  source.get(address)?.find((entry) => entry.path === folderNameOnWire(path));

const digest = (seed: number): string => {
  const hash = createHash('sha256');
  for (const address of addresses) {
    for (const side of ['source', 'destination'] as const) {
      hash.update(JSON.stringify(startFolders(side, address, seed)));
    }
  }
  return hash.digest('hex');
};

test('the same seed makes the same mail, another seed other mail', () => {
  const first = digest(1);
  expect(digest(1)).toBe(first);
  expect(digest(2)).not.toBe(first);
});

describe('the directory', () => {
  test('has 3 customers, 4 domains and 15 mailboxes, each with mail planned for it', () => {
    expect(directory.customers).toHaveLength(3);
    expect(directory.customers.flatMap(({ domains }) => domains)).toHaveLength(4);
    expect(addresses).toHaveLength(15);
    expect([...addresses].sort()).toEqual(Object.keys(plans).sort());
  });

  test('tells a story of every mailbox', () => {
    for (const { address, story } of mailboxesOf(directory)) expect(story, address).not.toBe('');
  });

  test('gives forced domains a deadline ahead of now and others none', () => {
    for (const { order, deadlineAt, steps } of directory.customers.flatMap(({ domains }) => domains)) {
      expect(steps.map(({ step }) => step)).toEqual(['provision', 'routing', 'webmail', 'copy']);
      if (order === 'forced') expect(Date.parse(deadlineAt ?? '')).toBeGreaterThan(now);
      else expect(deadlineAt).toBeNull();
    }
  });

  test('knows every password but one', () => {
    const wrong = addresses.filter(
      (address) => knownPasswordOf('source', address, 1) !== passwordOf('source', address, 1),
    );
    expect(wrong).toHaveLength(1);
    for (const address of addresses) {
      expect(knownPasswordOf('destination', address, 1)).toBe(passwordOf('destination', address, 1));
    }
  });
});

describe('the mail', () => {
  const count = (matches: (raw: string) => boolean): number => messages.filter(({ raw }) => matches(raw)).length;
  const header = (raw: string): string => raw.slice(0, raw.search(/\n\r?\n/) + 1);

  test('is 4,000 messages or more', () => {
    expect(messages.length).toBeGreaterThanOrEqual(4000);
  });

  test.each([
    ['without a Message-ID', (raw: string) => !/^Message-ID:/im.test(header(raw))],
    ['without a Date', (raw: string) => !/^Date:/im.test(header(raw))],
    [
      'with an impossible Date',
      (raw: string) => Number.isNaN(Date.parse(/^Date: (.*)$/im.exec(header(raw))?.[1]?.trim() ?? '1')),
    ],
    ['with 8-bit bytes in the header', (raw: string) => /[\x80-\xff]/.test(header(raw))],
    ['with bare line feeds', (raw: string) => /[^\r]\n/.test(raw)],
    ['with an attachment', (raw: string) => /^Content-Disposition: attachment/im.test(raw)],
    ['of more than 5 MB', (raw: string) => raw.length > 5_000_000],
    ['with a line longer than servers like', (raw: string) => raw.split('\n').some((line) => line.length > 1000)],
  ])('has messages %s', (_, matches) => {
    expect(count(matches)).toBeGreaterThan(0);
  });

  test.each(['utf-8', 'iso-8859-1', 'windows-1252', 'koi8-r', 'iso-2022-jp', 'shift_jis'])(
    'has text in %s',
    (charset) => {
      expect(count((raw) => raw.includes(`charset=${charset}`))).toBeGreaterThan(0);
    },
  );

  test('has dates from 1998 to 2026 in several zones', () => {
    const years = messages.map(({ date }) => Number(date.slice(7, 11)));
    expect([Math.min(...years), Math.max(...years)]).toEqual([1998, 2026]);
    expect(new Set(messages.map(({ date }) => date.slice(-5))).size).toBeGreaterThan(5);
  });

  test('has keywords, one message marked \\Deleted, and true duplicates', () => {
    const flags = messages.flatMap((message) => message.flags);
    expect(new Set(flags.filter((flag) => !flag.startsWith('\\'))).size).toBeGreaterThan(8);
    expect(flags.filter((flag) => flag === '\\Deleted')).toHaveLength(1);
    const twins = all.reduce(
      (sum, { messages: list }) => sum + list.length - new Set(list.map(({ raw }) => raw)).size,
      0,
    );
    expect(twins).toBeGreaterThan(20);
  });

  test('lies in odd folders', () => {
    expect(folder('anna@harbour.test', 'Old customers ')?.messages.length).toBeGreaterThan(0);
    expect(folder('anna@harbour.test', 'Accounts/2011.Q1')?.messages.length).toBeGreaterThan(0);
    expect(folder('ben@harbour.test', 'Projects')).toBeDefined();
    expect(folder('ben@harbour.test', 'projects')).toBeDefined();
    expect(folder('yuki@sakura-travel.test', '予約/東京')).toBeDefined();
    expect(folder('archiv@feinwerk.test', 'Ablage/a/b/c/d/e/f/g/ganz unten')).toBeDefined();
    expect(all.filter(({ messages: list }) => list.length === 0).length).toBeGreaterThan(2);
  });
});

describe('the new server before the first run', () => {
  const there = (address: string): StartFolder[] => startFolders('destination', address, 1);

  test('is empty where the domain still gets its mail at the old server', () => {
    expect(there('anna@harbour.test').flatMap((entry) => entry.messages)).toEqual([]);
  });

  test('has room for some of the mail of the nearly full mailbox, not for all', () => {
    const bytes = (folders: readonly StartFolder[]): number =>
      folders.flatMap((entry) => entry.messages).reduce((sum, { raw }) => sum + raw.length, 0);
    const address = 'einkauf@mueller-feinmechanik.test';
    const quota = mailboxesOf(directory).find((mailbox) => mailbox.address === address)?.quotaBytes ?? 0;
    const used = bytes(there(address));
    expect(used).toBeGreaterThan(quota * 0.8);
    expect(used).toBeLessThan(quota * 0.95);
    expect(used + bytes(source.get(address) ?? [])).toBeGreaterThan(quota);
  });

  test('holds a part of the half migrated mailbox: exact, rewritten and without keywords', () => {
    const address = 'buchhaltung@mueller-feinmechanik.test';
    const inbox = there(address).find(({ path }) => path === 'INBOX')?.messages ?? [];
    const old = folder(address, 'INBOX')?.messages ?? [];
    const exact = new Map(old.map((message) => [message.raw, message]));
    expect(inbox.filter(({ raw }) => exact.has(raw)).length).toBeGreaterThan(20);
    expect(inbox.filter(({ raw }) => raw.startsWith('X-Mover-Item:')).length).toBeGreaterThan(20);
    const lost = inbox.filter(({ raw, flags }) => (exact.get(raw)?.flags.length ?? 0) > flags.length);
    expect(lost.length).toBeGreaterThan(0);
    expect(inbox.length).toBeLessThan(old.length);
  });
});
