import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { probeService } from '../../../electron/engine/incidents/probe/probe-service.ts';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import type { Service } from '../../../shared/domain/service.ts';
import type { ServiceProbe } from '../../../shared/domain/service-probe.ts';
import { makeCertificate, type ServerCertificate } from '../../servers/certificate.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type ScriptedService, type ServiceScript, startScriptedService } from '../../servers/scripted-service.ts';

let directory: string;
let certificate: ServerCertificate;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'probe-'));
  certificate = await makeCertificate(directory);
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function service(change: Partial<Service> & Pick<Service, 'kind' | 'port'>): Service {
  return {
    id: 's1',
    server: 'endpoint:e1',
    endpointId: null,
    host: '127.0.0.1',
    tls: 'none',
    path: '/',
    watched: true,
    pinnedFingerprint: null,
    ...change,
  };
}

const look = (one: Service, patienceMs = 5000): Promise<ServiceProbe> =>
  probeService(one, { now: Date.now, by: 'agent', logIn: null, patienceMs });

async function scripted(script: ServiceScript): Promise<ScriptedService> {
  const started = await startScriptedService({ now: script });
  running.push(started);
  return started;
}

/** An SMTP server as MailEnable greets, with the extensions given. */
const smtp = (banner: string, ...extensions: string[]): ServiceScript => ({
  greeting: `220 ${banner}`,
  answer(line) {
    if (/^EHLO/.test(line))
      return ['250-old.test', ...extensions.map((name) => `250-${name}`), '250 HELP'].join('\r\n');
    if (line === 'STARTTLS') return { starttls: '220 Ready to start TLS' };
    return '221 Bye';
  },
  certificate,
});

describe.skipIf(dovecotUnavailable() !== null)('IMAP and POP3 of a real Dovecot', () => {
  let dovecot: DovecotServer;
  beforeAll(async () => {
    dovecot = await startDovecot();
    await dovecot.addUser('anna@example.org', 'right');
  });
  afterAll(() => dovecot?.stop());

  it.each([
    ['imap', 'imap', 'none'],
    ['imap', 'imap', 'starttls'],
    ['imap', 'imaps', 'implicit'],
    ['pop3', 'pop3', 'none'],
    ['pop3', 'pop3', 'starttls'],
    ['pop3', 'pop3s', 'implicit'],
  ] as const)('are seen up: %s on the port %s with TLS %s', async (kind, port, tls) => {
    const { fingerprint256 } = dovecot.certificate;
    const probe = await look(service({ kind, port: dovecot.ports[port], tls, pinnedFingerprint: fingerprint256 }));
    // The certificate of these tests is valid for a week, so its renewal is called for.
    expect(probe).toMatchObject({ state: tls === 'none' ? 'up' : 'trouble', error: null, version: 'Dovecot' });
    expect(Object.keys(probe.times)).toEqual(
      tls === 'none'
        ? ['connect', 'greeting']
        : tls === 'implicit'
          ? ['connect', 'tls', 'greeting']
          : ['connect', 'greeting', 'tls'],
    );
    if (tls !== 'none')
      expect(probe.tls).toMatchObject({ version: 'TLSv1.3', certificate: { fingerprint: fingerprint256 } });
  });

  it('answer, but with a certificate nobody vouches for', async () => {
    const probe = await look(service({ kind: 'imap', port: dovecot.ports.imaps, tls: 'implicit' }));
    expect(probe).toMatchObject({ state: 'trouble', phase: 'tls', error: { code: 'mail.certificate' } });
    expect(probe.text).toContain('signed by itself');
  });

  it('answer with another certificate than the one to trust', async () => {
    const probe = await look(
      service({ kind: 'imap', port: dovecot.ports.imaps, tls: 'implicit', pinnedFingerprint: 'AB:CD' }),
    );
    expect(probe).toMatchObject({ state: 'trouble', phase: 'tls' });
    expect(probe.text).toContain('another one than the one to trust');
  });

  it('let the account in, or refuse it', async () => {
    const logIn = (password: string) => async (login: Parameters<typeof openSession>[0], signal: AbortSignal) =>
      (await openSession({ ...login, user: 'anna@example.org' }, { get: async () => password }, signal)).close();
    for (const kind of ['imap', 'pop3'] as const) {
      const one = service({ kind, port: dovecot.ports[kind] });
      const right = await probeService(one, { now: Date.now, by: 'agent', logIn: logIn('right') });
      expect(right).toMatchObject({ state: 'up', login: 'ok' });
      const wrong = await probeService(one, { now: Date.now, by: 'agent', logIn: logIn('wrong') });
      expect(wrong).toMatchObject({
        state: 'trouble',
        phase: 'login',
        login: 'refused',
        error: { code: 'mail.auth-failed' },
      });
    }
  });

  it('are not spoken to by the wrong protocol', async () => {
    const probe = await look(service({ kind: 'pop3', port: dovecot.ports.imap }));
    expect(probe).toMatchObject({
      state: 'down',
      phase: 'greeting',
      text: 'It greets with something that is not POP3.',
    });
  });
});

