import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { MailSession, MessageListing } from '../../../electron/engine/mail/session.ts';
import { lookAtStore, openStoreSession } from '../../../electron/engine/mail/store/store-session.ts';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { composeMailEnableServer, type StoredFolder, type StoredMessage } from '../../servers/mailenable-server.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const message = (subject: string, extra = ''): string =>
  `Received: from a by b; Tue, 17 Mar 2026 10:11:12 +0100\r\n${extra}Message-ID: <${subject}@harbour.test>\r\n` +
  `Date: Mon, 16 Mar 2026 08:00:00 +0000\r\nSubject: ${subject}\r\n\r\nThe text of ${subject}.\r\n`;
const stored = (subject: string, more: Partial<StoredMessage> = {}): StoredMessage => ({
  content: message(subject),
  read: false,
  ...more,
});

async function store(folders: readonly StoredFolder[], mailbox = 'anna', postoffice = 'harbour.test'): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mailferry-store-'));
  ends.push(() => rm(dir, { recursive: true, force: true }));
  return (await composeMailEnableServer(dir, { mail: [{ postoffice, mailbox, folders }] })).store;
}

function loginAt(root: string, user = 'anna@harbour.test'): MailLogin {
  return {
    side: 'source',
    user,
    secretRef: 'none',
    endpoint: {
      id: 'store',
      name: 'Old store',
      platform: 'mailenable',
      protocol: 'store',
      host: root,
      port: 1,
      tls: 'none',
      pinnedFingerprint: null,
      maxConnections: 4,
    },
  };
}

async function listing(session: MailSession, path: string): Promise<MessageListing[]> {
  const found: MessageListing[] = [];
  await session.examine(path);
  await session.listMessages('all', (one) => found.push(one));
  return found;
}

