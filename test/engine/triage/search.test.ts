import { afterEach, describe, expect, test } from 'vitest';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import type { MailSession } from '../../../electron/engine/mail/session.ts';
import { newestMail } from '../../../electron/engine/triage/newest-mail.ts';
import { searchSide } from '../../../electron/engine/triage/search-side.ts';
import { parseWanted } from '../../../shared/domain/find-message.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import type { MailboxPlan } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { refuse } from '../../servers/misbehaviour.ts';
import { type ScriptedImapServer, startScriptedImap } from '../../servers/scripted-imap.ts';

const user = 'anna@harbour.test';
const password = 'Kelp-Lantern-58';
const now = new Date('2026-11-22T12:00:00.000Z');
const patience = { now: () => 0, untilMs: 1 };

function message(subject: string, from: string, date: string, text = 'Kind regards') {
  const bytes = Buffer.from(
    `From: ${from}\r\nTo: <${user}>\r\nSubject: ${subject}\r\nDate: ${date}\r\nMessage-ID: <${subject.length}-${date.length}@harbour.test>\r\n\r\n${text}\r\n`,
  );
  return { bytes, flags: [], internalDate: '12-Mar-2026 09:30:00 +0000' };
}

const plan: MailboxPlan = {
  folders: [
    {
      path: ['INBOX'],
      selectable: true,
      messages: [
        message('=?UTF-8?B?UmVjaG51bmcgTcOkcno=?=', 'Jutta <jutta@feinwerk.test>', 'Thu, 12 Mar 2026 09:30:00 +0000'),
        message(
          'Hull survey',
          'Anna Berg <anna@harbour.test>',
          'Thu, 12 Mar 2026 09:30:00 +0000',
          'The rudder bearing is worn.',
        ),
        {
          ...message('Old quote', 'Ben <ben@harbour.test>', 'Mon, 01 Jun 2020 08:00:00 +0000'),
          internalDate: '01-Jun-2020 08:00:00 +0000',
        },
      ],
    },
  ],
};

let dovecot: DovecotServer | undefined;
let scripted: ScriptedImapServer | undefined;
let session: MailSession | undefined;

afterEach(async () => {
  await session?.close();
  await Promise.all([dovecot?.stop(), scripted?.stop()]);
  dovecot = scripted = session = undefined;
});

function open(host: string, port: number): Promise<MailSession> {
  const endpoint = {
    id: 'e',
    name: 'Harbour',
    platform: 'other',
    protocol: 'imap',
    host,
    port,
    tls: 'none',
    pinnedFingerprint: null,
    maxConnections: 4,
  } as const;
  return openSession({ side: 'source', user, secretRef: 'x', endpoint }, { get: async () => password });
}

const subjects = async (of: MailSession, text: string): Promise<string[]> => {
  const found = await searchSide(of, await of.listWithStatus(), parseWanted(text, now), patience);
  return found.hits.map(({ shown }) => shown.subject);
};

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('on a real server', () => {
  test('a message is found by decoded words, sender, days and text, and nothing is touched', async () => {
    dovecot = await startDovecot();
    await dovecot.addUser(user, password);
    await seedMailbox(dovecot, user, plan);
    const before = await snapshotMailbox(dovecot, user, password);
    session = await open(dovecot.host, dovecot.ports.imap);
    expect(await subjects(session, 'rechnung märz')).toEqual(['Rechnung März']);
    expect(await subjects(session, 'from anna in march 2026')).toEqual(['Hull survey']);
    expect(await subjects(session, 'before 2021')).toEqual(['Old quote']);
    expect(await subjects(session, 'rudder bearing')).toEqual(['Hull survey']);
    expect(await subjects(session, 'gearbox')).toEqual([]);
    await session.examine('INBOX');
    expect(await session.search([{ key: 'subject', value: 'März' }])).toEqual([1]);
    expect(
      await session.search([
        { key: 'since', day: '2026-03-12' },
        { key: 'before', day: '2026-03-13' },
      ]),
    ).toEqual([1, 2]);
    const newest = await newestMail(session, await session.listWithStatus(), {
      now: () => now.getTime(),
      untilMs: now.getTime() + 1,
    });
    expect(newest).toMatchObject({ newest: { date: '2026-03-12T09:30:00.000Z', folder: 'INBOX' }, complete: true });
    expect(await snapshotMailbox(dovecot, user, password)).toEqual(before);
  });
});

describe('on a server that refuses to search', () => {
  test('headers are read instead, and the days are told from the list', async () => {
    scripted = await startScriptedImap({ script: [refuse(/^UID SEARCH/, 'Search is not available')] });
    scripted.addUser(user, password, plan);
    session = await open('127.0.0.1', scripted.port);
    expect(await subjects(session, 'from anna in march 2026')).toEqual(['Hull survey']);
    expect(await subjects(session, 'rechnung märz')).toEqual(['Rechnung März']);
    expect(await subjects(session, 'before 2021')).toEqual(['Old quote']);
    const found = await searchSide(session, await session.listWithStatus(), parseWanted('rudder', now), patience);
    expect(found.hits).toEqual([]);
    expect(found.limits).toEqual(['not all texts were searched']);
  });

  test('what time did not suffice for is named', async () => {
    scripted = await startScriptedImap();
    scripted.addUser(user, password, plan);
    session = await open('127.0.0.1', scripted.port);
    const late = await searchSide(session, await session.listWithStatus(), parseWanted('hull', now), {
      now: () => 1,
      untilMs: 1,
    });
    expect(late).toMatchObject({
      hits: [],
      folders: 0,
      limits: ['time did not suffice for 1 folder'],
    });
  });
});
