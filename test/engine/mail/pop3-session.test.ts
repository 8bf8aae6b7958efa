import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lookAtServer, openSession } from '../../../electron/engine/mail/connect.ts';
import type { FetchedMessage, MailSession, MessageListing } from '../../../electron/engine/mail/session.ts';
import type { MailLogin, TlsMode } from '../../../shared/domain/endpoint.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { type ScriptedPop3, type ScriptedPop3Options, startScriptedPop3 } from './scripted-pop3.ts';

const PASSWORD = 'Kelp-Lantern-58';

function loginTo(
  place: { readonly host: string; readonly port: number },
  user: string,
  tls: TlsMode,
  pinnedFingerprint: string | null = null,
): MailLogin {
  const endpoint = {
    id: 'pop',
    name: 'Old server over POP3',
    platform: 'other',
    protocol: 'pop3',
    maxConnections: 4,
    tls,
    pinnedFingerprint,
    ...place,
  } as const;
  return { side: 'source', endpoint, user, secretRef: 'secret' };
}

const secrets = (password = PASSWORD) => ({ get: async () => password });

async function readAll(session: MailSession): Promise<FetchedMessage[]> {
  await session.examine('INBOX');
  const listing: MessageListing[] = [];
  await session.listMessages('all', (message) => listing.push(message));
  const messages: FetchedMessage[] = [];
  await session.fetchMessages(
    listing.map(({ uid }) => uid),
    (message) => void messages.push(message),
  );
  return messages;
}

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('POP3 with Dovecot', () => {
  let server: DovecotServer;
  let strict: DovecotServer;
  const user = 'anna@harbour.test';
  const contents = [
    'Received: from x by y; Tue, 3 Mar 2020 09:05:07 +0100\r\nSubject: dots\r\n\r\n.\r\n..\r\n.text\r\nend\r\n',
    'Subject: 8 bit\r\nDate: 5 Apr 1999 01:02:03 -0500\r\n\r\nGr\xfc\xdfe \x80\xff\r\n',
    'Subject: no line end at all\r\n\r\nlast words',
    'Subject: nothing in it\r\n\r\n',
  ];

  beforeAll(async () => {
    [server, strict] = await Promise.all([startDovecot(), startDovecot({ tls: 'required' })]);
    await Promise.all([server.addUser(user, PASSWORD), strict.addUser(user, PASSWORD)]);
    const messages = contents.map((text) => ({
      bytes: Buffer.from(text, 'latin1'),
      flags: [],
      internalDate: '17-Jul-1996 02:44:25 -0700',
    }));
    await seedMailbox(server, user, { folders: [{ path: ['INBOX'], selectable: true, messages }] });
  });
  afterAll(async () => {
    await Promise.all([server.stop(), strict.stop()]);
  });
  const at = (which: DovecotServer, port: 'pop3' | 'pop3s') => ({ host: which.host, port: which.ports[port] });
  const pin = (): string => server.certificate.fingerprint256;

  test.each(['implicit', 'starttls', 'none'] as const)('reads every byte with TLS mode %s', async (tls) => {
    const place = at(server, tls === 'implicit' ? 'pop3s' : 'pop3');
    const session = await openSession(loginTo(place, user, tls, tls === 'none' ? null : pin()), secrets());
    expect(session.facts.capabilities).toEqual(expect.arrayContaining(['PIPELINING', 'TOP', 'UIDL']));
    expect(session.facts.tls?.certificate.fingerprint ?? null).toBe(tls === 'none' ? null : pin());
    const messages = await readAll(session);
    expect(messages.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))).toEqual(contents);
    expect(messages.map(({ internalDate }) => internalDate)).toEqual([
      '03-Mar-2020 09:05:07 +0100',
      '05-Apr-1999 01:02:03 -0500',
      '',
      '',
    ]);
    await session.close();
    expect(session.usable).toBe(false);
  });

  test('shows one folder with counts, the same numbers in every session, and headers', async () => {
    const first = await openSession(loginTo(at(server, 'pop3'), user, 'none'), secrets());
    const [inbox, ...more] = await first.listWithStatus();
    expect(more).toEqual([]);
    expect(inbox).toMatchObject({
      path: 'INBOX',
      specialUse: 'inbox',
      status: { messages: contents.length, size: contents.join('').length, uidValidity: 'pop3' },
    });
    const uids = (await readAll(first)).map(({ uid }) => uid);
    await first.close();
    const second = await openSession(loginTo(at(server, 'pop3'), user, 'none'), secrets());
    expect((await readAll(second)).map(({ uid }) => uid)).toEqual(uids);
    expect(new Set(uids).size).toBe(contents.length);
    const headers: string[] = [];
    await second.fetchHeaders(uids.slice(1, 3).reverse(), ({ header }) => headers.push(Buffer.from(header).toString()));
    expect(headers).toEqual([
      'Subject: 8 bit\r\nDate: 5 Apr 1999 01:02:03 -0500\r\n\r\n',
      'Subject: no line end at all\r\n\r\n',
    ]);
    await expect(second.examine('Sent')).rejects.toMatchObject({ code: 'mail.folder-missing' });
    await expect(second.append('INBOX', [])).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(second.select('INBOX')).rejects.toMatchObject({ code: 'input.invalid' });
    await second.noop();
    await second.close();
  });

  test.each(['implicit', 'starttls'] as const)('refuses an unknown certificate before the login (%s)', async (tls) => {
    const place = at(server, tls === 'implicit' ? 'pop3s' : 'pop3');
    await expect(openSession(loginTo(place, user, tls), secrets())).rejects.toMatchObject({
      code: 'mail.certificate',
      wire: { certificate: { fingerprint: pin() } },
    });
    const other = pin().replace(/^../, (pair) => (pair === '00' ? '11' : '00'));
    await expect(openSession(loginTo(place, user, tls, other), secrets())).rejects.toMatchObject({
      code: 'mail.certificate-changed',
    });
    expect(server.log()).not.toMatch(/auth failed/i);
  });

  test('says nothing of the login in the clear where the server wants encryption', async () => {
    await expect(openSession(loginTo(at(strict, 'pop3'), user, 'none'), secrets())).rejects.toMatchObject({
      code: 'mail.tls-unavailable',
    });
    const encrypted = await openSession(
      loginTo(at(strict, 'pop3'), user, 'starttls', strict.certificate.fingerprint256),
      secrets(),
    );
    await encrypted.close();
  });

  test('tries a wrong password once', async () => {
    await expect(openSession(loginTo(at(server, 'pop3'), user, 'none'), secrets('wrong'))).rejects.toMatchObject({
      code: 'mail.auth-failed',
      message: expect.stringContaining(user),
    });
    await expect.poll(() => server.log().match(/auth failed, \d+ attempts/g)).toEqual(['auth failed, 1 attempts']);
  });

  test('looks around without a login', async () => {
    const facts = await lookAtServer(loginTo(at(server, 'pop3'), '', 'starttls', pin()));
    expect(facts).toMatchObject({ multiappend: false, uidplus: false });
    expect(facts.greeting).toContain('Dovecot');
    await expect(lookAtServer(loginTo(at(server, 'pop3'), '', 'implicit'))).rejects.toMatchObject({
      code: 'mail.tls-failed',
    });
    await expect(lookAtServer(loginTo({ host: server.host, port: 1 }, '', 'none'))).rejects.toMatchObject({
      code: 'mail.unreachable',
    });
  });
});

