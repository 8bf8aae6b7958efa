import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../electron/engine/practice/practice.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { statusOf, withClient } from './practice-client.ts';

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

test('the old server lists its special folders beside INBOX, with odd names as they are', async () => {
  const paths = await withClient(practice, 'source', 'anna@harbour.test', async (client) => {
    const list = await client.list();
    expect(new Set(list.map(({ delimiter }) => delimiter))).toEqual(new Set(['/']));
    expect(list.filter(({ specialUseSource }) => specialUseSource === 'extension')).toEqual([]);
    return list.map(({ path }) => path);
  });
  for (const path of [
    'INBOX',
    'INBOX/Suppliers',
    'Sent Items',
    'Drafts',
    'Deleted Items',
    'Junk E-mail',
    'Accounts/2011.Q1',
    'Accounts/Tax & customs',
    'Old customers ',
    'Café Quayside',
  ]) {
    expect(paths).toContain(path);
  }
});

test('folder names reach the wire in modified UTF-7', async () => {
  const client = await RawImap.login(
    practice.source,
    'yuki@sakura-travel.test',
    practice.secretFor('source', 'yuki@sakura-travel.test'),
  );
  const { untagged } = await client.command('LIST "" "*"');
  expect(untagged.map(({ text }) => text).join('\n')).toContain('&Toh9BA-/&Z3FOrA-');
  await client.logout();
  await withClient(practice, 'source', 'yuki@sakura-travel.test', async (flow) => {
    expect((await flow.list()).map(({ path }) => path)).toContain('予約/東京');
  });
});

test('case-only twins are two folders', async () => {
  await withClient(practice, 'source', 'ben@harbour.test', async (client) => {
    const [upper, lower] = await Promise.all(['Projects', 'projects'].map((path) => statusOf(client, path)));
    expect(upper?.messages).not.toBe(lower?.messages);
    expect(upper?.uidValidity).not.toBe(lower?.uidValidity);
  });
});

test('the new server has its five folders, three with a special use, and `.` between levels', async () => {
  await withClient(practice, 'destination', 'anna@harbour.test', async (client) => {
    const list = await client.list();
    expect(list.map(({ path }) => path).sort()).toEqual(['Drafts', 'INBOX', 'Sent Items', 'Spam', 'Trash']);
    const uses = Object.fromEntries(
      list.map(({ path, specialUse, specialUseSource }) => [path, [specialUse, specialUseSource]]),
    );
    expect(uses).toMatchObject({
      'Sent Items': ['\\Sent', 'extension'],
      Spam: ['\\Junk', 'extension'],
      Drafts: ['\\Drafts', 'extension'],
      Trash: ['\\Trash', 'extension'],
    });
  });
});

test('folders are created with their parents, renamed with their children, deleted, subscribed', async () => {
  await withClient(practice, 'destination', 'ben@harbour.test', async (client) => {
    await client.mailboxCreate('INBOX.Größe.tief');
    await client.append('INBOX.Größe.tief', 'Subject: deep\r\n\r\n');
    await client.mailboxRename('INBOX.Größe', 'Maß');
    await client.mailboxUnsubscribe('Maß.tief');
    const list = await client.list();
    expect(list.find(({ path }) => path === 'Maß')?.flags).toContain('\\HasChildren');
    expect(list.find(({ path }) => path === 'Maß.tief')?.subscribed).toBeFalsy();
    expect((await statusOf(client, 'Maß.tief')).messages).toBe(1);
    await client.mailboxDelete('Maß');
    expect((await client.list()).find(({ path }) => path === 'Maß')?.flags).toContain('\\Noselect');
    await client.mailboxDelete('Maß.tief');
    const before = await statusOf(client, 'Trash');
    await client.mailboxCreate('Maß.tief');
    const again = await statusOf(client, 'Maß.tief');
    expect(Number(again.uidValidity)).toBeGreaterThan(Number(before.uidValidity));
  });
});

test('refusals are NO and say what is missing', async () => {
  const user = 'postmaster@harbour.test';
  const client = await RawImap.login(practice.destination, user, practice.secretFor('destination', user));
  expect(await client.attempt('STATUS Nowhere (MESSAGES)')).toMatchObject({ status: 'NO' });
  expect(await client.attempt('EXAMINE Nowhere')).toMatchObject({ status: 'NO' });
  expect(await client.attempt('CREATE INBOX')).toMatchObject({ status: 'NO' });
  expect(await client.attempt('CREATE a..b')).toMatchObject({ status: 'NO' });
  expect(await client.attempt('DELETE INBOX')).toMatchObject({ status: 'NO' });
  expect(await client.attempt('RENAME Nowhere There')).toMatchObject({ status: 'NO' });
  const append = await client.attempt('APPEND Nowhere {}', [Buffer.from('x')]);
  expect(append.status).toBe('NO');
  expect(append.text).toMatch(/^\[TRYCREATE\]/);
  await client.logout();
});

test('STATUS answers alike on both sides and UIDVALIDITY stays over a restart', async () => {
  const ask = (from: Practice) =>
    Promise.all(
      (['source', 'destination'] as const).map((side) =>
        withClient(from, side, 'jutta@mueller-feinmechanik.test', (client) => statusOf(client, 'INBOX')),
      ),
    );
  const before = await ask(practice);
  for (const status of before) {
    expect(status).toMatchObject({
      messages: expect.any(Number),
      uidNext: expect.any(Number),
      unseen: expect.any(Number),
    });
  }
  const other = await startPractice({ dir });
  try {
    expect(await ask(other)).toEqual(before);
  } finally {
    await other.stop();
  }
});
