import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../electron/engine/practice/practice.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { contentsOf, statusOf, withClient } from './practice-client.ts';

const address = 'postmaster@harbour.test';
const options = { seed: 7, now: 0 };
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'practice-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function withPractice<T>(work: (practice: Practice) => Promise<T>): Promise<T> {
  const practice = await startPractice({ dir, ...options });
  try {
    return await work(practice);
  } finally {
    await practice.stop();
  }
}

const body = (index: number): Buffer => Buffer.from(`Subject: ${index}\r\n\r\n${'é\0'.repeat(index)}`, 'latin1');

test('what was confirmed before a kill is there afterwards, once, in order', async () => {
  const script = fileURLToPath(new URL('./practice-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = await once(createInterface(child.stdout), 'line');
  const endpoint: { host: string; port: number } = JSON.parse(String(line));
  const password = await withPractice(async (practice) => practice.secretFor('destination', address));
  const client = await RawImap.login(endpoint, address, password);
  await client.command('CREATE Kept');
  for (let index = 0; index < 50; index += 1) await client.command('APPEND Kept (\\Seen) {}', [body(index)]);
  await client.command('APPEND Kept {} {}', [body(50), body(51)]);
  // One more whose answer is not awaited: it may be there or not, but never in part.
  client.send(`z APPEND Kept {${body(52).length}+}\r\n`);
  client.send(body(52));
  client.send('\r\n');
  child.kill('SIGKILL');
  await exited;
  client.destroy();

  await withPractice((practice) =>
    withClient(practice, 'destination', address, async (flow) => {
      const contents = await contentsOf(flow, 'Kept');
      expect([52, 53]).toContain(contents.length);
      for (const [index, { bytes, uid }] of contents.entries()) {
        expect(bytes.equals(body(index))).toBe(true);
        expect(uid).toBe(index + 1);
      }
    }),
  );
});

test('flags, expunges, folders and subscriptions live on after a restart', async () => {
  const look = (practice: Practice): Promise<unknown> =>
    withClient(practice, 'destination', address, async (client) => ({
      list: (await client.list()).map(({ path, subscribed, flags }) => [path, subscribed, [...flags].sort()]),
      moved: await contentsOf(client, 'New'),
      status: await statusOf(client, 'New'),
      quota: await client.getQuota('INBOX'),
    }));
  const before = await withPractice(async (practice) => {
    await withClient(practice, 'destination', address, async (client) => {
      await client.mailboxCreate('Old.Below');
      await client.mailboxCreate('Gone');
      for (let index = 0; index < 5; index += 1) await client.append('Old', body(index));
      await client.mailboxOpen('Old');
      await client.messageFlagsAdd('2:3', ['\\Flagged', 'ToDo']);
      await client.messageFlagsRemove('3', ['ToDo']);
      await client.messageDelete('5');
      await client.messageCopy('1', 'INBOX');
      await client.mailboxClose();
      await client.mailboxRename('Old', 'New');
      await client.mailboxDelete('Gone');
      await client.mailboxUnsubscribe('New.Below');
    });
    return look(practice);
  });
  expect(before).toMatchObject({ moved: [{}, { flags: ['ToDo', '\\Flagged'] }, { flags: ['\\Flagged'] }, {}] });
  expect(await withPractice(look)).toEqual(before);
});

test('changes to the old server are kept as well, and a reset undoes both sides', async () => {
  const look = async (practice: Practice): Promise<unknown> =>
    Promise.all(
      (['source', 'destination'] as const).map((side) =>
        withClient(practice, side, 'buchhaltung@mueller-feinmechanik.test', async (client) => [
          (await client.list()).map(({ path }) => path),
          (await contentsOf(client, 'INBOX')).map((message) => ({
            ...message,
            bytes: message.bytes.toString('latin1'),
          })),
        ]),
      ),
    );
  const first = await withPractice(look);
  await withPractice(async (practice) => {
    for (const side of ['source', 'destination'] as const) {
      await withClient(practice, side, 'buchhaltung@mueller-feinmechanik.test', async (client) => {
        await client.mailboxCreate('Extra');
        await client.mailboxOpen('INBOX');
        await client.messageFlagsAdd('1:*', ['\\Flagged']);
      });
    }
  });
  await withPractice(async (practice) => {
    const changed = await look(practice);
    expect(changed).not.toEqual(first);
    await practice.reset();
    expect(await look(practice)).toEqual(first);
  });
  expect(await withPractice(look)).toEqual(first);
});

test('stop may be called twice and ends open sessions', async () => {
  const practice = await startPractice({ dir, ...options });
  const client = await RawImap.login(practice.source, address, practice.secretFor('source', address));
  await practice.stop();
  await practice.stop();
  await client.closed;
});
