import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import type { MailSession } from '../../../electron/engine/mail/session.ts';
import { openWhole } from '../../../electron/engine/mail/whole-folder.ts';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { refuse } from '../../servers/misbehaviour.ts';
import {
  type ReplyLine,
  type ScriptContext,
  type ScriptedImapServer,
  startScriptedImap,
  usualCapabilities,
} from '../../servers/scripted-imap.ts';
import { letters, planOf } from '../transfer/scripted-pair.ts';

const user = 'anna@harbour.test';
const password = 'Kelp-Lantern-58';

function loginTo(port: number): MailLogin {
  return {
    side: 'source',
    user,
    secretRef: 'x',
    endpoint: {
      id: 'e',
      name: 'Harbour',
      platform: 'other',
      protocol: 'imap',
      host: '127.0.0.1',
      port,
      tls: 'none',
      pinnedFingerprint: null,
      maxConnections: 4,
    },
  };
}

const secretOf = (text: string) => ({ get: async () => text });
const letter = (subject: string, body = 'Hello\r\n') => ({
  bytes: Buffer.from(`Subject: ${subject}\r\n\r\n${body}`),
  flags: [] as string[],
  internalDate: '01-Feb-2009 03:04:05 +0530',
});

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('a session with a real server', () => {
  let server: DovecotServer;
  let session: MailSession;
  beforeAll(async () => {
    server = await startDovecot({ extra: 'protocol imap {\n  mail_plugins = $mail_plugins imap_zlib\n}' });
    await server.addUser(user, password);
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    session = await openSession(loginTo(server.ports.imap), secretOf(password));
  });
  afterEach(() => session.close());

  test('does what was asked for together', async () => {
    const paths = ['Alpha', 'Beta & Gamma', 'Ünïcode', 'Quotes "x"'];
    await Promise.all(paths.flatMap((path) => [session.createFolder(path), session.subscribe(path)]));
    await Promise.all(
      paths.map((path, index) =>
        session.append(
          path,
          Array.from({ length: index + 1 }, () => letter(path)),
        ),
      ),
    );
    const counts = await Promise.all(paths.map((path) => session.status(path)));
    expect(counts.map(({ messages }) => messages)).toEqual([1, 2, 3, 4]);
    const folders = await session.listFolders();
    for (const path of paths) expect(folders).toContainEqual(expect.objectContaining({ path, subscribed: true }));
    const [opened, read] = [session.examine('Beta & Gamma'), [] as number[]];
    await session.listMessages('all', ({ uid }) => void read.push(uid));
    expect((await opened).messages).toBe(2);
    expect(read).toHaveLength(2);
  });

  test('reads each folder where it was asked to, whatever is asked next', async () => {
    await Promise.all([session.createFolder('Here'), session.createFolder('There')]);
    await Promise.all([session.append('Here', [letter('here')]), session.append('There', [letter('there')])]);
    const bodies: string[] = [];
    const read = (): Promise<void> =>
      session.fetchMessages([1, 2, 3], async ({ bytes }) => {
        await new Promise(setImmediate);
        bodies.push(Buffer.from(bytes).toString().split('\r\n', 1)[0] ?? '');
      });
    await Promise.all([session.examine('Here'), read(), session.examine('There'), read()]);
    expect(bodies).toEqual(['Subject: here', 'Subject: there']);
  });

  test('changes flags, and lists those that changed', async () => {
    await session.createFolder('Flags');
    await session.append('Flags', [letter('one'), letter('two'), letter('three')]);
    // Only who asked for it is told more of it.
    const { highestModseq } = await session.status('Flags');
    await session.select('Flags');
    await Promise.all([session.addFlags([1, 3], ['\\Seen', '$Paid']), session.addFlags([3], ['\\Flagged'])]);
    await session.removeFlags([1], ['$Paid']);
    const flagsOf = async (
      ...[uids, since]: [readonly number[] | 'all', string?]
    ): Promise<Record<number, string[]>> => {
      const found: Record<number, string[]> = {};
      await session.listFlags(
        uids,
        ({ uid, flags }) => (found[uid] = flags.filter((flag) => flag !== '\\Recent').sort()),
        since,
      );
      return found;
    };
    const changed = { 1: ['\\Seen'], 3: ['$Paid', '\\Flagged', '\\Seen'] };
    expect(await flagsOf('all')).toEqual({ ...changed, 2: [] });
    expect(highestModseq).not.toBeNull();
    expect(await flagsOf('all', highestModseq ?? '')).toEqual(changed);
  });

  test('compresses both directions when told to', async () => {
    const body = `${'All work and no play makes Jack a dull boy. '.repeat(20)}\r\n`.repeat(200);
    const compressed = await openSession(loginTo(server.ports.imap), secretOf(password), undefined, session.facts, {
      compress: true,
    });
    expect(session.facts.compress).toBe(true);
    const { written, read } = compressed.traffic;
    await compressed.append('INBOX', [letter('long', body)]);
    await compressed.examine('INBOX');
    const bodies: string[] = [];
    await compressed.fetchMessages([1], ({ bytes }) => void bodies.push(Buffer.from(bytes).toString()));
    expect(bodies).toEqual([`Subject: long\r\n\r\n${body}`]);
    expect(compressed.traffic.written - written).toBeLessThan(body.length / 20);
    expect(compressed.traffic.read - read).toBeLessThan(body.length / 20);
    await compressed.close();
  });

  test.each(['pass word', 'qu"ote\\back', 'pässwörd', '(%*{5}'])('takes the password %s', async (difficult) => {
    const other = `${Buffer.from(difficult).toString('hex')}@harbour.test`;
    await server.addUser(other, difficult);
    const opened = await openSession({ ...loginTo(server.ports.imap), user: other }, secretOf(difficult));
    expect((await opened.status('INBOX')).messages).toBe(0);
    await opened.close();
  });
});

