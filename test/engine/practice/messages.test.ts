import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../electron/engine/practice/practice.ts';
import { loadCorpus } from '../../servers/corpus.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { contentsOf, withClient } from './practice-client.ts';

const corpus = loadCorpus();
const address = 'lehrling@mueller-feinmechanik.test';
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

const raw = (side: 'source' | 'destination'): Promise<RawImap> =>
  RawImap.login(practice[side], address, practice.secretFor(side, address));

test('every real message comes back byte for byte from both servers', async ({ skip }) => {
  if (corpus === null) return skip('the folder with real messages is not on this machine');
  for (const side of ['source', 'destination'] as const) {
    await withClient(practice, side, address, async (client) => {
      await client.mailboxCreate('Corpus');
      for (const { bytes } of corpus ?? []) await client.append('Corpus', bytes);
      const back = await contentsOf(client, 'Corpus');
      for (const [index, { name, bytes }] of (corpus ?? []).entries()) {
        expect(back[index]?.bytes.equals(bytes), `${side}: ${name}`).toBe(true);
        expect(back[index]?.size, name).toBe(bytes.length);
      }
    });
  }
});

test('no real message breaks ENVELOPE, BODYSTRUCTURE or the header', async ({ skip }) => {
  if (corpus === null) return skip('the folder with real messages is not on this machine');
  await withClient(practice, 'destination', address, async (client) => {
    await client.mailboxCreate('Structures');
    for (const { bytes } of corpus ?? []) await client.append('Structures', bytes);
    await client.mailboxOpen('Structures', { readOnly: true });
    const seen = [];
    for await (const message of client.fetch('1:*', { envelope: true, bodyStructure: true, headers: true })) {
      const all = corpus?.[message.seq - 1]?.bytes.toString('latin1') ?? '';
      expect(all.startsWith(message.headers?.toString('latin1') ?? 'none')).toBe(true);
      seen.push(message.bodyStructure?.type);
    }
    expect(seen).toHaveLength(corpus?.length ?? 0);
  });
});

test('bytes that mail should not have are kept: NUL, bare LF and CR, 8 bit, nothing at all', async () => {
  const odd = [
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    Buffer.from('Subject: a\nX: b\n\nbare\n'),
    Buffer.from('Subject: a\r\rcarriage'),
    Buffer.from('{5}\r\nnot a literal {3}\r\n'),
    Buffer.from('\r\n'),
    Buffer.alloc(0),
    Buffer.alloc(200_000, 'one long line '),
  ];
  for (const side of ['source', 'destination'] as const) {
    const client = await raw(side);
    await client.command('CREATE Odd');
    for (const bytes of odd) await client.command('APPEND Odd {}', [bytes]);
    await client.command('EXAMINE Odd');
    const { untagged } = await client.command('UID FETCH 1:* (RFC822.SIZE BODY.PEEK[])');
    for (const [index, { literals }] of untagged.entries()) {
      expect(literals[0]?.equals(odd[index] ?? Buffer.from('none')), `${side} ${index}`).toBe(true);
    }
    expect(untagged).toHaveLength(odd.length);
    for (const [index, { text }] of untagged.entries()) expect(text).toContain(`RFC822.SIZE ${odd[index]?.length} `);
    await client.logout();
  }
});

test('flags, keywords and the date with its zone are kept; any keyword may come', async () => {
  const client = await raw('destination');
  await client.command('CREATE Flags');
  const { text } = await client.command(
    'APPEND Flags (\\seen \\Recent $Forwarded ToDo) " 5-Jan-1998 23:59:59 -0330" {}',
    [Buffer.from('x')],
  );
  expect(text).toMatch(/^\[APPENDUID \d+ 1\]/);
  const { untagged: opened } = await client.command('EXAMINE Flags');
  expect(opened.map((line) => line.text).join('\n')).toMatch(/PERMANENTFLAGS \(.*\\\*\)/);
  const { untagged } = await client.command('FETCH 1 (FLAGS INTERNALDATE)');
  expect(untagged[0]?.text).toBe(
    '* 1 FETCH (FLAGS (\\Seen $Forwarded ToDo \\Recent) INTERNALDATE " 5-Jan-1998 23:59:59 -0330")',
  );
  expect(await client.attempt('APPEND Flags (\\Strange) {}', [Buffer.from('x')])).toMatchObject({ status: 'NO' });
  expect(await client.attempt('APPEND Flags "some day" {}', [Buffer.from('x')])).toMatchObject({ status: 'BAD' });
  await client.logout();
});