describe('a service that does not serve', () => {
  it('has a closed port', async () => {
    const closed = await scripted({ greeting: '* OK' });
    await closed.stop();
    const probe = await look(service({ kind: 'imap', port: closed.port }));
    expect(probe).toMatchObject({ state: 'down', phase: 'connect', error: { code: 'mail.unreachable' } });
    expect(probe.text).toContain('the connection was refused');
  });
  it('has a name nobody knows', async () => {
    const probe = await look(service({ kind: 'imap', port: 143, host: 'nobody.invalid' }), 3000);
    // Without a network this computer cannot know; then it says nothing about the service.
    expect(['down', 'unclear']).toContain(probe.state);
    expect(probe.phase).toBe('name');
  });
  it('takes the connection and says nothing', async () => {
    const { port } = await scripted({ greeting: null });
    const probe = await look(service({ kind: 'imap', port }), 150);
    expect(probe).toMatchObject({ state: 'down', phase: 'greeting', error: { code: 'mail.timeout' } });
    expect(probe.text).toContain('says nothing');
  });
  it('closes at once', async () => {
    const { port } = await scripted({ greeting: null, close: true });
    expect(await look(service({ kind: 'pop3', port }))).toMatchObject({
      state: 'down',
      text: 'It takes the connection and closes it without a greeting.',
    });
  });
  it.each([
    ['imap', '* BYE Too many connections', 'Too many connections', null],
    ['pop3', '-ERR out of service', 'out of service', null],
    ['smtp', '421 4.3.2 Service not available', '421 4.3.2 Service not available', 421],
    ['smtp', '554-old.test\r\n554 No mail here', '554 old.test No mail here', 554],
  ] as const)('refuses in words: %s "%s"', async (kind, greeting, words, status) => {
    const { port } = await scripted({ greeting, close: true });
    const probe = await look(service({ kind, port }));
    expect(probe).toMatchObject({
      state: 'down',
      phase: 'greeting',
      status,
      text: `It answers, but refuses to serve: ${words}`,
    });
  });
  it('has no encryption where it is asked for', async () => {
    const { port } = await scripted({
      greeting: '* OK IMAP4 ready.',
      answer: (line) => `${line.split(' ')[0]} BAD UNKNOWN Command`,
    });
    expect(await look(service({ kind: 'imap', port, tls: 'starttls' }))).toMatchObject({
      state: 'down',
      phase: 'tls',
      error: { code: 'mail.tls-unavailable' },
    });
  });
  it('speaks no TLS on a port for it', async () => {
    const { port } = await scripted({ greeting: '* OK ready' });
    expect(await look(service({ kind: 'imap', port, tls: 'implicit' }))).toMatchObject({ state: 'down', phase: 'tls' });
  });
});

describe('SMTP', () => {
  it.each([
    ['4.26--', 'MailEnable 4.26'],
    ['9.53-9.53-', 'MailEnable 9.53'],
    ['9.00--9.00', 'MailEnable 9.00'],
    ['10.34', 'MailEnable 10.34'],
  ])('tells its version %s', async (version, said) => {
    const { port, heard } = await scripted(
      smtp(`old.test ESMTP MailEnable Service, Version: ${version} ready at 11/22/26 14:02:11`, 'SIZE'),
    );
    expect(await look(service({ kind: 'smtp', port, tls: 'offered' }))).toMatchObject({
      state: 'up',
      version: said,
      status: 220,
      tls: null,
    });
    expect(heard[0]).toMatch(/^EHLO \S+\.invalid$/);
  });
  it('is encrypted where it offers that, whatever its certificate, as sending servers do it', async () => {
    const { port } = await scripted(smtp('old.test ESMTP ready', 'STARTTLS'));
    const probe = await look(service({ kind: 'smtp', port, tls: 'offered' }));
    expect(probe).toMatchObject({ state: 'up', tls: { certificate: { fingerprint: certificate.fingerprint256 } } });
  });
});

describe('webmail', () => {
  const page = '<html><head><title>MailEnable</title><link rel="stylesheet" href="/Mondo/me.css?v=9.53"></head></html>';
  async function web(
    answer: (path: string) => [number, string, Record<string, string>?],
    secured = false,
  ): Promise<number> {
    const handle: Parameters<typeof createServer>[1] = (request, response) => {
      const [status, html, headers] = answer(request.url ?? '');
      response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);
    };
    const server = secured
      ? createSecureServer(
          { key: readFileSync(certificate.keyPath), cert: readFileSync(certificate.certificatePath) },
          handle,
        )
      : createServer(handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    running.push({ stop: () => new Promise((resolve) => server.close(() => resolve())) });
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }
  it('tells its version by its stylesheet, after a redirect on the same server', async () => {
    const port = await web((path) => (path === '/' ? [302, '', { location: '/login' }] : [200, page]));
    expect(await look(service({ kind: 'webmail', port }))).toMatchObject({
      state: 'up',
      status: 200,
      version: 'MailEnable 9.53',
      greeting: 'MailEnable',
    });
  });
  it('is asked over TLS', async () => {
    const port = await web(() => [200, page], true);
    const probe = await look(
      service({ kind: 'webmail', port, tls: 'implicit', pinnedFingerprint: certificate.fingerprint256 }),
    );
    expect(probe).toMatchObject({ phase: 'tls', status: 200, tls: { version: 'TLSv1.3' } });
    expect(probe.times).toHaveProperty('page');
  });
  it('is down with a 5xx, and something else with a 404', async () => {
    const broken = await web(() => [503, 'busy']);
    expect(await look(service({ kind: 'webmail', port: broken }))).toMatchObject({
      state: 'down',
      phase: 'page',
      status: 503,
    });
    const other = await web(() => [404, 'nothing']);
    expect(await look(service({ kind: 'webmail', port: other, path: '/mail' }))).toMatchObject({
      state: 'trouble',
      phase: 'page',
      status: 404,
    });
  });
});

it('is called off in the middle and leaves no connection behind', async () => {
  const server = await scripted({ greeting: null });
  const stop = new AbortController();
  const probing = probeService(service({ kind: 'imap', port: server.port }), {
    now: Date.now,
    by: 'schedule',
    logIn: null,
    signal: stop.signal,
  });
  // The probe is waiting for a greeting once its connection is there.
  const waiting = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => waiting.once('connect', resolve));
  waiting.destroy();
  stop.abort();
  await expect(probing).rejects.toThrow();
});