describe('a session with a server', () => {
  let server: ScriptedImapServer;
  afterEach(() => server?.stop());
  const start = async (
    options: Parameters<typeof startScriptedImap>[0],
    difficult = password,
  ): Promise<MailSession> => {
    server = await startScriptedImap(options);
    server.addUser(user, difficult, planOf({ INBOX: letters(3), Empty: [] }));
    return openSession(loginTo(server.port), secretOf(difficult));
  };
  const without = (...names: string[]) => usualCapabilities.filter((name) => !names.includes(name));

  test('asks nothing it has been told before', async () => {
    const first = await start({ capabilities: [...usualCapabilities, 'ID'] });
    const asked = server.commands.map((command) => command.split(' ', 1)[0]);
    expect(asked).toEqual(['CAPABILITY', 'LOGIN', 'CAPABILITY', 'NAMESPACE', 'ID']);
    const second = await openSession(loginTo(server.port), secretOf(password), undefined, first.facts);
    expect(server.commands.slice(asked.length).map((command) => command.split(' ', 1)[0])).toEqual([
      'CAPABILITY',
      'LOGIN',
    ]);
    expect(second.facts).toBe(first.facts);
    await Promise.all([first.close(), second.close()]);
  });

  test.each(['pass word', 'qu"ote\\back', 'pässwörd'])(
    'without LITERAL+ and SASL takes the password %s',
    async (difficult) => {
      const session = await start({ capabilities: without('LITERAL+') }, difficult);
      expect((await session.status('INBOX')).messages).toBe(3);
      await session.close();
    },
  );

  test('without LITERAL+ gets one command at a time', async () => {
    const session = await start({ capabilities: without('LITERAL+') });
    const written: number[] = [];
    const onStatus = ({ run }: ScriptContext): ReplyLine[] => {
      written.push(session.traffic.written);
      return run();
    };
    server.setScript([{ match: /^STATUS/, reply: onStatus }]);
    const statuses = await Promise.all(['INBOX', 'Empty', 'INBOX'].map((path) => session.status(path)));
    expect(statuses.map(({ messages }) => messages)).toEqual([3, 0, 3]);
    const [first = 0, second = 0, third = 0] = written;
    expect(first < second && second < third).toBe(true);
    await session.close();
  });

  test.each([['AUTH=PLAIN'], ['AUTH=LOGIN']])('that wants %s gets it', async (mechanism) => {
    const session = await start({ capabilities: [...usualCapabilities, 'LOGINDISABLED', mechanism] });
    expect(server.commands[1]).toBe(`AUTHENTICATE ${mechanism.slice(5)}`);
    await session.close();
  });

  test('that will not list an empty folder has an empty folder', async () => {
    const session = await start({ script: [refuse(/^UID FETCH/, 'No messages')] });
    const { opened, listing } = await openWhole(session, 'Empty', 'examine');
    expect(opened.messages).toBe(0);
    expect(listing.size).toBe(0);
    await expect(openWhole(session, 'INBOX', 'examine')).rejects.toMatchObject({ code: 'mail.refused' });
    await session.close();
  });

  test('names the folder that does not exist, and lists nothing in its place', async () => {
    const session = await start({});
    await session.examine('INBOX');
    await expect(openWhole(session, 'Gone', 'examine')).rejects.toMatchObject({ code: 'mail.folder-missing' });
    expect((await openWhole(session, 'INBOX', 'examine')).listing.size).toBe(3);
    await session.close();
  });
});
