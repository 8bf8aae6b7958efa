import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import { silentLog } from '../../../electron/engine/log.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { endpoint, temporaryFolder } from '../../unit/workspace/sample-workspace.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const user = 'anna@harbour.test';
const password = 'Kelp-Lantern-58';
const HOUR_MS = 3_600_000;

describe.skipIf(unavailable !== null)('mail that still lands on the old side', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  const placeOf = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot()]);
    await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
    const plan = generateMailbox({ seed: 5, folders: 3, messages: 40, profile: 'small' });
    await seedMailbox({ ...placeOf(from), passwordOf: from.passwordOf }, user, plan);
  });
  afterAll(async () => {
    await Promise.all([from?.stop(), to?.stop()]);
  });

  async function land(seed: number): Promise<void> {
    const [inbox] = generateMailbox({ seed, folders: 1, messages: 2, profile: 'small' }).folders;
    if (inbox) await seedMailbox({ ...placeOf(from), passwordOf: from.passwordOf }, user, { folders: [inbox] });
  }

  it('is found by folder and count without touching the source, swept once, and the watch ends with evidence', async () => {
    let ahead = 0;
    const engine = await createEngine({
      workspaceDir: temporaryFolder(),
      kind: 'own',
      version: '0.1.0-test',
      secrets: { get: async () => password },
      secretRefs: { list: async () => new Set(), forget: () => undefined },
      log: silentLog,
      clock: systemClock(() => Date.now() + ahead),
    });
    onTestFinished(() => engine.stop());
    const { bulk, directory } = engine.client;
    const { workspace } = engine.services;
    for (const [id, server] of [
      ['old', from],
      ['new', to],
    ] as const)
      workspace.endpoints.add({ ...endpoint(id), ...placeOf(server), tls: 'none' });
    const mailbox = await directory.addMailbox({
      address: user,
      customerName: 'Harbour Chandlery',
      source: { endpointId: 'old', user },
      destination: { endpointId: 'new', user },
      note: '',
    });
    const { domainId } = mailbox;
    const ended = async (jobId: string): Promise<void> => {
      await expect
        .poll(async () => (await bulk.job({ id: jobId })).job.state, { timeout: 30_000, interval: 50 })
        .toBe('done');
    };
    await ended((await bulk.create({ domainIds: [domainId], action: 'copy' })).id);

    await bulk.startWatch({ domainIds: [domainId] });
    expect(await bulk.lookNow({ domainId })).toMatchObject([{ state: 'watching', found: [], unseen: [] }]);

    await land(77);
    const before = await snapshotMailbox(placeOf(from), user, password);
    const [found] = await bulk.lookNow({ domainId });
    expect(found).toMatchObject({ seen: 2, found: [{ address: user, folder: 'INBOX', messages: 2 }] });
    expect(found?.evidence).toContain('2 messages in 1 folder of 1 mailbox landed on the old side');
    expect(await snapshotMailbox(placeOf(from), user, password)).toEqual(before);

    await ended((await bulk.sweep({ domainId })).id);
    expect((await bulk.lookNow({ domainId }))[0]).toMatchObject({ seen: 2, found: [] });
    const after = await snapshotMailbox(placeOf(to), user, password);
    expect(compareSnapshots(await snapshotMailbox(placeOf(from), user, password), after)).toEqual([]);

    // With sweeping by itself nobody has to press anything.
    await bulk.startWatch({ domainIds: [domainId], sweeps: true });
    await land(78);
    await bulk.lookNow({ domainId });
    await expect.poll(async () => (await bulk.jobs()).length, { timeout: 10_000 }).toBe(3);
    for (const { id } of await bulk.jobs()) await ended(id);
    expect((await bulk.lookNow({ domainId }))[0]).toMatchObject({ seen: 4, found: [], state: 'watching' });

    ahead = 49 * HOUR_MS;
    const [quiet] = await bulk.lookNow({ domainId });
    expect(quiet?.state).toBe('quiet');
    expect(quiet?.evidence).toMatch(/^Nothing arrived for 4[89] h since /);
  }, 60_000);
});
