import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailSession } from '../../../electron/engine/mail/session.ts';
import { type MailWork, mailWork } from '../../../electron/engine/mail-work.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { temporaryFolder } from '../../unit/workspace/sample-workspace.ts';
import { openDesk } from './surgery-desk.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const password = 'Kelp-Lantern-58';

/** The connection goes at the given command that takes messages away: before the server hears of it, or before its answer is heard. */
function losing(at: number, when: 'before' | 'after'): MailWork {
  let count = 0;
  const lose = (session: MailSession): never => {
    session.abort();
    throw new AppError({ code: 'mail.connection-lost', side: 'destination', message: 'The connection was lost.' });
  };
  return {
    ...mailWork,
    async openSession(...how) {
      const session = await mailWork.openSession(...how);
      const move = session.moveMessages.bind(session);
      return Object.assign(session, {
        async moveMessages(uids: readonly number[], folder: string) {
          count += 1;
          if (count === at && when === 'before') lose(session);
          const moved = await move(uids, folder);
          if (count === at) lose(session);
          return moved;
        },
      });
    },
  };
}

describe.skipIf(unavailable !== null)('an undo that is cut off', () => {
  let from: DovecotServer;
  let to: DovecotServer;

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
  });
  afterAll(async () => {
    await Promise.all([from.stop(), to.stop()]);
  });

  const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

  test.each([
    ['before', 1],
    ['after', 1],
    ['after', 2],
  ] as const)(
    '%s command %i goes on with the next try, in another engine, and takes nothing else',
    async (when, command) => {
      const user = `${when}${command}@harbour.test`;
      await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
      const plan = generateMailbox({ seed: 6, folders: 3, messages: 90, profile: 'small' });
      await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, plan);
      const sides = [
        { ...at(from), user, password },
        { ...at(to), user, password },
      ] as const;
      const directory = temporaryFolder();
      const countAt = async (path: RegExp): Promise<number> =>
        (await snapshotMailbox(at(to), user, password)).folders
          .filter((folder) => path.test(folder.path))
          .reduce((sum, { messages }) => sum + messages.length, 0);

      const first = await openDesk(...sides, directory, losing(command, when));
      const run = await first.run();
      expect(run).toMatchObject({ state: 'complete', totals: { copied: 90 } });
      const preview = await first.preview(run.id);
      await expect(first.undo(preview)).rejects.toMatchObject({ code: 'mail.connection-lost' });
      const set = await countAt(/Mailferry undo/);
      expect((await countAt(/^(?!Mailferry)/)) + set).toBe(90);
      // Where the console was killed, nothing says how it ended.
      expect(first.engine.services.surgery.list(first.mailboxId)).toMatchObject([{ endedAt: null }]);
      await first.close();

      const second = await openDesk(...sides, directory);
      const rest = await second.preview(run.id);
      expect(rest.goes).toBe(90 - set);
      expect(await second.undo(rest)).toMatchObject({ done: 90 - set, left: [] });
      expect([await countAt(/Mailferry undo/), await countAt(/^(?!Mailferry)/)]).toEqual([90, 0]);
      const surgeries = second.engine.services.surgery.list(second.mailboxId);
      expect(surgeries.reduce((sum, { messages }) => sum + messages, 0)).toBe(90);
      await second.compared();
      // All of it is forgotten, what the cut-off command took as well: a copy brings it again.
      expect((await second.run()).totals.copied).toBe(90);
      await second.close();
    },
  );

  test('is made up for at the next start: what was compared before proves nothing', async () => {
    const user = 'killed@harbour.test';
    await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
    const sides = [
      { ...at(from), user, password },
      { ...at(to), user, password },
    ] as const;
    const directory = temporaryFolder();
    const first = await openDesk(...sides, directory);
    const run = await first.run();
    const { surgeries } = first.engine.services.workspace;
    const { mailboxId } = first;
    const later = new Date(Date.parse(run.queuedAt) + 1).toISOString();
    surgeries.add({ id: 'one', mailboxId, kind: 'undo', runId: run.id, way: 'move', folder: 'Aside', at: later });
    const message = { folder: 'INBOX', uidValidity: '1', uid: 1, size: 1, subject: '', sender: '', date: null };
    surgeries.note('one', [{ ...message, messageKey: null, headerKey: null }]);
    await first.close();
    const second = await openDesk(...sides, directory);
    expect((await second.compared()).kind).toBe('verify');
    await second.close();
  });
});
