import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import { probeEndpoint, probeLogin } from '../../../electron/engine/mail/probe.ts';
import type { Endpoint, MailLogin } from '../../../shared/domain/endpoint.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { freePorts } from '../../servers/free-ports.ts';
import { doneWithoutReply, refuse } from '../../servers/misbehaviour.ts';
import { type ScriptedImapServer, startScriptedImap, usualCapabilities } from '../../servers/scripted-imap.ts';
import { openMove } from '../transfer/move.ts';
import { letters, planOf } from '../transfer/scripted-pair.ts';

const user = 'anna@harbour.test';
const password = 'Kelp-Lantern-58';
const secrets = { get: async () => password };

function loginTo(endpoint: Partial<Endpoint>, as = user): MailLogin {
  const usual = {
    id: 'e',
    name: 'Harbour',
    platform: 'other',
    protocol: 'imap',
    host: '127.0.0.1',
    port: 143,
  } as const;
  return {
    side: 'destination',
    user: as,
    secretRef: 'x',
    endpoint: { ...usual, tls: 'none', pinnedFingerprint: null, maxConnections: 4, ...endpoint },
  };
}

/** The error a connection attempt ends with, as it goes to the page. */
async function failureOf(login: MailLogin) {
  try {
    const session = await openSession(login, secrets);
    await session.close();
  } catch (error) {
    if (isAppError(error)) return error.wire;
    throw error;
  }
  throw new Error('It connected');
}

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('a certificate and encryption', () => {
  let server: DovecotServer;
  let strict: DovecotServer;
  beforeAll(async () => {
    [server, strict] = await Promise.all([startDovecot(), startDovecot({ tls: 'required' })]);
    await Promise.all([server.addUser(user, password), strict.addUser(user, password)]);
  });
  afterAll(() => Promise.all([server?.stop(), strict?.stop()]));

  const modes = ['implicit', 'starttls'] as const;
  const portOf = (tls: (typeof modes)[number]): number => (tls === 'implicit' ? server.ports.imaps : server.ports.imap);

  test.each(modes)('that nobody vouches for is refused with its facts, before any login (%s)', async (tls) => {
    const logins = (): number => server.log().split('Login:').length;
    const before = logins();
    const wire = await failureOf(loginTo({ port: portOf(tls), tls }));
    expect(wire).toMatchObject({
      code: 'mail.certificate',
      side: 'destination',
      certificate: { fingerprint: server.certificate.fingerprint256, selfSigned: true, subject: 'localhost' },
    });
    expect(wire.certificate?.names).toContain('127.0.0.1');
    expect(Date.parse(wire.certificate?.validTo ?? '')).toBeGreaterThan(Date.parse(wire.certificate?.validFrom ?? ''));
    expect(logins()).toBe(before);
  });

  test.each(modes)('that was pinned is taken, and encryption is in the facts (%s)', async (tls) => {
    const session = await openSession(
      loginTo({ port: portOf(tls), tls, pinnedFingerprint: server.certificate.fingerprint256.toLowerCase() }),
      secrets,
    );
    expect(session.facts.tls?.version).toMatch(/^TLSv1\.[23]$/);
    expect((await session.listFolders()).map(({ path }) => path)).toContain('INBOX');
    await session.close();
  });

  test.each(modes)('other than the pinned one is refused (%s)', async (tls) => {
    const pinnedFingerprint = strict.certificate.fingerprint256;
    expect(await failureOf(loginTo({ port: portOf(tls), tls, pinnedFingerprint }))).toMatchObject({
      code: 'mail.certificate-changed',
      certificate: { fingerprint: server.certificate.fingerprint256 },
    });
  });

  test('is looked at without a login', async () => {
    const { endpoint } = loginTo({
      port: server.ports.imaps,
      tls: 'implicit',
      pinnedFingerprint: server.certificate.fingerprint256,
    });
    expect(await probeEndpoint(endpoint)).toMatchObject({
      ok: true,
      facts: { tls: { certificate: { subject: 'localhost' } } },
      otherClient: 'Another client (imapflow) reaches it as well.',
    });
    expect(await probeEndpoint({ ...endpoint, pinnedFingerprint: null })).toMatchObject({
      ok: false,
      error: { code: 'mail.certificate' },
      otherClient: expect.stringContaining('Another client (imapflow) fails as well: '),
    });
  });

  test('are never done without: a server that wants encryption says so to who comes in clear text', async () => {
    const wire = await failureOf(loginTo({ host: strict.host, port: strict.ports.imap, tls: 'none' }));
    expect(wire.code).toBe('mail.tls-unavailable');
    expect(strict.log()).not.toContain('method=');
  });

  test('that do not fit the port end soon', async () => {
    const wire = await failureOf(loginTo({ port: server.ports.imap, tls: 'implicit' }));
    expect(['mail.tls-failed', 'mail.connection-lost']).toContain(wire.code);
  });
});

