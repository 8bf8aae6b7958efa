import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyKey, proposedExtras } from '../../../shared/domain/duplicates.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { openDesk, type SurgeryDesk } from './surgery-desk.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const password = 'Kelp-Lantern-58';

function letter(number: number, more: { readonly header?: string; readonly text?: string } = {}): Buffer {
  return Buffer.from(
    `${more.header ?? ''}From: sender@example.org\r\nTo: anna@harbour.test\r\nSubject: Letter ${number}\r\nDate: Mon, 5 Feb 2018 10:00:0${number % 10} +0000\r\nMessage-ID: <letter${number}@example.org>\r\n\r\n${more.text ?? `Hello ${number}`}\r\n`,
  );
}

describe.skipIf(unavailable !== null)('duplicates at a destination', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  let plain: DovecotServer;
  const desks: SurgeryDesk[] = [];

  beforeAll(async () => {
    [from, to, plain] = await Promise.all([
      startDovecot(),
      startDovecot({ separator: '.' }),
      startDovecot({ capability: 'IMAP4rev1 LITERAL+ NAMESPACE' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all(desks.map((desk) => desk.close()));
    await Promise.all([from.stop(), to.stop(), plain.stop()]);
  });

  const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

  async function deskFor(user: string, destination = to): Promise<SurgeryDesk> {
    await Promise.all([from.addUser(user, password), destination.addUser(user, password)]);
    const desk = await openDesk({ ...at(from), user, password }, { ...at(destination), user, password });
    desks.push(desk);
    return desk;
  }

  async function put(server: DovecotServer, user: string, folder: string, letters: readonly Buffer[]): Promise<void> {
    const client = await RawImap.login(at(server), user, password);
    await client.attempt(`CREATE "${folder}"`);
    for (const bytes of letters) await client.command(`APPEND "${folder}" (\\Seen) {}`, [bytes]);
    await client.logout();
  }

  const uidsOf = async (server: DovecotServer, user: string, folder: string): Promise<number[]> => {
    const { folders } = await snapshotMailbox(at(server), user, password);
    return folders.find(({ path }) => path === folder)?.messages.map(({ uid }) => uid) ?? [];
  };

  test('are what the source has less often, moved aside, and put back', async () => {
    const user = 'anna@harbour.test';
    const desk = await deskFor(user);
    // The source has letter 3 twice: so may the destination.
    await put(from, user, 'INBOX', [letter(1), letter(2), letter(3), letter(3)]);
    await desk.run();
    await put(to, user, 'INBOX', [
      letter(1),
      letter(2, { header: 'X-Mover: yes\r\n' }),
      letter(3),
      // The same Message-ID, another text: another message.
      letter(1, { text: 'Something else' }),
    ]);
    const before = await snapshotMailbox(at(to), user, password);
    const found = await desk.duplicates();
    expect(found).toMatchObject({ messages: 8, sourceUnread: null, refusal: null });
    const summary = found.groups.map(({ subject, same, keep, atSource, copies }) => ({
      subject,
      same,
      keep,
      atSource,
      uids: copies.map(({ uid }) => uid),
    }));
    expect(summary.sort((a, b) => a.subject.localeCompare(b.subject))).toEqual([
      { subject: 'Letter 1', same: 'bytes', keep: 1, atSource: 1, uids: [1, 5] },
      { subject: 'Letter 2', same: 'text', keep: 1, atSource: 1, uids: [2, 6] },
      { subject: 'Letter 3', same: 'bytes', keep: 2, atSource: 2, uids: [3, 4, 7] },
    ]);
    expect(await snapshotMailbox(at(to), user, password)).toEqual(before);

    const extras = found.groups.flatMap(proposedExtras);
    const everything = found.groups.flatMap(({ copies }) => copies);
    // All copies of a group cannot be chosen, whatever the page says.
    expect(await desk.move(found, everything)).toMatchObject({ done: 0, left: [{ messages: 7 }] });
    const again = await desk.duplicates();
    expect(again.groups.flatMap(proposedExtras).map(copyKey).sort()).toEqual(extras.map(copyKey).sort());
    const outcome = await desk.move(again, extras);
    expect(outcome).toMatchObject({ done: 3, left: [], folder: 'Mailferry duplicates' });
    expect(await uidsOf(to, user, 'INBOX')).toEqual([1, 2, 3, 4, 8]);
    expect(await uidsOf(to, user, 'Mailferry duplicates')).toHaveLength(3);
    expect((await desk.compared()).kind).toBe('verify');
    // The one with another text bears a Message-ID that is there already.
    const verification = await desk.engine.client.mailboxes.verification({ id: desk.mailboxId });
    expect(verification?.counts).toEqual({ duplicate: 1 });
    expect((await desk.duplicates()).groups).toEqual([]);

    const { client } = desk.engine;
    const [row] = await client.surgery.list({ mailboxId: desk.mailboxId });
    const moved = await client.surgery.moved({ id: row?.id ?? '' });
    expect(moved.map(({ subject, state }) => [subject, state]).sort()).toEqual([
      ['Letter 1', 'gone'],
      ['Letter 2', 'gone'],
      ['Letter 3', 'gone'],
    ]);
    expect(await desk.putBack(row?.id ?? '')).toMatchObject({ done: 3, left: [] });
    expect(await uidsOf(to, user, 'INBOX')).toHaveLength(8);
    expect(await uidsOf(to, user, 'Mailferry duplicates')).toEqual([]);
    await desk.compared();
    expect(await desk.putBack(row?.id ?? '')).toMatchObject({ done: 0 });
  });

  test('across folders keep the one where the source has it, and are left alone when that one went meanwhile', async () => {
    const user = 'bert@harbour.test';
    const desk = await deskFor(user);
    await put(from, user, 'Work', [letter(1), letter(2)]);
    await desk.run();
    await put(to, user, 'INBOX', [letter(1), letter(2)]);
    expect((await desk.duplicates('folder')).groups).toEqual([]);
    const found = await desk.duplicates('across');
    expect(found.groups).toHaveLength(2);
    for (const { copies } of found.groups)
      expect(copies.map(({ folder, known }) => [folder, known])).toEqual([
        ['Work', true],
        ['INBOX', false],
      ]);
    const client = await RawImap.login(at(to), user, password);
    await client.command('SELECT Work');
    await client.command('UID STORE 1 +FLAGS (\\Deleted)');
    await client.command('UID EXPUNGE 1');
    await client.logout();
    const outcome = await desk.move(found, found.groups.flatMap(proposedExtras));
    expect(outcome).toMatchObject({ done: 1, left: [{ messages: 1 }] });
    expect(await uidsOf(to, user, 'INBOX')).toEqual([1]);
  });

  test('are found, but not moved, where the server can neither move nor remove chosen messages', async () => {
    const user = 'carla@harbour.test';
    const desk = await deskFor(user, plain);
    await put(from, user, 'INBOX', [letter(1)]);
    const run = await desk.run();
    await put(plain, user, 'INBOX', [letter(1)]);
    const client = await RawImap.login(at(plain), user, password);
    await client.command('SELECT INBOX');
    await client.command('UID STORE 1 +FLAGS (\\Deleted)');
    await client.logout();
    const found = await desk.duplicates();
    // The one that is marked as deleted is on its way out: no pair is left.
    expect(found.groups).toEqual([]);
    expect(found.refusal).toContain('neither MOVE nor UIDPLUS');
    await put(plain, user, 'INBOX', [letter(1)]);
    const two = await desk.duplicates();
    expect(two.groups).toHaveLength(1);
    await expect(desk.move(two, two.groups.flatMap(proposedExtras))).rejects.toMatchObject({
      code: 'mail.cannot-move',
    });
    const preview = await desk.preview(run.id);
    expect(preview).toMatchObject({ goes: 0, refusal: expect.stringContaining('MOVE') });
    expect(await uidsOf(plain, user, 'INBOX')).toEqual([1, 2, 3]);
  });
});
