import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { type MailboxSnapshot, snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { loginAt } from '../transfer/move.ts';
import { openDesk, type SurgeryDesk } from './surgery-desk.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const password = 'Kelp-Lantern-58';
const total = 120;

describe.skipIf(unavailable !== null).each([
  ['with MOVE', undefined],
  [
    'with UIDPLUS alone',
    'IMAP4rev1 LITERAL+ SPECIAL-USE NAMESPACE UNSELECT MULTIAPPEND UIDPLUS LIST-EXTENDED CONDSTORE',
  ],
])('undoing a run at a server %s', (_name, capability) => {
  let from: DovecotServer;
  let to: DovecotServer;
  const desks: SurgeryDesk[] = [];

  beforeAll(async () => {
    [from, to] = await Promise.all([
      startDovecot(),
      startDovecot({ separator: '.', ...(capability === undefined ? {} : { capability }) }),
    ]);
  });
  afterAll(async () => {
    await Promise.all(desks.map((desk) => desk.close()));
    await Promise.all([from.stop(), to.stop()]);
  });

  const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });
  const snapshot = (server: DovecotServer, user: string): Promise<MailboxSnapshot> =>
    snapshotMailbox(at(server), user, password);
  const countOf = (mailbox: MailboxSnapshot, path: RegExp): number =>
    mailbox.folders.filter((folder) => path.test(folder.path)).reduce((sum, { messages }) => sum + messages.length, 0);

  async function deskFor(user: string): Promise<SurgeryDesk> {
    await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
    const plan = generateMailbox({ seed: 5, folders: 5, messages: total, profile: 'small' });
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, plan);
    const desk = await openDesk({ ...at(from), user, password }, { ...at(to), user, password });
    desks.push(desk);
    return desk;
  }

  async function atDestination(user: string, commands: readonly string[]): Promise<void> {
    const client = await RawImap.login(at(to), user, password);
    for (const command of commands) await client.command(command);
    await client.logout();
  }

  test('takes exactly what it copied and nobody touched, and a later copy brings it again', async () => {
    const user = 'anna@harbour.test';
    const desk = await deskFor(user);
    await atDestination(user, ['CREATE "Mine too"']);
    const client = await RawImap.login(at(to), user, password);
    await client.command('APPEND "Mine too" {}', [Buffer.from('Subject: mine\r\n\r\nHello\r\n')]);
    await client.logout();
    const before = await snapshot(from, user);
    const own = await snapshot(to, user);
    const run = await desk.run();
    expect(run).toMatchObject({ state: 'complete', totals: { copied: total } });
    // Somebody reads one, moves another, marks a third as deleted.
    await atDestination(user, [
      'SELECT INBOX',
      'UID STORE 3:4 +FLAGS (\\Flagged $Label9)',
      'UID COPY 6 "Sent Items"',
      'UID STORE 6 +FLAGS (\\Deleted)',
      'UID EXPUNGE 6',
      'UID STORE 8 +FLAGS (\\Deleted)',
    ]);
    const preview = await desk.preview(run.id);
    expect(preview).toMatchObject({ goes: total - 4, stays: 4, refusal: null });
    expect(preview.folders.find(({ path }) => path === 'INBOX')?.stays).toEqual({ touched: 3, gone: 1 });
    expect(preview.messages.filter(({ reason }) => reason === 'touched')).toHaveLength(3);

    // And one more between the look and the confirmation.
    await atDestination(user, ['SELECT INBOX', 'UID STORE 10 +FLAGS (\\Answered)']);
    const outcome = await desk.undo(preview);
    expect(outcome).toMatchObject({
      done: total - 5,
      left: [{ reason: 'touched since: read, answered or marked', messages: 1 }],
      folder: preview.moveTo,
    });
    const after = await snapshot(to, user);
    expect(countOf(after, /Mailferry undo/)).toBe(total - 5);
    const inbox = after.folders.find(({ path }) => path === 'INBOX')?.messages ?? [];
    expect(inbox.filter(({ flags }) => flags.includes('\\Deleted'))).toHaveLength(1);
    // Only what was touched, and the copy somebody made, is where it was.
    expect(countOf(after, /^(?!Mailferry)/)).toBe(5 + countOf(own, /./));
    expect(await snapshot(from, user)).toEqual(before);

    expect((await desk.compared()).state).toBe('findings');
    const log = await desk.engine.client.runs.log({ id: run.id });
    expect(log.at(-1)?.text).toContain(`Undone: ${total - 5} messages of this run were moved to "Mailferry undo`);
    expect(await desk.engine.client.surgery.list({ mailboxId: desk.mailboxId })).toMatchObject([
      { kind: 'undo', runId: run.id, messages: total - 5, endedAt: expect.any(String) },
    ]);
    expect(await desk.preview(run.id)).toMatchObject({ goes: 0 });
    const again = await desk.run();
    expect(again.totals.copied).toBe(total - 5);
  });

  test('is nothing a source can be asked for', async () => {
    const user = 'dora@harbour.test';
    const desk = await deskFor(user);
    const secrets = { get: async () => password };
    const before = await snapshot(from, user);
    const session = await openSession(loginAt('source', { ...at(from), user, password }), secrets);
    await session.select('INBOX');
    await expect(session.moveMessages([1], 'Elsewhere')).rejects.toThrow('Nothing is ever taken away at the source');
    await expect(session.removeMessages([1])).rejects.toThrow('Nothing is ever taken away at the source');
    await session.close();
    const { folders } = await snapshot(from, user);
    expect(folders.map(({ messages }) => messages.length)).toEqual(
      before.folders.map(({ messages }) => messages.length),
    );
    expect(desk.engine.services.surgery.list(desk.mailboxId)).toEqual([]);
  });

  test('removes for good only when told so, and asks for the number that was shown', async () => {
    const user = 'bert@harbour.test';
    const desk = await deskFor(user);
    await atDestination(user, ['SELECT INBOX', 'CREATE Mine']);
    const run = await desk.run();
    const preview = await desk.preview(run.id);
    const refused = desk.undo({ ...preview, goes: 7 });
    await expect(refused).rejects.toMatchObject({ code: 'input.invalid' });
    expect(await desk.undo(preview, 'remove')).toMatchObject({ done: total, left: [], folder: null });
    const after = await snapshot(to, user);
    expect(countOf(after, /./)).toBe(0);
    // Folders stay.
    expect(after.folders.map(({ path }) => path)).toContain('Sent Items');
    await desk.compared();
    const other = await desk.preview((await desk.run()).id);
    expect(other.goes).toBe(total);
    // What another run brought is not this run's.
    expect(await desk.preview(run.id)).toMatchObject({ goes: 0, stays: 0 });
  });

  test('leaves alone what it only recognised, and a folder that was renumbered', async () => {
    const user = 'carla@harbour.test';
    const desk = await deskFor(user);
    const first = await desk.run({ folders: ['INBOX'] });
    const second = await desk.run();
    const preview = await desk.preview(second.id);
    expect(preview.goes).toBe(total - first.totals.copied);
    expect(preview.folders.map(({ path }) => path)).not.toContain('INBOX');
    await atDestination(user, ['RENAME "Sent Items" Elsewhere', 'CREATE "Sent Items"']);
    const sent = preview.folders.find(({ path }) => path === 'Sent Items')?.goes ?? 0;
    expect(sent).toBeGreaterThan(0);
    expect(await desk.undo(preview)).toMatchObject({
      done: preview.goes - sent,
      left: [{ reason: 'its folder was renumbered', messages: sent }],
    });
  });
});
