import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bytes } from '../../../shared/domain/opensrs-quota.ts';
import { makeCertificate } from '../../servers/certificate.ts';
import { GB, password, startOmaBench } from './oma-bench.ts';

describe('the session token', () => {
  it('is renewed before it runs out', async () => {
    const { client, simulator, clock } = await startOmaBench();
    const oma = client();
    await oma.echo();
    clock.nowMs += 3_600_000 - 61_000;
    await oma.echo();
    expect(simulator.calls.filter((call) => call.method === 'authenticate')).toHaveLength(1);
    clock.nowMs += 2_000;
    await oma.echo();
    expect(simulator.calls.filter((call) => call.method === 'authenticate')).toHaveLength(2);
  });

  it('is replaced once when it is refused before its time', async () => {
    const { client, simulator } = await startOmaBench();
    const oma = client();
    await oma.echo();
    simulator.expireTokens();
    await oma.getDomain('harbour.test');
    expect(simulator.calls.map((call) => call.method)).toEqual([
      'authenticate',
      'echo',
      'get_domain',
      'authenticate',
      'get_domain',
    ]);
    simulator.fault({ kind: 'expired-token', times: 2, method: 'echo' });
    await expect(oma.echo()).rejects.toMatchObject({ code: 'opensrs.credentials' });
  });
});

describe('faults', () => {
  it.each(['http-500', 'http-503', 'error-0', 'malformed-json', 'html', 'lost-answer'] as const)(
    '%s is tried again with growing pauses, and said when it stays',
    async (kind) => {
      const { client, simulator, waits } = await startOmaBench();
      const oma = client();
      await oma.echo();
      simulator.fault({ kind, times: 2, method: 'get_domain' });
      expect(await oma.getDomain('harbour.test')).toMatchObject({ exists: true });
      expect(waits).toHaveLength(2);
      if (kind !== 'http-503') expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
      simulator.fault({ kind, times: 9, method: 'get_domain' });
      await expect(oma.getDomain('harbour.test')).rejects.toMatchObject({ code: 'opensrs.fault', meaning: 'fault' });
      expect(waits).toHaveLength(5);
    },
  );

  it('waits as long as the server asks to', async () => {
    const { client, simulator, waits } = await startOmaBench();
    simulator.fault({ kind: 'http-503', method: 'echo' });
    await client().echo();
    expect(waits).toEqual([1000]);
  });

  it('gives up a call without an answer in time, and repeats it', async () => {
    const { client, simulator } = await startOmaBench();
    const oma = client({ timeoutMs: 150 });
    await oma.echo();
    simulator.fault({ kind: 'slow', ms: 400, method: 'echo' });
    await oma.echo();
    simulator.fault({ kind: 'slow', ms: 400, times: 4, method: 'echo' });
    await expect(oma.echo()).rejects.toThrow('did not answer within');
  });

  it('never begins a server-side copy twice', async () => {
    const { client, simulator, waits } = await startOmaBench();
    const oma = client();
    simulator.fault({ kind: 'lost-answer', method: 'migration_add' });
    const user = {
      local: 'anna@harbour.test',
      remote: 'a',
      password: 'p',
      server: 'old.test:993',
      method: 'imap4s',
    } as const;
    await expect(oma.migrationAdd('job-1', [user])).rejects.toMatchObject({ meaning: 'fault' });
    expect(simulator.calls.filter((call) => call.method === 'migration_add')).toHaveLength(1);
    expect(waits).toEqual([]);
    expect(await oma.migrationJobs()).toMatchObject([{ job: 'job-1' }]);
  });

  it('tells an address without the API, and a call that could not be read', async () => {
    const { client, simulator } = await startOmaBench();
    await expect(client({ url: `${simulator.url}/v2` }).echo()).rejects.toMatchObject({ meaning: 'unknown-method' });
    const nonsense = createServer((_request, response) => response.writeHead(400).end('Bad JSON'));
    await new Promise<void>((resolve) => nonsense.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void nonsense.close());
    const address = nonsense.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(client({ url: `http://127.0.0.1:${port}/api` }).echo()).rejects.toMatchObject({
      meaning: 'malformed',
    });
  });

  it('says at once that nobody answers there', async () => {
    const { client, simulator, waits } = await startOmaBench();
    const oma = client();
    await simulator.stop();
    await expect(oma.echo()).rejects.toMatchObject({ code: 'opensrs.unreachable' });
    expect(waits).toEqual([]);
  });
});

describe('the line', () => {
  it('has at most four calls under way', async () => {
    const { client, simulator } = await startOmaBench();
    const oma = client();
    await oma.echo();
    simulator.fault({ kind: 'slow', ms: 30, times: 99 });
    await Promise.all(Array.from({ length: 20 }, () => oma.getUser('anna@harbour.test')));
    expect(simulator.peak).toBe(4);
  });

  it('checks the certificate, and sends nothing to a server it does not trust', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mailferry-oma-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const made = await makeCertificate(directory);
    const { client, simulator } = await startOmaBench({
      tls: { cert: made.pem, key: readFileSync(made.keyPath, 'utf8') },
    });
    await expect(client().echo()).rejects.toMatchObject({ code: 'opensrs.unreachable' });
    expect(simulator.calls).toEqual([]);
    await client({ ca: made.pem }).echo();
    expect(simulator.calls).toHaveLength(2);
  });

  it.each([
    'http://admin.b.hostedemail.com/api',
    'ftp://127.0.0.1/',
    'https://u:p@host/api',
    'admin',
    'https://host/api?x=1',
  ])('does not take %s for an address', async (url) => {
    const { client } = await startOmaBench();
    expect(() => client({ url })).toThrow('cannot be used');
  });
});

describe('the trace', () => {
  it('has every call and answer, and nothing that opens anything', async () => {
    const { client, trace, host, simulator } = await startOmaBench();
    const oma = client();
    const secret = 'Tide.Table.07';
    await oma.changeUser('ben@harbour.test', { password: secret, quota: bytes(5 * GB) }, { createOnly: true });
    const { token } = await oma.generateToken('ben@harbour.test', { reason: 'test', hours: 1 });
    const user = {
      local: 'ben@harbour.test',
      remote: 'ben',
      password: 'Old-Secret-99',
      server: 'old.test:993',
      method: 'imap4s',
    } as const;
    await oma.migrationAdd('job-1', [user]);
    const address = await oma.migrationTrace('job-1', 'ben@harbour.test');
    await oma
      .changeUser('ben@harbour.test', { password: 'ben@harbour.test' }, { createOnly: false })
      .catch(() => undefined);
    const apiToken = [...simulator.state.apiTokens.keys()][0] ?? '';
    expect(trace.map((entry) => entry.method)).toEqual([
      'authenticate',
      'change_user',
      'generate_token',
      'migration_add',
      'migration_trace',
      'change_user',
    ]);
    const written = JSON.stringify(trace);
    for (const one of [password, secret, token, apiToken, 'Old-Secret-99', address]) {
      expect(one.length).toBeGreaterThan(6);
      expect(written).not.toContain(one);
    }
    expect(host.tokens.get('ben@harbour.test')?.token).toBe(token);
    expect(trace[1]?.request).toContain('"quota":5368709120');
  });
});
