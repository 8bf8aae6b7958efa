import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { openMove } from './move.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);
const user = 'anna@harbour.test';

describe.skipIf(unavailable !== null)('servers that allow few connections', () => {
  let from: DovecotServer;
  let to: DovecotServer;

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.', connectionsPerUser: 1 })]);
    await Promise.all([from.addUser(user, 'Kelp-Lantern-58'), to.addUser(user, 'Tide.Table.07')]);
  });
  afterAll(async () => {
    await Promise.all([from.stop(), to.stop()]);
  });

  test('get the mail over the one connection they allow', async () => {
    const plan = generateMailbox({ seed: 51, folders: 6, messages: 120, profile: 'small' });
    await seedMailbox({ host: from.host, port: from.ports.imap, passwordOf: from.passwordOf }, user, plan);
    const move = await openMove(
      { host: from.host, port: from.ports.imap, user, password: 'Kelp-Lantern-58' },
      { host: to.host, port: to.ports.imap, user, password: 'Tide.Table.07' },
    );
    try {
      expect(await move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 120 } });
      expect(move.log.join('\n')).toContain('Going on with fewer connections');
      expect(move.workspace.endpointLimits.connections('destination', 'destination', Date.now())).toBe(1);
      move.log.length = 0;
      expect(await move.run({ kind: 'verify' })).toMatchObject({ state: 'complete' });
      expect(move.log.join('\n')).not.toContain('Going on with fewer connections');
      // Some days later it is tried again.
      const later = Date.now() + 4 * 24 * 60 * 60_000;
      expect(move.workspace.endpointLimits.connections('destination', 'destination', later)).toBeNull();
    } finally {
      await move.close();
    }
    const [source, destination] = await Promise.all([
      snapshotMailbox(from, user, 'Kelp-Lantern-58'),
      snapshotMailbox(to, user, 'Tide.Table.07'),
    ]);
    expect(compareSnapshots(source, destination, { order: true })).toEqual([]);
  });
});
