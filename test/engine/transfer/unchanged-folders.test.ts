import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { type Move, openMove } from './move.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);
const user = 'anna@harbour.test';

describe.skipIf(unavailable !== null)('a repeat of a copy', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  let watched: FaultProxy;
  let watchedDestination: FaultProxy;
  let move: Move;

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
    await Promise.all([from.addUser(user, 'Kelp-Lantern-58'), to.addUser(user, 'Tide.Table.07')]);
    const plan = generateMailbox({ seed: 41, folders: 8, messages: 160, profile: 'small' });
    await seedMailbox({ host: from.host, port: from.ports.imap, passwordOf: from.passwordOf }, user, plan);
    watched = await startFaultProxy(from);
    watchedDestination = await startFaultProxy(to);
    move = await openMove(
      { host: watched.host, port: watched.port, user, password: 'Kelp-Lantern-58' },
      { host: watchedDestination.host, port: watchedDestination.port, user, password: 'Tide.Table.07' },
    );
    expect(await move.run()).toMatchObject({ state: 'complete', totals: { copied: 160 } });
  });
  afterAll(async () => {
    await move.close();
    await Promise.all([watched.stop(), watchedDestination.stop()]);
    await Promise.all([from.stop(), to.stop()]);
  });

  /** Runs once more and tells which folders were opened on the two sides. */
  async function again(options: Parameters<Move['run']>[0] = {}) {
    const before = [watched.commands.length, watchedDestination.commands.length] as const;
    const outcome = await move.run(options);
    const opened = [...watched.commands.slice(before[0]), ...watchedDestination.commands.slice(before[1])]
      .filter((command) => /^(EXAMINE|SELECT) /i.test(command))
      .map((command) => command.replace(/^\w+ | \(CONDSTORE\)$/g, '').replaceAll('"', ''));
    return { outcome, opened: [...new Set(opened)].sort() };
  }

  async function at(server: DovecotServer, ...commands: string[]): Promise<void> {
    const client = await RawImap.login(server, user, server.passwordOf(user));
    for (const command of commands) await client.command(command);
    await client.logout();
  }

  test('opens no folder while nothing has changed, and still says how all messages were compared', async () => {
    const { outcome, opened } = await again({ kind: 'delta' });
    expect(opened).toEqual([]);
    expect(outcome).toMatchObject({
      state: 'complete',
      totals: { copied: 0, messages: 160, alreadyThere: 160, folders: 8, foldersDone: 8 },
    });
    expect(outcome.verification).toMatchObject({ agrees: true, sourceMessages: 160 });
    expect(outcome.verification?.folders).toHaveLength(8);
    expect(Object.values(outcome.verification?.matchedBy ?? {}).reduce((sum, count) => sum + count, 0)).toBe(160);
  });

  test('opens every folder for a verification', async () => {
    const { opened } = await again({ kind: 'verify' });
    expect(opened.length).toBeGreaterThanOrEqual(8);
  });

  test('opens no folder where nobody compares either, also when the copy was never compared', async () => {
    move.workspace.ledger.forgetMailbox(move.mailboxId);
    expect((await again({ verify: 'none' })).opened.length).toBeGreaterThanOrEqual(8);
    const { outcome, opened } = await again({ kind: 'delta', verify: 'none' });
    expect(opened).toEqual([]);
    expect(outcome).toMatchObject({ verification: null, totals: { copied: 0, messages: 160, alreadyThere: 160 } });
    // A comparison does not take a copy's word for it.
    expect((await again({ kind: 'delta' })).opened.length).toBeGreaterThanOrEqual(8);
    expect((await again({ kind: 'delta' })).opened).toEqual([]);
  });

  test('notices a flag that was set on the source, and one at the destination', async () => {
    await at(from, 'SELECT INBOX', 'UID STORE 3 +FLAGS (followup)');
    const { outcome, opened } = await again({ kind: 'delta' });
    expect(opened).toEqual(['INBOX']);
    expect(outcome).toMatchObject({ totals: { flagsBrought: 1 }, findings: [] });
    await at(to, 'SELECT INBOX', 'UID STORE 4 +FLAGS (mine)');
    const there = await again({ kind: 'delta' });
    expect(there.opened).toEqual(['INBOX']);
    expect(there.outcome.findings).toMatchObject([{ kind: 'flags' }]);
    // What differs is never marked as settled.
    expect((await again({ kind: 'delta' })).opened).toEqual(['INBOX']);
    await at(to, 'SELECT INBOX', 'UID STORE 4 -FLAGS (mine)');
    expect((await again({ kind: 'delta' })).outcome.findings).toEqual([]);
  });

  test('notices a message that is gone at the destination', async () => {
    await at(to, 'SELECT INBOX', 'UID STORE 2 +FLAGS (\\Deleted)', 'UID EXPUNGE 2');
    const { outcome, opened } = await again();
    expect(opened).toEqual(['INBOX']);
    expect(outcome.findings).toMatchObject([{ kind: 'missing', sourceFolder: 'INBOX' }]);
    expect(await move.run({ redeliver: true })).toMatchObject({ state: 'complete', totals: { copied: 1 } });
  });

  test('brings what arrived on the source since', async () => {
    const client = await RawImap.login(from, user, from.passwordOf(user));
    await client.command('APPEND "Sent Items" (\\Seen) {}', [
      Buffer.from('Subject: late\r\n\r\nIt came after the copy.\r\n'),
    ]);
    await client.logout();
    const { outcome, opened } = await again({ kind: 'delta' });
    expect(opened).toEqual(['Sent Items']);
    expect(outcome).toMatchObject({ state: 'complete', totals: { copied: 1 } });
  });
});
