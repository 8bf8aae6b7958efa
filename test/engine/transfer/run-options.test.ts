import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunSnapshot } from '../../../electron/engine/transfer/run-types.ts';
import type { NamedMessages } from '../../../electron/engine/verify/message-filter.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import type { PlannedMessage } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { type Move, openMove } from './move.ts';
import { letter, letters, planOf } from './scripted-pair.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('what a run can be told', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  let watched: FaultProxy;
  let move: Move;
  let user = '';
  let number = 0;

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
    watched = await startFaultProxy(from);
  });
  afterAll(async () => {
    await watched.stop();
    await Promise.all([from.stop(), to.stop()]);
  });
  beforeEach(async () => {
    number += 1;
    user = `anna${number}@harbour.test`;
    await Promise.all([from.addUser(user, 'Kelp-Lantern-58'), to.addUser(user, 'Tide.Table.07')]);
    move = await openMove(
      { host: watched.host, port: watched.port, user, password: 'Kelp-Lantern-58' },
      { host: to.host, port: to.ports.imap, user, password: 'Tide.Table.07' },
    );
    return () => move.close();
  });

  type Folders = Readonly<Record<string, readonly PlannedMessage[]>>;
  const put = (server: DovecotServer, folders: Folders): Promise<void> =>
    seedMailbox({ host: server.host, port: server.ports.imap, passwordOf: server.passwordOf }, user, planOf(folders));
  const fill = (folders: Folders): Promise<void> => put(from, folders);

  async function at(server: DovecotServer, ...commands: string[]): Promise<string[]> {
    const client = await RawImap.login(server, user, server.passwordOf(user));
    const lines: string[] = [];
    for (const command of commands) lines.push(...(await client.command(command)).untagged.map(({ text }) => text));
    await client.logout();
    return lines;
  }

  const years = [2017, 2018, 2019, 2020].map((year, index) =>
    letter(index + 1, { date: ` 5-Feb-${year} 10:00:00 +0100` }),
  );

  test('only messages between two dates, and nothing else is judged', async () => {
    await fill({ INBOX: years });
    const narrow = { since: '2018-01-01', before: '2020-01-01' };
    const outcome = await move.run(narrow);
    expect(outcome).toMatchObject({ state: 'complete', totals: { messages: 2, copied: 2 } });
    expect(outcome.verdict).toContain('All 2 messages since 2018-01-01 before 2020-01-01 in 1 folder');
    expect(await move.run({ kind: 'verify', ...narrow })).toMatchObject({ state: 'complete', findings: [] });
    // The whole is still owed.
    expect(await move.run({ kind: 'verify' })).toMatchObject({
      state: 'findings',
      verification: { counts: { missing: 2 } },
    });
    expect(await move.run()).toMatchObject({ state: 'complete', totals: { copied: 2, alreadyThere: 2 } });
    // What lies outside and is over already is no surplus of the narrow look.
    expect(await move.run({ kind: 'verify', ...narrow })).toMatchObject({
      state: 'complete',
      findings: [],
      verification: { sourceMessages: 2, folders: [{ destinationMessages: 2 }] },
    });
  });

  test('a copy whose date was not kept is found although it lies outside of the dates', async () => {
    await fill({ INBOX: years });
    await move.run();
    await at(to, 'SELECT INBOX', 'UID STORE 1:* +FLAGS (\\Deleted)', 'EXPUNGE');
    const dateless = years.map((message) => ({ ...message, internalDate: ' 1-Jan-2026 00:00:00 +0000' }));
    await put(to, { INBOX: dateless });
    const outcome = await move.run({ kind: 'verify', since: '2018-01-01', before: '2020-01-01' });
    expect(outcome.verification?.counts).toMatchObject({ date: 2 });
    expect(outcome.verification?.counts.missing).toBeUndefined();
  });

  test('without what is marked as deleted on the source, which is said and not missed', async () => {
    await fill({ INBOX: letters(5) });
    await at(from, 'SELECT INBOX', 'STORE 2,4 +FLAGS (\\Deleted)');
    const outcome = await move.run({ skipDeleted: true });
    expect(outcome).toMatchObject({ state: 'complete', totals: { messages: 3, copied: 3 } });
    expect(outcome.verdict).toContain('2 messages marked as deleted on the source were left out');
    expect(await move.run()).toMatchObject({ state: 'complete', totals: { copied: 2 } });
  });

  test('to rest in quiet hours: connections are closed, and it goes on by itself', async () => {
    await fill({ INBOX: letters(120) });
    let clock = new Date(2026, 0, 10, 21, 59).getTime();
    let naps = 0;
    const commands = (match: RegExp): number => watched.commands.filter((command) => match.test(command)).length;
    const before = { logins: commands(/\b(LOGIN|AUTHENTICATE)\b/i), reads: commands(/BODY\.PEEK\[\]/i) };
    const said: string[] = [];
    const outcome = await move.run(
      { quietHours: { from: '22:00', to: '06:00' }, newestFirst: true, connections: 1 },
      {
        // Ten at night in the middle of the folder, while the second lot of messages is read.
        now: () => (commands(/BODY\.PEEK\[\]/i) - before.reads >= 2 ? clock + 60_000 : clock),
        after: (ms, call) => {
          naps += 1;
          clock += ms;
          queueMicrotask(call);
          return () => undefined;
        },
        onSnapshot({ text }: RunSnapshot) {
          if (said.at(-1) !== text) said.push(text);
        },
      },
    );
    expect(outcome).toMatchObject({ state: 'complete', totals: { copied: 120 } });
    expect(said).toContain('Waiting until 06:00: quiet hours');
    expect(said.indexOf('Copying', said.indexOf('Waiting until 06:00: quiet hours'))).toBeGreaterThan(0);
    expect(naps).toBeGreaterThan(900);
    expect(commands(/\b(LOGIN|AUTHENTICATE)\b/i) - before.logins).toBe(2);
  });

  test('a run that rests can be cancelled', async () => {
    await fill({ INBOX: letters(3) });
    const abort = new AbortController();
    const before = watched.commands.length;
    const outcome = await move.run(
      { quietHours: { from: '00:00', to: '23:59' } },
      {
        signal: abort.signal,
        now: () => new Date(2026, 0, 10, 12).getTime(),
        after: () => {
          queueMicrotask(() => abort.abort());
          return () => undefined;
        },
      },
    );
    expect(outcome.state).toBe('cancelled');
    expect(watched.commands.length).toBe(before);
  });

  const flagsAt = async (server: DovecotServer): Promise<string[]> =>
    (await at(server, 'SELECT INBOX', 'FETCH 1:* (FLAGS)'))
      .filter((line) => / FETCH /.test(line))
      .map((line) => /FLAGS \(([^)]*)\)/.exec(line)?.[1]?.replace('\\Recent', '').trim() ?? '');

  test('flags changed on the source until the cutover follow, what the customer did on the new side stays', async () => {
    await fill({ INBOX: letters(5) });
    expect(await move.run()).toMatchObject({ state: 'complete', totals: { flagsBrought: 0 } });
    await at(from, 'SELECT INBOX', 'STORE 1 +FLAGS (\\Seen $Work)', 'STORE 2 -FLAGS (\\Seen)');
    await at(to, 'SELECT INBOX', 'STORE 1 +FLAGS (\\Flagged)', 'STORE 3 +FLAGS (\\Seen)', 'STORE 4 -FLAGS (\\Seen)');
    const rehearsal = await move.run({ kind: 'rehearsal' });
    expect(rehearsal.verdict).toContain('It would also bring changed flags of 2 messages.');
    const delta = await move.run({ kind: 'delta' });
    expect(delta).toMatchObject({ state: 'complete', totals: { copied: 0, flagsBrought: 2 } });
    expect(delta.verdict).toContain('Flags of 2 messages that had changed on the source were brought over.');
    expect((await flagsAt(to)).map((flags) => flags.split(' ').sort().join(' '))).toEqual([
      '$Work \\Flagged \\Seen',
      '',
      '\\Seen',
      '',
      '',
    ]);
    // The customer's own three differences are remarks, and nothing is brought a second time.
    expect(delta.verification?.counts).toEqual({ flags: 3 });
    expect(await move.run({ kind: 'delta' })).toMatchObject({ totals: { flagsBrought: 0 } });
  });

  test('what was deleted on the source since is said, and its copies stay', async () => {
    await fill({ INBOX: [...letters(4), letter(1)] });
    await move.run();
    await at(from, 'SELECT INBOX', 'STORE 1,3 +FLAGS (\\Deleted)', 'EXPUNGE');
    const delta = await move.run({ kind: 'delta' });
    expect(delta).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    expect(delta.verification?.counts).toEqual({ 'deleted-at-source': 2 });
    expect(delta.verdict).toContain(
      '2 messages were deleted on the source since they were copied; their copies were left alone',
    );
    expect(move.log.join('\n')).toContain('2 messages deleted on the source since they were copied; the copies stay.');
    expect(await flagsAt(to)).toHaveLength(5);
  });

  test('to bring back exactly what findings name', async () => {
    await fill({ INBOX: letters(6), Sent: letters(3, 10) });
    await move.run();
    await at(to, 'SELECT INBOX', 'STORE 2,4,5 +FLAGS (\\Deleted)', 'EXPUNGE');
    await at(to, 'SELECT Sent', 'STORE 1 +FLAGS (\\Deleted)', 'EXPUNGE');
    const verified = await move.run({ kind: 'verify' });
    expect(verified.verification?.counts).toEqual({ missing: 4 });
    const named = (subjects: readonly string[]): NamedMessages =>
      new Map([
        [
          'INBOX',
          new Map(
            verified.findings
              .filter(({ subject }) => subjects.includes(subject))
              .map(({ sourceUid, size, date }) => [sourceUid ?? 0, { size, dateMs: Date.parse(date ?? '') }]),
          ),
        ],
      ]);
    const repaired = await move.run({}, { only: named(['Letter 2', 'Letter 5']) });
    expect(repaired).toMatchObject({ state: 'complete', totals: { folders: 1, messages: 2, copied: 2 } });
    expect(repaired.verdict).toMatch(/^All 2 messages to bring back in 1 folder are at the destination/);
    expect(repaired.verification).toMatchObject({ partial: true, agrees: true });
    // Once more brings nothing; what was not named is still owed.
    expect(await move.run({}, { only: named(['Letter 2', 'Letter 5']) })).toMatchObject({ totals: { copied: 0 } });
    expect((await move.run({ kind: 'verify' })).verification?.counts).toEqual({ missing: 2 });
    // A number that belongs to another message by now is refused, and nothing is copied.
    const stale = new Map([['INBOX', new Map([[4, { size: 1, dateMs: null }]])]]);
    expect(await move.run({}, { only: stale })).toMatchObject({
      state: 'failed',
      error: { code: 'run.findings-outdated' },
      totals: { copied: 0 },
    });
  });
});