/** Everything on the disk: names, contents and times. */
async function diskState(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of (await readdir(root, { recursive: true, withFileTypes: true })).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path} ${(await stat(path)).mtimeMs}\n`);
    if (entry.isFile()) hash.update(await readFile(path));
  }
  return hash.digest('hex');
}

describe('a message store', () => {
  test('shows folders as IMAP would, without what is no mail, in any case', async () => {
    const root = await store([
      { path: ['INBOX'], messages: [stored('one')] },
      { path: ['inbox', 'Orders', '2024'], messages: [stored('two')] },
      { path: ['Sent Items'], messages: [] },
      { path: ['Notes'], messages: [stored('note')] },
      { path: ['Contacts'], messages: [], otherFiles: { 'A.VCF': 'BEGIN:VCARD' } },
      { path: ['Kalender'], messages: [], otherFiles: { 'A.CAL': 'x' } },
      { path: ['_private'], messages: [stored('hidden')] },
    ]);
    const session = await openStoreSession(loginAt(root));
    const folders = await session.listWithStatus();
    expect(folders.map(({ path, status }) => [path, status?.messages])).toEqual([
      ['INBOX', 1],
      ['INBOX/Orders', 0],
      ['INBOX/Orders/2024', 1],
      ['Notes', 1],
      ['Sent Items', 0],
    ]);
    expect(folders[0]).toMatchObject({ specialUse: 'inbox', delimiter: '/' });
    await expect(session.examine('Nowhere')).rejects.toMatchObject({ code: 'mail.folder-missing' });
  });

  test('is found from above, from its post office, from MAILROOT and by itself, and in no other place', async () => {
    const root = await store([{ path: ['Inbox'], messages: [stored('one')] }], 'Anna.Ek', 'kunde17');
    const opened = async (place: string, user: string): Promise<number> =>
      (await listing(await openStoreSession(loginAt(place, user)), 'INBOX')).length;
    const upper = join(root, '..', 'POSTOFFICES');
    await rename(root, upper);
    expect(await opened(join(upper, '..'), 'anna.ek@KUNDE17')).toBe(1);
    expect(await opened(upper, 'anna.ek@kunde17')).toBe(1);
    expect(await opened(join(upper, 'kunde17'), 'anna.ek@kunde17')).toBe(1);
    expect(await opened(join(upper, 'kunde17', 'MAILROOT'), 'anna.ek@kunde17')).toBe(1);
    expect(await opened(join(upper, 'kunde17', 'MAILROOT', 'Anna.Ek'), 'anna.ek@kunde17')).toBe(1);
    for (const user of ['bert@kunde17', 'anna.ek@other', '..@kunde17', 'anna.ek@..', '../../etc'])
      await expect(opened(upper, user)).rejects.toMatchObject({ code: 'mail.folder-missing' });
    await expect(opened(join(upper, 'gone'), 'anna.ek@kunde17')).rejects.toMatchObject({ code: 'mail.unreachable' });
  });

  test('is looked at without a mailbox: how many there are, or that it is none', async () => {
    const root = await store([{ path: ['Inbox'], messages: [] }]);
    for (const place of [join(root, '..'), root, join(root, 'harbour.test'), join(root, 'harbour.test', 'MAILROOT')])
      expect((await lookAtStore(loginAt(place))).product).toBe('MailEnable message store, 1 mailbox in 1 post office');
    const none = await mkdtemp(join(tmpdir(), 'mailferry-store-'));
    ends.push(() => rm(none, { recursive: true, force: true }));
    await expect(lookAtStore(loginAt(none))).rejects.toMatchObject({ code: 'mail.folder-missing' });
    await expect(lookAtStore(loginAt(join(none, 'gone')))).rejects.toMatchObject({ code: 'mail.unreachable' });
  });

  test('tells flags from the index, and everything else from the files', async () => {
    const root = await store([
      {
        path: ['Inbox'],
        messages: [
          stored('late', { content: message('late').replace('10:11:12', '10:11:13'), uid: 'x0000002a', read: true }),
          stored('early', { uid: '41' }),
        ],
      },
      { path: ['Sent Items'], messages: [stored('sent')], index: 'no xml at all' },
    ]);
    const session = await openStoreSession(loginAt(root));
    expect(session.keepsFlags).toBe(true);
    const found = await listing(session, 'INBOX');
    expect(found.map(({ flags }) => flags)).toEqual([[], ['\\Seen']]);
    expect(found.map(({ internalDate }) => internalDate)).toEqual([
      '17-Mar-2026 10:11:12 +0100',
      '17-Mar-2026 10:11:13 +0100',
    ]);
    expect(found.map(({ size }) => size)).toEqual([message('early').length, message('late').length]);
    const texts: string[] = [];
    await session.fetchMessages([found[0]?.uid ?? 0], ({ bytes }) => void texts.push(Buffer.from(bytes).toString()));
    expect(texts).toEqual([message('early')]);
    expect(await listing(session, 'Sent Items')).toHaveLength(1);
  });

  test('without any index knows no flags, and says so', async () => {
    const root = await store([{ path: ['Inbox'], messages: [stored('one'), stored('two')], index: null }]);
    expect((await openStoreSession(loginAt(root))).keepsFlags).toBe(false);
  });

  test('drifts: what the index misses is there, what only the index has is not', async () => {
    const root = await store([
      {
        path: ['Inbox'],
        messages: [stored('one', { id: 'A1' }), { content: message('dropped in'), id: 'B2' }],
        index:
          '<BASEELEMENT><ELEMENT ID="A1.MAI" UID="7"><READ>1</READ></ELEMENT><ELEMENT ID="GONE.MAI" UID="8"><READ>1</READ></ELEMENT>',
      },
    ]);
    const found = await listing(await openStoreSession(loginAt(root)), 'INBOX');
    expect(found.map(({ flags }) => flags).sort()).toEqual([[], ['\\Seen']]);
  });

  test('gives the same numbers however often the index is rebuilt, or the case of the names changes', async () => {
    const root = await store([{ path: ['Inbox'], messages: [stored('one'), stored('two'), stored('three')] }]);
    const inbox = join(root, 'harbour.test', 'MAILROOT', 'anna', 'Inbox');
    const numbers = async () =>
      (await listing(await openStoreSession(loginAt(root)), 'INBOX')).map(({ uid }) => uid).sort();
    const before = await numbers();
    expect(new Set(before).size).toBe(3);
    await rm(join(inbox, '_index.xml'));
    for (const name of await readdir(inbox)) await rename(join(inbox, name), join(inbox, name.toLowerCase()));
    expect(await numbers()).toEqual(before);
  });

  test('with bare line feeds gives what a server would, of the size it says', async () => {
    const content = message('unix').replaceAll('\r\n', '\n');
    const root = await store([{ path: ['Inbox'], messages: [stored('x', { content })] }]);
    const session = await openStoreSession(loginAt(root));
    const [only] = await listing(session, 'INBOX');
    const read: Buffer[] = [];
    await session.fetchMessages([only?.uid ?? 0], ({ bytes }) => void read.push(Buffer.from(bytes)));
    expect(read[0]?.toString()).toBe(message('unix'));
    expect(only?.size).toBe(read[0]?.length);
    const headers: string[] = [];
    await session.fetchHeaders([only?.uid ?? 0], ({ header }) => void headers.push(Buffer.from(header).toString()));
    expect(headers[0]?.endsWith('Subject: unix\r\n\r\n')).toBe(true);
  });

  test('dates a message without Received or Date by its file', async () => {
    const root = await store([
      {
        path: ['Drafts'],
        messages: [stored('x', { content: 'Subject: x\r\n\r\nx', at: new Date('2024-02-03T04:05:06Z') })],
      },
    ]);
    const [draft] = await listing(await openStoreSession(loginAt(root)), 'Drafts');
    expect(draft?.internalDate).toBe('03-Feb-2024 04:05:06 +0000');
  });

  test('is never changed, and takes nothing in', async () => {
    const root = await store([{ path: ['Inbox'], messages: [stored('one', { read: true }), stored('two')] }]);
    const before = await diskState(root);
    const session = await openStoreSession(loginAt(root));
    const uids = (await listing(session, 'INBOX')).map(({ uid }) => uid);
    await session.fetchMessages(uids, () => {});
    await session.listFlags('all', () => {});
    for (const refused of [
      session.select('INBOX'),
      session.append('INBOX', []),
      session.addFlags(uids, ['\\Seen']),
      session.removeMessages(uids),
      session.moveMessages(uids, 'Trash'),
      session.createFolder('New'),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'input.invalid' });
    await session.close();
    expect(session.usable).toBe(false);
    expect(await diskState(root)).toBe(before);
  });

  test('leaves out a message that goes while it is read, and hands over the others', async () => {
    const root = await store([{ path: ['Inbox'], messages: [stored('one', { id: 'A' }), stored('two', { id: 'B' })] }]);
    const session = await openStoreSession(loginAt(root));
    const uids = (await listing(session, 'INBOX')).map(({ uid }) => uid);
    const inbox = join(root, 'harbour.test', 'MAILROOT', 'anna', 'Inbox');
    await rm(join(inbox, 'A.MAI'));
    await writeFile(join(inbox, 'C.MAI'), message('three'));
    const read: string[] = [];
    await session.fetchMessages(uids, ({ bytes }) => void read.push(Buffer.from(bytes).toString().length.toString()));
    expect(read).toHaveLength(1);
    expect((await listing(session, 'INBOX')).length).toBe(2);
  });
});
