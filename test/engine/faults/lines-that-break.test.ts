import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type ArmedFault, type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { Random } from '../../servers/random.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { type Move, openMove } from '../transfer/move.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const plan = generateMailbox({ seed: 21, folders: 6, messages: 240, profile: 'small' });
const password = 'Kelp-Lantern-58';

describe.skipIf(unavailable !== null)('a copy between real servers over a line that breaks', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  let toSource: FaultProxy;
  let toDestination: FaultProxy;
  let move: Move | undefined;
  let number = 0;

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
    [toSource, toDestination] = await Promise.all([startFaultProxy(at(from)), startFaultProxy(at(to))]);
  });
  afterEach(() => move?.close());
  afterAll(async () => {
    await Promise.all([toSource?.stop(), toDestination?.stop()]);
    await Promise.all([from?.stop(), to?.stop()]);
  });

  const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

  async function freshMove(): Promise<string> {
    number += 1;
    const user = `user${number}@harbour.test`;
    await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, plan);
    move = await openMove(
      { host: toSource.host, port: toSource.port, user, password },
      { host: toDestination.host, port: toDestination.port, user, password },
    );
    return user;
  }
  const snapshots = (user: string) =>
    Promise.all([snapshotMailbox(at(from), user, password), snapshotMailbox(at(to), user, password)]);

  test.each<[string, () => ArmedFault[]]>([
    ['the source is cut after 60 KB', () => [toSource.cutAfter({ direction: 'to-client', bytes: 60_000 })]],
    ['the source closes after 200 KB', () => [toSource.cutAfter({ direction: 'to-client', bytes: 200_000 }, 'close')]],
    ['the destination is cut after 50 KB', () => [toDestination.cutAfter({ direction: 'to-server', bytes: 50_000 })]],
    [
      'the destination closes after 150 KB',
      () => [toDestination.cutAfter({ direction: 'to-server', bytes: 150_000 }, 'close')],
    ],
    [
      'the destination is cut within its first answers',
      () => [toDestination.cutAfter({ direction: 'to-client', bytes: 1500 })],
    ],
    [
      'both sides are cut',
      () => [
        toSource.cutAfter({ direction: 'to-client', bytes: 80_000 }),
        toDestination.cutAfter({ direction: 'to-server', bytes: 40_000 }),
      ],
    ],
    ['the answer to the first APPEND is lost', () => [toDestination.loseReply({ command: /^APPEND/ })]],
    [
      'the answers to the second and fifth APPEND are lost',
      () => [
        toDestination.loseReply({ command: /^APPEND/, occurrence: 2 }),
        toDestination.loseReply({ command: /^APPEND/, occurrence: 5 }, 'close'),
      ],
    ],
    [
      'the connection goes before the third APPEND',
      () => [toDestination.cutBefore({ command: /^APPEND/, occurrence: 3 })],
    ],
    ['the answer to a CREATE is lost', () => [toDestination.loseReply({ command: /^CREATE/, occurrence: 2 })]],
    [
      'the source goes while its folders are listed',
      () => [toSource.cutBefore({ command: /^UID FETCH/, occurrence: 2 })],
    ],
  ])('is exact although %s', async (_name, arm) => {
    const user = await freshMove();
    const before = (await snapshots(user))[0];
    const faults = arm();
    const outcome = await move?.run({ connections: 2 });
    await Promise.all(faults.map((fault) => fault.happened));
    expect(outcome).toMatchObject({
      state: 'complete',
      error: null,
      findings: [],
      totals: { messages: 240, copied: 240, alreadyThere: 0, skipped: 0 },
    });
    const [source, destination] = await snapshots(user);
    expect(source).toEqual(before);
    expect(compareSnapshots(source, destination, { allowExtra: true })).toEqual([]);
    expect(await move?.run()).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 240 } });
  });

  test.each([1, 2, 3])('is exact although both lines break every so many bytes (seed %d)', async (seed) => {
    const user = await freshMove();
    const random = new Random(seed);
    const faults = Array.from({ length: 3 }, () => [
      toSource.cutAfter({ direction: random.pick(['to-client', 'to-server']), bytes: 1000 + random.below(90_000) }),
      toDestination.cutAfter({
        direction: random.pick(['to-client', 'to-server']),
        bytes: 1000 + random.below(90_000),
      }),
    ]).flat();
    const outcome = await move?.run({ connections: 2 });
    for (const fault of faults) fault.disarm();
    expect(outcome).toMatchObject({
      state: 'complete',
      error: null,
      findings: [],
      totals: { messages: 240, skipped: 0 },
    });
    expect(compareSnapshots(...(await snapshots(user)))).toEqual([]);
    expect(await move?.run()).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 240 } });
  });
});