describe('POP3 with servers that are not Dovecot', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });
  async function serve(options: ScriptedPop3Options): Promise<ScriptedPop3> {
    const server = await startScriptedPop3(options);
    stops.push(server.stop);
    return server;
  }
  const open = (server: ScriptedPop3, password?: string): Promise<MailSession> =>
    openSession(loginTo(server, 'anna', 'none'), secrets(password));
  const message = (name: string): string => `Subject: ${name}\r\n\r\nText of ${name}\r\n`;
  const messages = ['a', 'b', 'c'].map((name) => ({ uidl: `id-${name}`, content: message(name) }));

  test('STLS that is refused ends the attempt; no user name leaves', async () => {
    const server = await serve({});
    await expect(openSession(loginTo(server, 'anna', 'starttls'), secrets())).rejects.toMatchObject({
      code: 'mail.tls-unavailable',
    });
    expect(server.lines).toEqual(['STLS']);
  });

  test('clear text smuggled in behind the consent to TLS ends the attempt', async () => {
    const server = await serve({ answer: (line) => (line === 'STLS' ? '+OK\r\n+OK fake\r\n' : null) });
    await expect(openSession(loginTo(server, 'anna', 'starttls'), secrets())).rejects.toMatchObject({
      code: 'mail.protocol',
    });
    expect(server.lines).toEqual(['STLS']);
  });

  test('works without CAPA, UIDL and TOP: messages are told by their content', async () => {
    const without = (line: string): string | null =>
      /^(CAPA|UIDL|TOP)/.test(line) ? '-ERR unknown command\r\n' : null;
    const twins = [...messages, ...messages.slice(0, 1)];
    const server = await serve({ messages: twins, answer: without });
    const session = await open(server);
    expect(session.facts.capabilities).toEqual([]);
    const { uidValidity } = await session.examine('INBOX');
    expect(uidValidity).toBe('pop3-content');
    const read = await readAll(session);
    expect(read.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(twins.map(({ content }) => content));
    expect(new Set(read.map(({ uid }) => uid)).size).toBe(4);
    const subjects: string[] = [];
    await session.fetchHeaders(
      read.map(({ uid }) => uid),
      ({ header }) => subjects.push(Buffer.from(header).toString()),
    );
    expect(subjects).toEqual(twins.map(({ content }) => content.slice(0, content.indexOf('\r\n\r\n') + 4)));
    await session.close();
    const later = await open(await serve({ messages: twins.slice(1), answer: without }));
    expect((await readAll(later)).map(({ uid }) => uid).sort()).toEqual(
      [read[0], read[1], read[2]].map((one) => one?.uid).sort(),
    );
    await later.close();
  });

  test('a refused message costs only itself, and DELE is never sent', async () => {
    const server = await serve({
      messages,
      answer: (line) => (/^(RETR|TOP) 2/.test(line) ? '-ERR cannot open file\r\n' : null),
    });
    const session = await open(server);
    await session.examine('INBOX');
    const uids: number[] = [];
    await session.listMessages('all', ({ uid }) => uids.push(uid));
    const read: number[] = [];
    await expect(session.fetchMessages(uids, ({ uid }) => void read.push(uid))).rejects.toMatchObject({
      code: 'mail.refused',
      wire: { serverText: 'cannot open file' },
    });
    expect(read).toEqual([uids[0], uids[2]]);
    await session.close();
    expect(server.lines.at(-1)).toBe('QUIT');
    expect(server.lines.filter((line) => /^(DELE|RSET)/i.test(line))).toEqual([]);
  });

  test('reads with TOP, so that nothing is marked as read, and with RETR where TOP cuts a message short', async () => {
    const honest = await serve({ messages });
    const peeking = await open(honest);
    await readAll(peeking);
    expect(honest.lines.filter((line) => line.startsWith('RETR'))).toEqual([]);
    await peeking.close();

    const cutting = (line: string): string | null =>
      line.startsWith('TOP 2 9') ? '+OK\r\nSubject: b\r\n\r\nText\r\n.\r\n' : null;
    const short = await serve({ messages, answer: cutting });
    const session = await open(short);
    const read = await readAll(session);
    expect(read.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(messages.map(({ content }) => content));
    expect(short.lines.filter((line) => /^(RETR|TOP)/.test(line))).toEqual([
      'TOP 1 99999999',
      'TOP 2 99999999',
      'RETR 2',
      'RETR 3',
    ]);
    await session.close();
  });

  test.each([
    ['-ERR [IN-USE] Do you have another POP session running?', 'mail.throttled'],
    ['-ERR maildrop already locked', 'mail.throttled'],
    ['-ERR [LOGIN-DELAY] minimum time between mail checks violation', 'mail.throttled'],
    ['-ERR [SYS/TEMP] try later', 'mail.throttled'],
    ['-ERR Your account is locked, wrong password given too often', 'mail.auth-failed'],
    ['-ERR [AUTH] no', 'mail.auth-failed'],
    ['-ERR Bad login', 'mail.auth-failed'],
  ])('%s', async (answer, code) => {
    const server = await serve({ answer: (line) => (line.startsWith('PASS') ? `${answer}\r\n` : null) });
    await expect(open(server)).rejects.toMatchObject({ code });
    expect(server.lines.filter((line) => line.startsWith('PASS'))).toHaveLength(1);
  });

  test('a server that echoes the password does not put it into the error', async () => {
    const server = await serve({ answer: (line) => (line.startsWith('PASS') ? `-ERR what is ${line}?\r\n` : null) });
    const error = await open(server, 'Kelp-Lantern-58').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'mail.auth-failed' });
    expect(JSON.stringify([error, (error as Error).stack, String((error as Error).cause)])).not.toContain(
      'Kelp-Lantern-58',
    );
  });

  test('a password with a line break is no second command', async () => {
    const server = await serve({});
    await expect(open(server, 'x\r\nDELE 1')).rejects.toMatchObject({ code: 'input.invalid' });
    expect(server.lines).toEqual([]);
  });

  test('nonsense and an early end are told apart', async () => {
    const nonsense = await serve({ greeting: 'SSH-2.0-OpenSSH\r\n' });
    await expect(open(nonsense)).rejects.toMatchObject({ code: 'mail.protocol' });
    const full = await serve({ greeting: '-ERR too many connections\r\n' });
    await expect(open(full)).rejects.toMatchObject({ code: 'mail.too-many-connections' });
    const closing = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
    stops.push(() => closing.close());
    const address = closing.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(openSession(loginTo({ host: '127.0.0.1', port }, 'a', 'none'), secrets())).rejects.toMatchObject({
      code: 'mail.connection-lost',
    });
  });

  test('an abort while connecting ends it at once', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    stops.push(() => silent.close());
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const abort = new AbortController();
    silent.once('connection', () => abort.abort(new Error('enough')));
    await expect(
      openSession(loginTo({ host: '127.0.0.1', port }, 'a', 'none'), secrets(), abort.signal),
    ).rejects.toThrow('enough');
  });

  test('what a receiver throws goes on unchanged, and the session goes on too', async () => {
    const pipelined = (line: string): string | null =>
      line === 'CAPA' ? '+OK\r\nUSER\r\nTOP\r\nUIDL\r\nPIPELINING\r\n.\r\n' : null;
    const session = await open(await serve({ messages, answer: pipelined }));
    await session.examine('INBOX');
    const uids: number[] = [];
    await session.listMessages('all', ({ uid }) => uids.push(uid));
    const mine = new Error('mine');
    await expect(
      session.fetchMessages(uids, () => {
        throw mine;
      }),
    ).rejects.toBe(mine);
    expect(await readAll(session)).toHaveLength(3);
    await session.close();
  });
});
