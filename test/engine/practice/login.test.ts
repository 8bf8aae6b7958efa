import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailboxesOf, wrongPasswordAddress } from '../../../electron/engine/practice/customers/directory.ts';
import { type Practice, startPractice } from '../../../electron/engine/practice/practice.ts';
import { canLogIn, RawImap } from '../../servers/raw-imap.ts';
import { clientFor, statusOf, withClient } from './practice-client.ts';

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

describe('the old server', () => {
  test('greets and presents itself as MailEnable 4.26', async () => {
    const client = await RawImap.connect(practice.source);
    expect(client.greeting).toMatch(/^\* OK IMAP4rev1 server ready at \d\d\/\d\d\/\d\d \d{1,2}:\d\d:\d\d $/);
    const { untagged } = await client.command('CAPABILITY');
    expect(untagged.map(({ text }) => text)).toEqual(['* CAPABILITY IMAP4rev1 IMAP4 CHILDREN IDLE AUTH=LOGIN']);
    expect(await client.attempt('NAMESPACE')).toMatchObject({ status: 'BAD', text: 'UNKNOWN Command' });
    await client.logout();
  });

  test('takes mailbox@postoffice, which need not be the address', async () => {
    const password = practice.secretFor('source', 'info@feinwerk.test');
    expect(await canLogIn(practice.source, 'info@feinwerk', password)).toBe(true);
    expect(await canLogIn(practice.source, 'INFO@feinwerk', password)).toBe(true);
    expect(await canLogIn(practice.source, 'info@feinwerk.test', password)).toBe(false);
  });

  test('asks for User Name and Password, which imapflow understands', async () => {
    const client = await RawImap.connect(practice.source);
    client.send('a AUTHENTICATE LOGIN\r\n');
    expect((await client.readLine()).text).toBe(`+ ${Buffer.from('User Name').toString('base64')}`);
    client.send(`${Buffer.from('info@feinwerk').toString('base64')}\r\n`);
    expect((await client.readLine()).text).toBe(`+ ${Buffer.from('Password').toString('base64')}`);
    client.send('*\r\n');
    expect((await client.readLine()).text).toMatch(/^a BAD/);
    await client.logout();
    await withClient(practice, 'source', 'info@feinwerk.test', async (flow) => {
      expect(flow.authenticated).toBe(true);
    });
  });

  test('refuses literals without a pause, several messages in one APPEND, and UID EXPUNGE', async () => {
    const client = await RawImap.login(
      practice.source,
      'info@feinwerk',
      practice.secretFor('source', 'info@feinwerk.test'),
    );
    client.send('a APPEND INBOX {1+}\r\n');
    expect((await client.readLine()).text).toMatch(/^\* BAD/);
    expect((await client.readLine()).text).toMatch(/^a BAD/);
    const two = await client.attempt('APPEND INBOX {} {}', [Buffer.from('one'), Buffer.from('two')]);
    expect(two.status).toBe('BAD');
    await client.command('SELECT INBOX');
    expect(await client.attempt('UID EXPUNGE 1:*')).toMatchObject({ status: 'BAD', text: 'UNKNOWN Command' });
    await client.logout();
  });
});

describe('the new server', () => {
  test('offers what a fast copy needs, and no more to a stranger than to a user', async () => {
    const client = await RawImap.connect(practice.destination);
    const { untagged } = await client.command('CAPABILITY');
    expect(untagged[0]?.text).toMatch(/ MULTIAPPEND .*AUTH=PLAIN SASL-IR|AUTH=PLAIN SASL-IR .*MULTIAPPEND/);
    await client.logout();
    await withClient(practice, 'destination', 'anna@harbour.test', async (user) => {
      expect([...user.capabilities.keys()].sort()).toEqual(
        [
          'IDLE',
          'IMAP4rev1',
          'LITERAL+',
          'MULTIAPPEND',
          'NAMESPACE',
          'QUOTA',
          'SPECIAL-USE',
          'UIDPLUS',
          'UNSELECT',
        ].sort(),
      );
      expect(user.namespace).toMatchObject({ prefix: '', delimiter: '.' });
    });
  });

  test('names a failed login as such', async () => {
    const client = clientFor(practice, 'destination', 'anna@harbour.test', 'not it');
    await expect(client.connect()).rejects.toMatchObject({
      authenticationFailed: true,
      serverResponseCode: 'AUTHENTICATIONFAILED',
    });
  });
});

test('every known password works on both sides but the one that is out of date, and its story tells the right one', async () => {
  for (const { address, sourceUser, destinationUser, story } of mailboxesOf(practice.directory)) {
    const onSource = await canLogIn(practice.source, sourceUser, practice.secretFor('source', address));
    expect(onSource, address).toBe(address !== wrongPasswordAddress);
    expect(await canLogIn(practice.destination, destinationUser, practice.secretFor('destination', address))).toBe(
      true,
    );
    if (!onSource) {
      const told = /it is (\S+)\.$/.exec(story)?.[1] ?? '';
      expect(await canLogIn(practice.source, sourceUser, told)).toBe(true);
    }
  }
});

test('a mailbox shows only its own mail', async () => {
  const counts = await Promise.all(
    ['anna@harbour.test', 'ben@harbour.test'].map((address) =>
      withClient(practice, 'source', address, async (client) => (await statusOf(client, 'INBOX')).messages),
    ),
  );
  expect(new Set(counts).size).toBe(2);
});

test('an unknown address has no secret', () => {
  expect(() => practice.secretFor('source', 'nobody@harbour.test')).toThrow('There is no practice mailbox');
});
