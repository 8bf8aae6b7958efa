import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { loadCorpus } from '../../servers/corpus.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import type { PlannedMessage } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { type MessageSnapshot, snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { type Move, openMove } from '../transfer/move.ts';
import { type ScriptedPop3, startScriptedPop3 } from './scripted-pop3.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);
const SOURCE_PASSWORD = 'Kelp-Lantern-58';
const DESTINATION_PASSWORD = 'Tide.Table.07';
/** A server may leave out what it could tell in one answer, so that two copies of one message look the same. */
const WEAK = ['\r\nno header at all\r\n', 'X-Odd: 1\r\n\r\nnothing to be known by\r\n', '\r\nanother one\r\n'];

describe.skipIf(unavailable !== null)('an INBOX over POP3', () => {
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

  async function moveOf(messages: readonly PlannedMessage[]): Promise<Move & { user: string }> {
    users += 1;
    const user = `user${users}@harbour.test`;
    await Promise.all([from.addUser(user, SOURCE_PASSWORD), to.addUser(user, DESTINATION_PASSWORD)]);
    await seedMailbox({ ...imapOf(from), passwordOf: from.passwordOf }, user, {
      folders: [{ path: ['INBOX'], selectable: true, messages }],
    });
    const move = await openMove(
      { ...imapOf(from), user, password: SOURCE_PASSWORD },
      { ...imapOf(to), user, password: DESTINATION_PASSWORD },
    );
    ends.push(move.close);
    return { ...move, user };
  }

  const overPop3 = (
    move: Move,
    { host, port }: { readonly host: string; readonly port: number } = { host: from.host, port: from.ports.pop3 },
  ): { source: MailLogin } => ({
    source: { ...move.source, endpoint: { ...move.source.endpoint, id: 'pop', protocol: 'pop3', host, port } },
  });

  async function inbox(server: DovecotServer, user: string): Promise<readonly MessageSnapshot[]> {
    const snapshot = await snapshotMailbox(imapOf(server), user, server.passwordOf(user));
    return snapshot.folders.find(({ path }) => path === 'INBOX')?.messages ?? [];
  }
  const hashes = (messages: readonly MessageSnapshot[]): string[] => messages.map(({ sha256 }) => sha256);

  function plain(count: number, seed: number): readonly PlannedMessage[] {
    const plan = generateMailbox({ seed, folders: 1, messages: count, profile: 'small' });
    return plan.folders.flatMap((folder) => folder.messages);
  }
  const planned = (text: string, flags: readonly string[] = []): PlannedMessage => ({
    bytes: Buffer.from(text, 'latin1'),
    flags,
    internalDate: '17-Jul-1996 02:44:25 -0700',
  });

  async function change(server: DovecotServer, user: string, ...commands: readonly string[]): Promise<void> {
    const client = await RawImap.login(imapOf(server), user, server.passwordOf(user));
    await client.command('SELECT INBOX');
    for (const command of commands) await client.command(command);
    await client.logout();
  }

  test('carries real and broken messages over byte for byte, in order, and leaves the source as it was', async ({
    skip,
  }) => {
    const corpus = loadCorpus();
    if (corpus === null) return skip('the corpus of real messages is not on this machine');
    const move = await moveOf(corpus.map(({ bytes }) => ({ ...planned(''), bytes })));
    // Any login over POP3 takes \\Recent from messages on a Dovecot without pop3_no_flag_updates.
    const recentApart = async () =>
      (await inbox(from, move.user)).map(({ flags, ...rest }) => ({
        ...rest,
        flags: flags.filter((flag) => flag !== '\\Recent'),
      }));
    const before = await recentApart();
    expect(before.flatMap(({ flags }) => flags)).toEqual([]);
    const first = await move.run({}, overPop3(move));
    expect(first).toMatchObject({ state: 'complete', findings: [], totals: { copied: corpus.length } });
    expect(await recentApart()).toEqual(before);
    expect(hashes(await inbox(to, move.user))).toEqual(hashes(await inbox(from, move.user)));

    expect(await move.run({ kind: 'delta' }, overPop3(move))).toMatchObject({
      state: 'complete',
      totals: { copied: 0, alreadyThere: corpus.length },
    });
    expect(await move.run({ kind: 'verify', verify: 'deep' }, overPop3(move))).toMatchObject({
      state: 'complete',
      findings: [],
      verification: { matchedBy: { bytes: corpus.length } },
    });
  });

  test('copies a huge message between small ones', async () => {
    const line = `${'ü'.repeat(37)}\r\n.\r\n`;
    const huge = planned(`Subject: huge\r\nMessage-ID: <huge@harbour.test>\r\n\r\n${line.repeat(400_000)}`);
    const move = await moveOf([...plain(20, 1), huge, ...plain(20, 2)]);
    expect(await move.run({}, overPop3(move))).toMatchObject({ state: 'complete', totals: { copied: 41 } });
    expect(hashes(await inbox(to, move.user))).toEqual(hashes(await inbox(from, move.user)));
  });

  test('goes on after the connection is cut in the middle of a message', async () => {
    const move = await moveOf(plain(300, 3));
    const proxy: FaultProxy = await startFaultProxy({ host: from.host, port: from.ports.pop3 });
    ends.push(proxy.stop);
    const cuts = [60_000, 200_000].map((bytes) => proxy.cutAfter({ direction: 'to-client', bytes }));
    const outcome = await move.run({}, overPop3(move, proxy));
    await Promise.all(cuts.map((cut) => cut.happened));
    expect(outcome).toMatchObject({ state: 'complete', totals: { messages: 300 }, findings: [] });
    expect(proxy.connections.total).toBe(3);
    expect(hashes(await inbox(to, move.user))).toEqual(hashes(await inbox(from, move.user)));
  });

  test('a later pass over IMAP brings nothing twice, and the flags that POP3 could not tell', async () => {
    const messages = [
      ...plain(60, 4).map(({ bytes, internalDate }, index) => ({
        bytes,
        internalDate,
        flags: [[], ['\\Seen'], ['\\Seen', '\\Answered'], ['\\Flagged', '$Forwarded']][index % 4] ?? [],
      })),
      ...WEAK.map((text) => planned(text, ['\\Seen'])),
    ];
    const move = await moveOf(messages);
    const first = await move.run({}, overPop3(move));
    expect(first).toMatchObject({ state: 'complete', totals: { copied: messages.length } });
    expect((await inbox(to, move.user)).flatMap(({ flags }) => flags)).toEqual([]);
    // The customer has begun to use the new mailbox: what is there of their own is not touched, what they set stays.
    await seedMailbox({ ...imapOf(to), passwordOf: to.passwordOf }, move.user, {
      folders: [{ path: ['INBOX'], selectable: true, messages: [planned('Subject: new\r\n\r\nMail\r\n')] }],
    });
    await change(to, move.user, 'UID STORE 1 +FLAGS (\\Flagged)');

    const second = await move.run();
    expect(second.totals).toMatchObject({ copied: 0, alreadyThere: messages.length });
    expect(second.findings.filter(({ kind }) => kind !== 'extra' && kind !== 'header-date')).toEqual([
      expect.objectContaining({ kind: 'flags', destinationUid: 1 }),
    ]);
    expect(second.state).toBe('complete');
    const [source, destination] = await Promise.all([inbox(from, move.user), inbox(to, move.user)]);
    expect(hashes(destination).slice(0, -1)).toEqual(hashes(source));
    expect(destination.map(({ flags }) => flags)).toEqual([
      ['\\Flagged'],
      ...source.slice(1).map(({ flags }) => flags),
      [],
    ]);

    // Once brought, flags are the customer's.
    await change(to, move.user, 'UID STORE 2:4 FLAGS ()');
    expect((await move.run()).totals).toMatchObject({ copied: 0 });
    expect((await inbox(to, move.user)).slice(1, 4).flatMap(({ flags }) => flags)).toEqual([]);
    expect(await move.run({ kind: 'delta' }, overPop3(move))).toMatchObject({ totals: { copied: 0 } });
  });

  test('never sets flags on copies that are not ours', async () => {
    const messages = plain(20, 5).map((message) => ({ ...message, flags: ['\\Seen'] }));
    const move = await moveOf(messages);
    await seedMailbox({ ...imapOf(to), passwordOf: to.passwordOf }, move.user, {
      folders: [
        { path: ['INBOX'], selectable: true, messages: messages.slice(0, 10).map((one) => ({ ...one, flags: [] })) },
      ],
    });
    expect((await move.run({}, overPop3(move))).totals).toMatchObject({ copied: 10, alreadyThere: 10 });
    await move.run();
    const flags = (await inbox(to, move.user)).map((message) => message.flags.join());
    expect(flags).toEqual([...Array<string>(10).fill(''), ...Array<string>(10).fill('\\Seen')]);
  });

  test('a pass over POP3 after one over IMAP brings only what is new', async () => {
    const messages = [...plain(40, 6), ...WEAK.map((text) => planned(text))];
    const move = await moveOf(messages);
    expect((await move.run()).totals.copied).toBe(messages.length);
    await seedMailbox({ ...imapOf(from), passwordOf: from.passwordOf }, move.user, {
      folders: [{ path: ['INBOX'], selectable: true, messages: plain(5, 7) }],
    });
    const pass = await move.run({}, overPop3(move));
    expect(pass).toMatchObject({ state: 'complete', totals: { copied: 5, alreadyThere: messages.length } });
    expect((await move.run()).totals).toMatchObject({ copied: 0, alreadyThere: messages.length + 5 });
    expect(hashes(await inbox(to, move.user))).toEqual(hashes(await inbox(from, move.user)));
  });

  test('what the customer deleted after a copy over POP3 stays deleted, until it is asked for', async () => {
    const move = await moveOf(plain(30, 8));
    await move.run({}, overPop3(move));
    await change(to, move.user, 'UID STORE 5,9 +FLAGS (\\Deleted)', 'UID EXPUNGE 5,9');
    const pass = await move.run();
    expect(pass).toMatchObject({ totals: { copied: 0 }, state: 'findings' });
    expect(pass.findings.filter(({ kind }) => kind === 'missing')).toHaveLength(2);
    expect((await move.run()).totals.copied).toBe(0);
    expect((await move.run({ redeliver: true })).totals.copied).toBe(2);
    expect(hashes(await inbox(to, move.user)).sort()).toEqual(hashes(await inbox(from, move.user)).sort());
  });

  test('limits by date work although POP3 gives none', async () => {
    const dated = (year: number): PlannedMessage =>
      planned(`Subject: ${year}\r\nDate: 5 Apr ${year} 01:02:03 +0000\r\nMessage-ID: <${year}@x>\r\n\r\nText\r\n`);
    const move = await moveOf([2001, 2019, 2002, 2020].map(dated));
    const outcome = await move.run({ since: '2010-01-01' }, overPop3(move));
    expect(outcome).toMatchObject({ state: 'complete', totals: { copied: 2, messages: 2 } });
    const dates = (await inbox(to, move.user)).map(({ internalDate }) => internalDate);
    expect(dates).toEqual(['05-Apr-2019 01:02:03 +0000', '05-Apr-2020 01:02:03 +0000']);
  });

  test('new unique-ids for the same messages bring nothing twice', async () => {
    const move = await moveOf([]);
    const contents = [...plain(10, 9).map(({ bytes }) => bytes.toString('latin1')), ...WEAK];
    const serve = async (prefix: string): Promise<ScriptedPop3> => {
      const server = await startScriptedPop3({
        messages: contents.map((content, index) => ({ uidl: `${prefix}-${index}`, content })),
      });
      ends.push(server.stop);
      return server;
    };
    expect((await move.run({}, overPop3(move, await serve('old')))).totals.copied).toBe(contents.length);
    const after = await move.run({}, overPop3(move, await serve('rebuilt')));
    expect(after).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: contents.length } });
    expect(await inbox(to, move.user)).toHaveLength(contents.length);
  });

  test('stops at a wrong password after one try', async () => {
    const move = await moveOf([]);
    const server = await startScriptedPop3({
      answer: (line) => (line.startsWith('PASS') ? '-ERR Password supplied is incorrect\r\n' : null),
    });
    ends.push(server.stop);
    expect(await move.run({}, overPop3(move, server))).toMatchObject({
      state: 'failed',
      error: { code: 'mail.auth-failed', side: 'source' },
    });
    expect(server.lines.filter((line) => line.startsWith('PASS'))).toHaveLength(1);
  });
});
