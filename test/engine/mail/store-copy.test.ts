import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import type { MailboxPlan, PlannedMessage } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { type MailboxSnapshot, snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { composeMailEnableServer, type StoredFolder } from '../../servers/mailenable-server.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { type Move, openMove } from '../transfer/move.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);
const SOURCE_PASSWORD = 'Kelp-Lantern-58';
const DESTINATION_PASSWORD = 'Tide.Table.07';

describe.skipIf(unavailable !== null)('a mailbox out of the message store', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  let users = 0;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
  });
  afterAll(async () => {
    await Promise.all([from.stop(), to.stop()]);
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  const imapOf = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

  /** The same mail on an IMAP server and in a store; the store knows of flags what its index tells. */
  async function moveOf(plan: MailboxPlan): Promise<Move & { user: string; store: { source: MailLogin } }> {
    users += 1;
    const user = `user${users}@harbour.test`;
    await Promise.all([from.addUser(user, SOURCE_PASSWORD), to.addUser(user, DESTINATION_PASSWORD)]);
    await seedMailbox({ ...imapOf(from), passwordOf: from.passwordOf }, user, plan);
    const dir = await mkdtemp(join(tmpdir(), 'mailferry-store-'));
    ends.push(() => rm(dir, { recursive: true, force: true }));
    const folders = plan.folders.map(({ path, messages }): StoredFolder => {
      return {
        path: path.map((part, level) => (level === 0 && part === 'INBOX' ? 'Inbox' : part)),
        messages: messages.map(({ bytes, flags }, index) => ({
          content: bytes,
          read: flags.includes('\\Seen'),
          uid: index % 2 === 0 ? String(index + 1) : `x${(index + 1).toString(16).padStart(8, '0')}`,
        })),
      };
    });
    const { store } = await composeMailEnableServer(dir, {
      mail: [{ postoffice: 'harbour.test', mailbox: `user${users}`, folders }],
    });
    const move = await openMove(
      { ...imapOf(from), user, password: SOURCE_PASSWORD },
      { ...imapOf(to), user, password: DESTINATION_PASSWORD },
    );
    ends.push(move.close);
    const endpoint = { ...move.source.endpoint, id: 'store', protocol: 'store', host: store, port: 1 } as const;
    return { ...move, user, store: { source: { ...move.source, endpoint } } };
  }

  const there = (user: string): Promise<MailboxSnapshot> => snapshotMailbox(imapOf(to), user, to.passwordOf(user));
  const content = ({ folders }: MailboxSnapshot) =>
    folders
      .flatMap(({ path, messages }) =>
        messages.map(({ sha256, flags }) => `${path} ${sha256} ${flags.includes('\\Seen')}`),
      )
      .sort();

  function planOf(folders: readonly (readonly [string, number])[]): MailboxPlan {
    let seed = 11;
    return {
      folders: folders.map(([path, count]) => {
        seed += 1;
        const [folder] = generateMailbox({ seed, folders: 1, messages: count, profile: 'small' }).folders;
        // By content: which of two equal messages is which nobody can tell later.
        const messages = (folder?.messages ?? []).map((one): PlannedMessage => {
          return { ...one, flags: one.bytes.length % 3 === 0 ? [] : ['\\Seen'] };
        });
        return { path: path.split('/'), selectable: true, messages };
      }),
    };
  }

  test('arrives whole with its read marks; a later pass over IMAP brings nothing twice', async () => {
    const move = await moveOf(
      planOf([
        ['INBOX', 40],
        ['Sent Items', 12],
        ['Orders', 5],
        ['Orders/2024', 9],
      ]),
    );
    const first = await move.run({}, move.store);
    expect(first).toMatchObject({ state: 'complete', findings: [], totals: { copied: 66 } });
    expect(content(await there(move.user)).length).toBe(66);
    expect(await move.run({ kind: 'delta' }, move.store)).toMatchObject({
      state: 'complete',
      totals: { copied: 0, alreadyThere: 66 },
    });
    const before = content(await there(move.user));

    const overImap = await move.run({});
    expect(overImap).toMatchObject({ totals: { copied: 0, alreadyThere: 66 } });
    expect(
      overImap.findings.filter(({ kind }) => kind === 'missing' || kind === 'duplicate' || kind === 'flags'),
    ).toEqual([]);
    expect(content(await there(move.user))).toEqual(before);

    const deep = await move.run({ kind: 'verify', verify: 'deep' }, move.store);
    expect(deep).toMatchObject({ state: 'complete', findings: [], verification: { matchedBy: { bytes: 66 } } });
  });

  test('what the customer deleted at the destination stays deleted, over IMAP and from the store', async () => {
    const move = await moveOf(planOf([['INBOX', 6]]));
    await move.run({}, move.store);
    const client = await RawImap.login(imapOf(to), move.user, to.passwordOf(move.user));
    await client.command('SELECT INBOX');
    await client.command('STORE 2 +FLAGS (\\Deleted)');
    await client.command('EXPUNGE');
    await client.logout();
    for (const way of [undefined, move.store, undefined])
      expect((await move.run({ kind: 'delta' }, way)).totals.copied).toBe(0);
    expect(content(await there(move.user))).toHaveLength(5);
  });

  test('after IMAP: what came over IMAP is not brought again', async () => {
    const move = await moveOf(
      planOf([
        ['INBOX', 15],
        ['Sent Items', 4],
      ]),
    );
    expect((await move.run({})).totals.copied).toBe(19);
    expect(await move.run({}, move.store)).toMatchObject({ totals: { copied: 0, alreadyThere: 19 } });
    expect(content(await there(move.user))).toHaveLength(19);
  });

  test('of two thousand messages', { timeout: 60_000 }, async () => {
    const move = await moveOf(planOf([['INBOX', 2000]]));
    const started = performance.now();
    expect(await move.run({}, move.store)).toMatchObject({ state: 'complete', totals: { copied: 2000 } });
    console.info(`2,000 messages out of a message store in ${Math.round(performance.now() - started)} ms`);
    expect(await move.run({ kind: 'delta' })).toMatchObject({ totals: { copied: 0, alreadyThere: 2000 } });
    expect(content(await there(move.user))).toHaveLength(2000);
  });
});
