import { afterEach, describe, expect, test } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { refuse } from '../../servers/misbehaviour.ts';
import { usualCapabilities } from '../../servers/scripted-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { openMove } from './move.ts';
import { letters, password, planOf, type ScriptedPair, startPair, user } from './scripted-pair.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const plain = 'IMAP4rev1 UIDPLUS NAMESPACE LIST-EXTENDED LIST-STATUS SPECIAL-USE';
const plan = planOf({ INBOX: letters(200) });

describe.skipIf(unavailable !== null)('a far Dovecot that takes one message per APPEND', () => {
  let servers: DovecotServer[] = [];
  let proxy: FaultProxy | null = null;
  afterEach(async () => {
    await proxy?.stop();
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
  });

  async function copyTo(capability: string, arm: (proxy: FaultProxy) => void = () => undefined) {
    const [from, to] = await Promise.all([startDovecot(), startDovecot({ capability })]);
    servers = [from, to];
    await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
    const atSource = { host: from.host, port: from.ports.imap };
    await seedMailbox({ ...atSource, passwordOf: from.passwordOf }, user, plan);
    proxy = await startFaultProxy(to, { latencyMs: 10 });
    arm(proxy);
    const move = await openMove(
      { ...atSource, user, password },
      { host: proxy.host, port: proxy.port, user, password },
    );
    try {
      const outcome = await move.run({ verify: 'none' });
      const { turns } = proxy;
      const appends = proxy.commands.filter((command) => command.startsWith('APPEND')).length;
      const verified = await move.run({ kind: 'verify' });
      const snapshots = await Promise.all([snapshotMailbox(from, user, password), snapshotMailbox(to, user, password)]);
      return { outcome, verified, turns, appends, differences: compareSnapshots(...snapshots, { order: true }) };
    } finally {
      await move.close();
    }
  }

  test('gets many on their way together, in order, and few round trips', async () => {
    const copy = await copyTo(`${plain} LITERAL+`);
    expect(copy.outcome).toMatchObject({ totals: { copied: 200, findings: 0 } });
    expect(copy.verified).toMatchObject({ state: 'complete', findings: [] });
    expect(copy.differences).toEqual([]);
    expect(copy.appends).toBe(200);
    expect(copy.turns).toBeLessThan(100);
  });

  test('gets one after the other where each literal waits for its word', async () => {
    const copy = await copyTo(plain);
    expect(copy.outcome).toMatchObject({ totals: { copied: 200, findings: 0 } });
    expect(copy.differences).toEqual([]);
    expect(copy.turns).toBeGreaterThan(200);
  });

  test('is exact when the connection is lost with many on their way, their order kept', async () => {
    let happened: Promise<void> | null = null;
    const copy = await copyTo(`${plain} LITERAL+`, (between) => {
      happened = between.loseReply({ command: /^APPEND/, occurrence: 70 }).happened;
    });
    await happened;
    expect(copy.verified).toMatchObject({ state: 'complete', findings: [] });
    expect(copy.differences).toEqual([]);
  });
});

describe('a server that takes one message per APPEND', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const capabilities = usualCapabilities.filter((name) => name !== 'MULTIAPPEND');

  test('refuses one message of many and gets the others, in order', async () => {
    pair = await startPair({
      plan,
      to: { capabilities, script: [refuse(/^APPEND/, 'I do not like this one', { from: 30, times: 1 })] },
    });
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'findings', totals: { copied: 199, skipped: 1 } });
    expect(outcome.findings.map(({ kind, subject }) => [kind, subject])).toEqual([['refused', 'Letter 30']]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 1, alreadyThere: 199 } });
    expect(await pair.differences()).toEqual([]);
  });

  test('asks to slow down in the middle: what it took counts, the rest goes later, nothing twice', async () => {
    pair = await startPair({
      plan,
      to: { capabilities, script: [refuse(/^APPEND/, '[THROTTLED] Slow down', { from: 60, times: 3 })] },
    });
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 200 } });
    expect(await pair.differences()).toEqual([]);
    expect(pair.to.commands.filter((command) => command.startsWith('APPEND'))).toHaveLength(203);
  });

  test('hangs up on a message: it alone becomes a finding', async () => {
    let hangUps = 0;
    pair = await startPair({ plan, to: { capabilities } });
    pair.to.setScript([
      {
        match: /^APPEND/,
        reply: ({ run, literals }) => {
          if (!literals.some((bytes) => bytes.includes('letter.42@'))) return run();
          hangUps += 1;
          // The scripted server says BYE with these words and closes the connection.
          throw new Error('Invalid character in literal');
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(hangUps).toBeLessThan(8);
    expect(outcome).toMatchObject({ state: 'findings', totals: { copied: 199, skipped: 1 } });
    expect(outcome.findings.map(({ subject }) => subject)).toEqual(['Letter 42']);
  });
});
