import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countMail } from '../../../electron/engine/incidents/count-mail.ts';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import type { MailSession } from '../../../electron/engine/mail/session.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';

const user = 'anna@example.org';
const password = 'Kelp-42';
const start = Date.parse('2026-11-20T14:00:00Z');
const HOUR = 3_600_000;
const window = { startedAt: new Date(start).toISOString(), endedAt: new Date(start + 2 * HOUR).toISOString() };

/** `20-Nov-2026 14:00:00 +0000`, as APPEND takes it. */
function imapDate(hours: number): string {
  const [, day = '', month = '', year = '', time = ''] =
    /, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(start + hours * HOUR).toUTCString()) ?? [];
  return `${day.padStart(2, ' ')}-${month}-${year} ${time} +0000`;
}

/** A message sent and arrived so many hours after the beginning of the outage. */
function mail(id: string, sent: number | null, arrived: number) {
  const lines = [
    ...(sent === null ? [] : [`Received: from a.test by b.test; ${new Date(start + sent * HOUR).toUTCString()}`]),
    `Message-ID: <${id}@count.test>`,
    'From: ben@harbour.test',
    `Subject: ${id}`,
    '',
    'Text.',
    '',
  ];
  return { bytes: Buffer.from(lines.join('\r\n')), flags: [], internalDate: imapDate(arrived) };
}

describe.skipIf(dovecotUnavailable() !== null)('mail counted after an outage', () => {
  let source: DovecotServer;
  let destination: DovecotServer;
  beforeAll(async () => {
    [source, destination] = await Promise.all([startDovecot(), startDovecot()]);
    const seed = async (server: DovecotServer, folders: Record<string, ReturnType<typeof mail>[]>): Promise<void> => {
      await server.addUser(user, password);
      await seedMailbox({ host: server.host, port: server.ports.imap, passwordOf: server.passwordOf }, user, {
        folders: Object.entries(folders).map(([name, messages]) => ({ path: [name], selectable: true, messages })),
      });
    };
    await seed(source, {
      INBOX: [
        mail('long-before', -30, -30),
        mail('during-1', 0.5, 0.6),
        mail('during-2', 1, 1.1),
        mail('held-1', 1, 3),
        mail('held-2', -0.2, 2.5),
        mail('after', 4, 4.1),
        mail('of-long-ago', -24 * 60, 3),
        mail('undated', null, 3),
      ],
      Kunden: [mail('held-3', 1.5, 5)],
      Sent: [mail('sent', 1, 3)],
    });
    await seed(destination, { INBOX: [mail('held-1', 1, 3), mail('held-4', 0.1, 6)] });
  });
  afterAll(() => Promise.all([source?.stop(), destination?.stop()]));

  const open = (server: DovecotServer, side: Side, protocol: 'imap' | 'pop3' = 'imap'): Promise<MailSession> =>
    openSession(
      {
        side,
        user,
        secretRef: 'ref',
        endpoint: {
          id: 'e',
          name: 'E',
          platform: 'other',
          protocol,
          host: server.host,
          port: server.ports[protocol],
          tls: 'none',
          pinnedFingerprint: null,
          maxConnections: 1,
        },
      },
      { get: async () => password },
    );

  const options = { ...window, now: () => start + 10 * HOUR, untilMs: start + 11 * HOUR };

  it('is found on both sides, each message once, without what the customer sent', async () => {
    const before = await snapshotMailbox({ host: source.host, port: source.ports.imap }, user, password);
    const sessions = await Promise.all([open(source, 'source'), open(destination, 'destination')]);
    const count = await countMail(
      [
        { side: 'source', session: sessions[0], problem: null },
        { side: 'destination', session: sessions[1], problem: null },
      ],
      options,
    );
    await Promise.all(sessions.map((session) => session.close()));
    expect(count).toMatchObject({
      delayed: 4,
      during: 2,
      after: 7,
      lastDelayedAt: new Date(start + 6 * HOUR).toISOString(),
      complete: true,
      problem: null,
      sides: ['source', 'destination'],
    });
    // Not even \Recent is gone.
    expect(await snapshotMailbox({ host: source.host, port: source.ports.imap }, user, password)).toEqual(before);
  });

  it('says what it could not read instead of counting it as nothing', async () => {
    const session = await open(source, 'source');
    const count = await countMail(
      [
        { side: 'source', session, problem: null },
        { side: 'destination', session: null, problem: 'The destination could not be read: it is down.' },
      ],
      options,
    );
    await session.close();
    expect(count).toMatchObject({ delayed: 3, complete: false, sides: ['source'] });
    expect(count.problem).toContain('it is down');
  });

  it('owns up to time that ran out', async () => {
    const session = await open(source, 'source');
    const count = await countMail([{ side: 'source', session, problem: null }], { ...options, untilMs: start });
    await session.close();
    expect(count).toMatchObject({ delayed: 0, folders: 0, complete: false });
  });

  it('looks into headers where the protocol tells no dates', async () => {
    const session = await open(source, 'source', 'pop3');
    const count = await countMail([{ side: 'source', session, problem: null }], options);
    await session.close();
    // Over POP3 the moment of arrival is that of the last server's line, here the only one: nothing looks held up.
    expect(count).toMatchObject({ sides: ['source'], delayed: 0, complete: true });
  });
});
