import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { resultOf, runCli } from './cli-process.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.log(`skipped: ${unavailable}`);

const PASSWORD = 'Maple-Anchor-3309';
const USER = 'anna@harbour.test';

describe.skipIf(unavailable !== null)('mailferry probe of a Dovecot', () => {
  let server: DovecotServer;
  const address = (scheme: 'imap' | 'imaps' | 'imap+insecure', user = '') =>
    `${scheme}://${user}${server.host}:${scheme === 'imaps' ? server.ports.imaps : server.ports.imap}`;

  beforeAll(async () => {
    server = await startDovecot({ quotaMb: 10 });
    await server.addUser(USER, PASSWORD);
    await seedMailbox(server, USER, generateMailbox({ seed: 1, folders: 4, messages: 30, profile: 'small' }));
  });
  afterAll(async () => {
    await server?.stop();
  });

  it.each(['imaps', 'imap'] as const)(
    'shows greeting, certificate and capabilities without a login over %s',
    async (scheme) => {
      const parameters = ['probe', address(scheme), '--source-fingerprint', server.certificate.fingerprint256];
      const run = await runCli([...parameters, '--json']);
      expect(resultOf(run)).toMatchObject({
        exitStatus: 0,
        result: {
          connection: { ok: true, facts: { tls: { certificate: { fingerprint: server.certificate.fingerprint256 } } } },
          login: null,
          folders: null,
        },
      });
      const plain = await runCli(parameters);
      expect(plain).toMatchObject({ status: 0, stderr: '' });
      expect(plain.stdout).toMatch(/^Greeting +.*Dovecot/m);
      expect(plain.stdout).toContain(server.certificate.fingerprint256);
    },
  );

  it('logs in with a password and tells folders and quota', async () => {
    const env = { MAILFERRY_SOURCE_PASSWORD: PASSWORD };
    const run = await runCli(['probe', address('imap+insecure', `${USER}@`), '--json'], env);
    expect(resultOf(run)).toMatchObject({
      exitStatus: 0,
      result: {
        server: { user: USER, tls: 'none' },
        login: { ok: true, quota: { limitBytes: 10 * 1024 ** 2 } },
        folders: { messages: 30 },
      },
    });
    const plain = await runCli(['probe', address('imap+insecure', `${USER}@`)], env);
    expect(plain.stdout).toMatch(/^Folders +\d+ folders, 30 messages$/m);
    expect(plain.stdout).toMatch(/^Quota +.* of 10 MB used/m);
    expect(plain.stdout + plain.stderr + run.stdout).not.toContain(PASSWORD);
  });

  it('ends with status 3 when the login is refused, and still tells what it saw', async () => {
    const run = await runCli(['probe', address('imap+insecure', `${USER}@`), '--json'], {
      MAILFERRY_SOURCE_PASSWORD: 'wrong',
    });
    expect(resultOf(run)).toMatchObject({
      exitStatus: 3,
      error: { code: 'mail.auth-failed' },
      result: { connection: { ok: true }, login: { ok: false } },
    });
  });

  it('ends with status 3 when nobody answers', async () => {
    const run = await runCli(['probe', 'imaps://127.0.0.1:1', '--json']);
    expect(resultOf(run)).toMatchObject({
      exitStatus: 3,
      error: { code: 'mail.unreachable' },
      result: { connection: { ok: false }, login: null },
    });
  });

  it('ends with status 3 and the fingerprint for a certificate that cannot be trusted', async () => {
    const run = await runCli(['probe', address('imaps')]);
    expect(run).toMatchObject({ status: 3, stdout: '' });
    expect(run.stderr).toContain(server.certificate.fingerprint256);
    expect(run.stderr).toContain('Another client (imapflow) fails as well');
  });
});