describe('a server', () => {
  let server: ScriptedImapServer | undefined;
  afterEach(() => server?.stop());
  const logins = (): number => server?.commands.filter((command) => /^(LOGIN|AUTHENTICATE)/i.test(command)).length ?? 0;
  async function start(options: Parameters<typeof startScriptedImap>[0] = {}): Promise<ScriptedImapServer> {
    server = await startScriptedImap(options);
    server.addUser(user, password, planOf({ INBOX: letters(3) }));
    return server;
  }

  test('without STARTTLS gets no password where encryption is required', async () => {
    const { port } = await start();
    expect(await failureOf(loginTo({ port, tls: 'starttls' }))).toMatchObject({ code: 'mail.tls-unavailable' });
    expect(logins()).toBe(0);
  });

  test('that offers STARTTLS and refuses it gets no password either', async () => {
    const { port } = await start({
      capabilities: [...usualCapabilities, 'STARTTLS'],
      script: [refuse(/^STARTTLS/, 'Not today')],
    });
    expect((await failureOf(loginTo({ port, tls: 'starttls' }))).code).toMatch(
      /^mail\.(tls-unavailable|tls-failed|refused)$/,
    );
    expect(logins()).toBe(0);
  });

  test('that refuses the login is asked once, and its words are kept', async () => {
    const { port } = await start({ script: [refuse(/^(LOGIN|AUTHENTICATE)/, '[AUTHENTICATIONFAILED] Wrong door')] });
    const wire = await failureOf(loginTo({ port }));
    expect(wire).toMatchObject({ code: 'mail.auth-failed', serverText: expect.stringContaining('Wrong door') });
    expect(wire.message).toContain(user);
    expect(logins()).toBe(1);
    expect(JSON.stringify(wire)).not.toContain(password);
  });

  test.each(['source', 'destination'] as const)(
    'of the %s that refuses the login is asked once in a whole run',
    async (side) => {
      const other = await startScriptedImap();
      try {
        other.addUser(user, password);
        const { port } = await start();
        const right = { host: '127.0.0.1', user, password };
        const wrong = { ...right, port, password: 'wrong' };
        const move =
          side === 'source'
            ? await openMove(wrong, { ...right, port: other.port })
            : await openMove({ ...right, port: other.port }, wrong);
        expect(await move.run()).toMatchObject({ state: 'failed', error: { code: 'mail.auth-failed', side } });
        expect(logins()).toBe(1);
        await expect.poll(() => other.connections.open).toBe(0);
        await move.close();
      } finally {
        await other.stop();
      }
    },
  );

  test('that refuses the login in the middle of a run is not asked again and again', async () => {
    const other = await startScriptedImap();
    try {
      other.addUser(user, password);
      const { port } = await start();
      server
        ?.account(user)
        .fill(
          planOf(
            Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`Folder ${index}`, letters(4, index * 10)])),
          ),
        );
      const move = await openMove(
        { host: '127.0.0.1', port, user, password },
        { host: '127.0.0.1', port: other.port, user, password },
      );
      // After the first bodies the connection goes, and the password is another one now.
      server?.setScript([
        { match: /BODY\.PEEK\[\]/, after: 'reset', reply: [] },
        { ...refuse(/^(LOGIN|AUTHENTICATE)/, '[AUTHENTICATIONFAILED] No'), from: 2 },
      ]);
      const outcome = await move.run({ connections: 2 });
      expect(outcome).toMatchObject({ state: 'failed', error: { code: 'mail.auth-failed', side: 'source' } });
      expect(logins()).toBeLessThanOrEqual(4);
      await move.close();
    } finally {
      await other.stop();
    }
  });

  test('on a port nobody listens at is unreachable, and a run says so at once', async () => {
    const [port = 1] = await freePorts(1);
    expect(await failureOf(loginTo({ port }))).toMatchObject({ code: 'mail.unreachable' });
    const move = await openMove(
      { host: '127.0.0.1', port, user, password },
      { host: '127.0.0.1', port, user: 'other', password },
    );
    expect(await move.run()).toMatchObject({ state: 'failed', error: { code: 'mail.unreachable' } });
    await move.close();
  });

  test('whose name does not exist is unknown', async () => {
    expect(await failureOf(loginTo({ host: 'no-such-host.invalid' }))).toMatchObject({ code: 'mail.name-unknown' });
  });

  test('that greets with BYE or goes away is named as such', async () => {
    const { port } = await start({ greeting: '* BYE Too many connections' });
    expect((await failureOf(loginTo({ port }))).code).toMatch(/^mail\.(too-many-connections|connection-lost)$/);
    await server?.stop();
    const second = await start({ script: [doneWithoutReply(/^(LOGIN|AUTHENTICATE)/)] });
    expect(await failureOf(loginTo({ port: second.port }))).toMatchObject({ code: 'mail.connection-lost' });
  });

  test('leaves no connection behind, however the attempt ends', async () => {
    const running = await start();
    const { port } = running;
    expect(await probeLogin(loginTo({ port }), secrets)).toMatchObject({ ok: true });
    expect(await probeLogin(loginTo({ port }), { get: async () => 'wrong' })).toMatchObject({ ok: false });
    expect(await probeEndpoint(loginTo({ port }).endpoint)).toMatchObject({ ok: true });
    running.setScript([{ match: /^(LOGIN|AUTHENTICATE)/, reply: () => new Promise(() => undefined) }]);
    const canceller = new AbortController();
    const attempt = openSession(loginTo({ port }), secrets, canceller.signal);
    await expect.poll(logins).toBe(3);
    canceller.abort();
    await expect(attempt).rejects.toThrow();
    await expect.poll(() => running.connections.open).toBe(0);
  });
});
