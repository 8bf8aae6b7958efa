import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCorpus } from '../../servers/corpus.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { messagesIn } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { type Move, openMove } from './move.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('a mailbox from Dovecot to Dovecot', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  const moves: Move[] = [];

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
  });
  afterAll(async () => {
    await Promise.all(moves.map((move) => move.close()));
    await Promise.all([from.stop(), to.stop()]);
  });

  const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

  async function moveFor(user: string): Promise<Move> {
    await Promise.all([from.addUser(user, 'Kelp-Lantern-58'), to.addUser(user, 'Tide.Table.07')]);
    const move = await openMove(
      { ...at(from), user, password: 'Kelp-Lantern-58' },
      { ...at(to), user, password: 'Tide.Table.07' },
    );
    moves.push(move);
    return move;
  }

  const snapshots = async (user: string) =>
    Promise.all([
      snapshotMailbox(at(from), user, from.passwordOf(user)),
      snapshotMailbox(at(to), user, to.passwordOf(user)),
    ]);

  test('arrives exactly, leaves the source as it was, and a second run copies nothing', async () => {
    const user = 'anna@harbour.test';
    const move = await moveFor(user);
    const plan = generateMailbox({ seed: 7, folders: 13, messages: 1000, profile: 'small' });
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, plan);
    const before = await snapshotMailbox(at(from), user, from.passwordOf(user));

    const first = await move.run();
    expect(first.error).toBeNull();
    expect(first.findings).toEqual([]);
    expect(first).toMatchObject({
      state: 'complete',
      totals: { messages: messagesIn(plan), copied: messagesIn(plan), skipped: 0 },
    });
    expect(first.verification).toMatchObject({ agrees: true, sourceMessages: messagesIn(plan) });
    const [source, destination] = await snapshots(user);
    expect(source).toEqual(before);
    expect(compareSnapshots(source, destination, { order: true, allowExtra: true })).toEqual([]);

    const second = await move.run();
    expect(second).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: messagesIn(plan) } });
    const deep = await move.run({ kind: 'verify', verify: 'deep' });
    expect(deep).toMatchObject({
      state: 'complete',
      findings: [],
      verification: { matchedBy: { bytes: messagesIn(plan) } },
    });
    expect(compareSnapshots(...(await snapshots(user)), { order: true, allowExtra: true })).toEqual([]);
  });

  test('names exactly the message that was deleted behind its back, and brings it back when asked', async () => {
    const user = 'bert@harbour.test';
    const move = await moveFor(user);
    await seedMailbox(
      { ...at(from), passwordOf: from.passwordOf },
      user,
      generateMailbox({ seed: 8, folders: 4, messages: 200, profile: 'small' }),
    );
    await move.run();

    const client = await RawImap.login(at(to), user, to.passwordOf(user));
    await client.command('SELECT INBOX');
    await client.command('UID STORE 17 +FLAGS (\\Deleted)');
    await client.command('UID EXPUNGE 17');
    await client.logout();

    const verified = await move.run({ kind: 'verify' });
    expect(verified.state).toBe('findings');
    expect(verified.findings).toHaveLength(1);
    expect(verified.findings[0]).toMatchObject({ kind: 'missing', sourceFolder: 'INBOX', sourceUid: 17 });

    const again = await move.run();
    expect(again).toMatchObject({ state: 'findings', totals: { copied: 0 } });
    const repaired = await move.run({ redeliver: true });
    expect(repaired).toMatchObject({ state: 'complete', totals: { copied: 1 }, findings: [] });
    expect(compareSnapshots(...(await snapshots(user)), { allowExtra: true })).toEqual([]);
  });

  test('finds what another program copied before, and does not bring it twice', async () => {
    const user = 'cora@harbour.test';
    const move = await moveFor(user);
    const plan = generateMailbox({ seed: 9, folders: 3, messages: 150, profile: 'small' });
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, plan);
    const half = {
      folders: plan.folders.map((folder) => ({
        ...folder,
        messages: folder.messages.slice(0, Math.ceil(folder.messages.length / 2)),
      })),
    };
    await seedMailbox({ ...at(to), passwordOf: to.passwordOf }, user, half);

    const outcome = await move.run();
    expect(outcome).toMatchObject({ state: 'complete', findings: [], totals: { alreadyThere: messagesIn(half) } });
    expect(compareSnapshots(...(await snapshots(user)), { allowExtra: true })).toEqual([]);
  });

  test('a rehearsal changes nothing', async () => {
    const user = 'dora@harbour.test';
    const move = await moveFor(user);
    await seedMailbox(
      { ...at(from), passwordOf: from.passwordOf },
      user,
      generateMailbox({ seed: 10, folders: 3, messages: 60, profile: 'small' }),
    );
    const [, before] = await snapshots(user);
    const outcome = await move.run({ kind: 'rehearsal' });
    expect(outcome).toMatchObject({ state: 'complete', totals: { copied: 60 } });
    expect(outcome.verdict).toContain('A copy would bring 60 messages');
    expect((await snapshots(user))[1]).toEqual(before);
  });

  test('carries the corpus of real and broken messages over byte for byte', async ({ skip }) => {
    const corpus = loadCorpus();
    if (corpus === null) return skip('the corpus of real messages is not on this machine');
    const user = 'emil@harbour.test';
    const move = await moveFor(user);
    const messages = corpus.map(({ bytes }) => ({ bytes, flags: [], internalDate: '17-Jul-1996 02:44:25 -0700' }));
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, {
      folders: [{ path: ['INBOX'], selectable: true, messages }],
    });
    const outcome = await move.run({ verify: 'deep' });
    expect(outcome.findings).toEqual([]);
    expect(outcome).toMatchObject({
      state: 'complete',
      totals: { copied: corpus.length },
      verification: { matchedBy: { bytes: corpus.length } },
    });
    expect(compareSnapshots(...(await snapshots(user)), { order: true, allowExtra: true })).toEqual([]);
  });

  test('says which login was refused', async () => {
    const user = 'fred@harbour.test';
    await Promise.all([from.addUser(user, 'Kelp-Lantern-58'), to.addUser(user, 'Tide.Table.07')]);
    const move = await openMove(
      { ...at(from), user, password: 'wrong' },
      { ...at(to), user, password: 'Tide.Table.07' },
    );
    moves.push(move);
    const outcome = await move.run();
    expect(outcome).toMatchObject({
      state: 'failed',
      error: { code: 'mail.auth-failed', side: 'source' },
      totals: { copied: 0 },
    });
    expect(outcome.verdict).toContain(user);
  });
});