test('EXAMINE and PEEK leave no trace, SELECT and BODY[] do what they must', async () => {
  const client = await raw('destination');
  await client.command('CREATE Peek');
  for (const bytes of ['a', 'b']) await client.command('APPEND Peek {}', [Buffer.from(`Subject: ${bytes}\r\n\r\n`)]);
  const flags = async (): Promise<string[]> => {
    const { untagged } = await client.command('UID FETCH 1:* (FLAGS)');
    return untagged.map(({ text }) => /FLAGS \(([^)]*)\)/.exec(text)?.[1] ?? '');
  };
  await client.command('EXAMINE Peek');
  await client.command('UID FETCH 1:* (BODY[] BODY[TEXT])');
  expect(await client.attempt('UID STORE 1 +FLAGS (\\Deleted)')).toMatchObject({ status: 'NO' });
  expect(await client.attempt('EXPUNGE')).toMatchObject({ status: 'NO' });
  await client.command('CLOSE');
  await client.command('EXAMINE Peek');
  expect(await flags()).toEqual(['\\Recent', '\\Recent']);
  await client.command('SELECT Peek');
  await client.command('UID FETCH 1:* (BODY.PEEK[])');
  expect(await flags()).toEqual(['\\Recent', '\\Recent']);
  await client.command('UID FETCH 1 (BODY[])');
  expect(await flags()).toEqual(['\\Seen \\Recent', '\\Recent']);
  await client.command('STORE 2 +FLAGS (\\Deleted)');
  await client.command('EXAMINE Peek');
  await client.command('CLOSE');
  await client.command('SELECT Peek');
  expect(await flags()).toEqual(['\\Seen', '\\Deleted']);
  await client.command('CLOSE');
  const { untagged } = await client.command('STATUS Peek (MESSAGES UNSEEN RECENT UIDNEXT)');
  expect(untagged[0]?.text).toBe('* STATUS Peek (MESSAGES 1 UNSEEN 0 RECENT 0 UIDNEXT 3)');
  await client.logout();
});

test('parts of a message are cut from its own bytes, for every message asked for', async () => {
  const client = await raw('destination');
  await client.command('CREATE Parts');
  for (const name of ['one', 'two']) {
    await client.command('APPEND Parts {}', [
      Buffer.from(`Subject: ${name}\r\n folded\nX-Odd:  y \r\n\r\nbody ${name}`),
    ]);
  }
  await client.command('EXAMINE Parts');
  const literals = async (item: string): Promise<string[]> => {
    const { untagged } = await client.command(`UID FETCH 1:* (${item})`);
    return untagged.map((line) => line.literals.join('|'));
  };
  expect(await literals('BODY.PEEK[HEADER.FIELDS (Subject)]')).toEqual([
    'Subject: one\r\n folded\n\r\n',
    'Subject: two\r\n folded\n\r\n',
  ]);
  expect(await literals('BODY.PEEK[HEADER.FIELDS.NOT (Subject)]')).toEqual([
    'X-Odd:  y \r\n\r\n',
    'X-Odd:  y \r\n\r\n',
  ]);
  expect(await literals('BODY.PEEK[TEXT]')).toEqual(['body one', 'body two']);
  expect(await literals('BODY.PEEK[]<9.4>')).toEqual(['one\r', 'two\r']);
  const { untagged } = await client.command('UID SEARCH HEADER Subject "two folded"');
  expect(untagged[0]?.text).toBe('* SEARCH 2');
  await client.logout();
});

test('a second session hears of new mail', async () => {
  const [reader, writer] = await Promise.all([raw('destination'), raw('destination')]);
  await reader.command('SELECT Drafts');
  reader.send('i IDLE\r\n');
  expect((await reader.readLine()).text).toBe('+ idling');
  await writer.command('APPEND Drafts {}', [Buffer.from('x')]);
  expect((await reader.readLine()).text).toBe('* 1 EXISTS');
  reader.send('DONE\r\n');
  expect((await reader.readLine()).text).toBe('i OK IDLE terminated');
  await Promise.all([reader.logout(), writer.logout()]);
});
