import { afterEach, describe, expect, test } from 'vitest';
import { dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { startScriptedImap, usualCapabilities } from '../../servers/scripted-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { openMove } from './move.ts';
import { letter, letters, password, planOf, type ScriptedPair, startPair, user } from './scripted-pair.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const manyFolders = (count: number, messages: number) =>
  planOf(
    Object.fromEntries(
      Array.from({ length: count }, (_, place) => [
        place === 0 ? 'INBOX' : `F${place}`,
        letters(messages, place * 500),
      ]),
    ),
  );
/** Nothing that spares round trips. */
const simple = usualCapabilities.filter((name) => name !== 'MULTIAPPEND' && name !== 'LITERAL+');

describe('the connections of a run', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  test('become more over a far line, as far as the endpoint allows', {
    timeout: 60_000,
  }, async () => {
    const plan = manyFolders(14, 60);
    const [from, to] = await Promise.all([startScriptedImap(), startScriptedImap({ capabilities: simple })]);
    stops.push(
      () => from.stop(),
      () => to.stop(),
    );
    from.addUser(user, password, plan);
    to.addUser(user, password);
    const proxy = await startFaultProxy({ host: to.host, port: to.port }, { latencyMs: 12 });
    stops.push(() => proxy.stop());
    const move = await openMove(
      { host: from.host, port: from.port, user, password },
      { host: proxy.host, port: proxy.port, user, password },
      { source: { maxConnections: 7 }, destination: { maxConnections: 7 } },
    );
    stops.push(() => move.close());
    const outcome = await move.run({}, { paceWindowMs: 150 });
    expect(outcome).toMatchObject({ state: 'complete', findings: [], totals: { copied: 14 * 60 } });
    expect(to.connections.peak).toBeGreaterThan(4);
    expect(to.connections.peak).toBeLessThanOrEqual(7);
    expect(from.connections.peak).toBeLessThanOrEqual(7);
    const [source, destination] = await Promise.all([
      snapshotMailbox(from, user, password),
      snapshotMailbox(to, user, password),
    ]);
    expect(compareSnapshots(source, destination, { order: true })).toEqual([]);
  });

  test('become fewer where the server throttles, and that is remembered', { timeout: 60_000 }, async () => {
    let throttled = 0;
    let openLater = 0;
    const pair: ScriptedPair = await startPair({ plan: manyFolders(10, 30), to: { capabilities: simple } });
    stops.push(() => pair.stop());
    pair.to.setScript([
      {
        match: /^APPEND/,
        reply: ({ run, tag }) => {
          if (pair.to.connections.open > 2) {
            throttled += 1;
            return [`${tag} NO [THROTTLED] Slow down`];
          }
          openLater = Math.max(openLater, pair.to.connections.open);
          return run();
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'complete', findings: [], totals: { copied: 300 } });
    expect(throttled).toBeGreaterThan(0);
    expect(throttled).toBeLessThan(12);
    expect(openLater).toBe(2);
    expect(pair.move.workspace.endpointLimits.connections('destination', 'destination', Date.now())).toBe(2);
    expect(pair.move.workspace.endpointLimits.connections('source', 'source', Date.now())).toBeNull();
    expect(await pair.differences()).toEqual([]);
  });
});

describe.skipIf(unavailable !== null)('a slow line', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  async function bytesOver(proxyOf: FaultProxy, run: () => Promise<unknown>): Promise<number> {
    const before = proxyOf.bytes['to-server'];
    await run();
    return proxyOf.bytes['to-server'] - before;
  }

  test('is compressed where the server offers it, and the copy is exact', { timeout: 90_000 }, async () => {
    const plan = planOf({
      INBOX: Array.from({ length: 150 }, (_, place) => letter(place, { size: 60_000 })),
      Old: Array.from({ length: 150 }, (_, place) => letter(place + 200, { size: 60_000 })),
    });
    const zlib = 'mail_plugins = $mail_plugins zlib\nprotocol imap {\n  mail_plugins = $mail_plugins zlib imap_zlib\n}';
    const from = await startScriptedImap();
    const to = await startDovecot({ extra: zlib });
    stops.push(
      () => from.stop(),
      () => to.stop(),
    );
    from.addUser(user, password, plan);
    await to.addUser(user, password);
    const proxy = await startFaultProxy(to, { bytesPerSecond: 1_400_000 });
    stops.push(() => proxy.stop());
    const move = await openMove(
      { host: from.host, port: from.port, user, password },
      { host: proxy.host, port: proxy.port, user, password },
    );
    stops.push(() => move.close());
    const total = plan.folders.flatMap((folder) => folder.messages).reduce((sum, one) => sum + one.bytes.length, 0);
    const sent = await bytesOver(proxy, async () => {
      expect(await move.run({}, { paceWindowMs: 100 })).toMatchObject({ state: 'complete', findings: [] });
    });
    expect(move.log.join('\n')).toContain('The line to the destination is slow');
    expect(sent).toBeLessThan(total * 0.7);
    const snapshots = await Promise.all([snapshotMailbox(from, user, password), snapshotMailbox(to, user, password)]);
    expect(compareSnapshots(...snapshots, { order: true })).toEqual([]);
  });
});
