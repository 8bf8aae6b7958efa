import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../electron/engine/practice/practice.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { contentsOf, statusOf, withClient } from './practice-client.ts';

const full = 'einkauf@mueller-feinmechanik.test';
const empty = 'anna@harbour.test';
let dir: string;
let practice: Practice;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'practice-'));
  practice = await startPractice({ dir });
});
afterAll(async () => {
  await practice.stop();
  await rm(dir, { recursive: true });
});

const raw = (address: string): Promise<RawImap> =>
  RawImap.login(practice.destination, address, practice.secretFor('destination', address));

test('several messages in one APPEND arrive in order with their own flags and dates', async () => {
  const client = await raw(empty);
  const { text } = await client.command(
    'APPEND "Sent Items" (\\Seen) "01-Feb-2003 04:05:06 +0100" {} {} ($Forwarded) {}',
    ['one', 'two', 'three'].map((bytes) => Buffer.from(bytes)),
  );
  expect(text).toMatch(/^\[APPENDUID \d+ 1:3\]/);
  await client.logout();
  await withClient(practice, 'destination', empty, async (flow) => {
    const contents = await contentsOf(flow, 'Sent Items');
    expect(contents.map(({ bytes }) => bytes.toString())).toEqual(['one', 'two', 'three']);
    expect(contents.map(({ flags }) => flags.filter((flag) => flag !== '\\Recent'))).toEqual([
      ['\\Seen'],
      [],
      ['$Forwarded'],
    ]);
    expect(contents[0]?.date).toBe('2003-02-01T03:05:06.000Z');
  });
});

test('imapflow learns the UID of what it appended', async () => {
  await withClient(practice, 'destination', empty, async (client) => {
    const { uidNext = 0 } = await statusOf(client, 'Trash');
    expect(await client.append('Trash', 'Subject: x\r\n\r\n')).toMatchObject({ uid: uidNext });
  });
});

test('a bad message among several spoils them all', async () => {
  const client = await raw(empty);
  const two = [Buffer.from('good'), Buffer.from('bad')];
  expect(await client.attempt('APPEND Spam {} (\\Strange) {}', two)).toMatchObject({ status: 'NO' });
  const { untagged } = await client.command('STATUS Spam (MESSAGES)');
  expect(untagged[0]?.text).toBe('* STATUS Spam (MESSAGES 0)');
  await client.logout();
});

test('the full mailbox refuses what does not fit, takes what does, and breathes again when Trash is emptied', async () => {
  await withClient(practice, 'destination', full, async (client) => {
    const quota = await client.getQuota('INBOX');
    if (!quota) throw new Error('No quota told');
    const { usage = 0, limit = 0 } = quota.storage ?? {};
    expect(limit).toBe(3 * 1024 ** 2);
    expect(usage / limit).toBeGreaterThan(0.8);
    const large = Buffer.alloc(600_000, 'line\r\n');
    await expect(client.append('INBOX', large)).rejects.toMatchObject({ serverResponseCode: 'OVERQUOTA' });
    await client.append('INBOX', 'Subject: small\r\n\r\n');
    await client.mailboxOpen('Trash');
    expect(await client.messageDelete('1:*')).toBe(true);
    await client.append('INBOX', large);
  });
  const client = await raw(full);
  const three = Array.from({ length: 3 }, () => Buffer.alloc(900_000, 'x\r\n'));
  const { status, text } = await client.attempt('APPEND Drafts {} {} {}', three);
  expect([status, text.slice(0, 11)]).toEqual(['NO', '[OVERQUOTA]']);
  const { untagged } = await client.command('STATUS Drafts (MESSAGES)');
  expect(untagged[0]?.text).toBe('* STATUS Drafts (MESSAGES 0)');
  await client.logout();
});

test('a raised quota holds until the reset', async () => {
  const other = await startPractice({ dir, seed: 3 });
  const password = other.secretFor('destination', full);
  const fill = async (): Promise<string> => {
    const client = await RawImap.login(other.destination, full, password);
    const { status } = await client.attempt('APPEND Drafts {}', [Buffer.alloc(600_000, 'x\r\n')]);
    await client.logout();
    return status;
  };
  try {
    expect(await fill()).toBe('NO');
    other.setQuota(full, 10_000_000);
    expect(await fill()).toBe('OK');
    await other.reset();
    expect(await fill()).toBe('NO');
    expect(() => other.setQuota('nobody@harbour.test', 1)).toThrow('There is no practice mailbox');
  } finally {
    await other.stop();
  }
});

test('COPY knows the quota and missing folders too', async () => {
  const client = await raw(full);
  await client.command('APPEND Spam {}', [Buffer.alloc(1_200_000, 'x\r\n')]);
  await client.command('SELECT Spam');
  expect((await client.attempt('UID COPY 1:* Nowhere')).text).toMatch(/^\[TRYCREATE\]/);
  expect((await client.attempt('UID COPY 1:* INBOX')).text).toMatch(/^\[COPYUID \d+ 1 \d+\]/);
  expect((await client.attempt('UID COPY 1:* INBOX')).text).toMatch(/^\[OVERQUOTA\]/);
  await client.logout();
});
