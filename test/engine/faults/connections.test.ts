import { afterEach, describe, expect, test } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { startScriptedImap } from '../../servers/scripted-imap.ts';
import { type Move, openMove } from '../transfer/move.ts';
import { letters, planOf, type ScriptedPair, startPair } from '../transfer/scripted-pair.ts';

const folders = planOf(
  Object.fromEntries(['INBOX', 'Work', 'Home', 'Old'].map((name, place) => [name, letters(40, place * 50)])),
);

describe('a password that is changed while a run goes on', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());

  test.each(['source', 'destination'] as const)('is tried once by all connections of the %s together', async (side) => {
    pair = await startPair({ plan: folders });
    const server = side === 'source' ? pair.from : pair.to;
    const match = side === 'source' ? /BODY\.PEEK\[\]/ : /^APPEND/;
    let refused = 0;
    const login = /^(LOGIN|AUTHENTICATE)/i;
    let changed = false;
    server.setScript([
      {
        match,
        reply: ({ run }) => {
          changed = true;
          return run().slice(0, 1);
        },
        after: 'reset',
      },
      {
        match: login,
        reply: ({ run, tag }) => {
          if (!changed) return run();
          refused += 1;
          return [`${tag} NO [AUTHENTICATIONFAILED] Wrong password`];
        },
      },
    ]);
    const outcome = await pair.move.run({ connections: 4 });
    expect(outcome).toMatchObject({
      state: 'failed',
      error: { code: 'mail.auth-failed', side, serverText: expect.stringContaining('Wrong password') },
    });
    expect(refused).toBe(1);
    server.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [] });
    expect(await pair.differences()).toEqual([]);
  });
});

describe('a server that falls silent', () => {
  let pair: ScriptedPair;
  let proxies: FaultProxy[] = [];
  let servers: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await pair?.stop();
    await Promise.all([...proxies, ...servers].map((one) => one.stop()));
    proxies = [];
    servers = [];
  });

  /** A pair with a proxy before each server. */
  async function between(): Promise<{
    from: FaultProxy;
    to: FaultProxy;
    move: Move;
    differences: ScriptedPair['differences'];
  }> {
    pair = await startPair({ plan: folders });
    const [from, to] = await Promise.all([startFaultProxy(pair.from), startFaultProxy(pair.to)]);
    proxies = [from, to];
    const login = { user: pair.source.user, password: pair.source.password };
    const move = await openMove({ ...addressOf(from), ...login }, { ...addressOf(to), ...login });
    servers = [{ stop: () => move.close() }];
    return { from, to, move, differences: pair.differences };
  }

  test.each(['source', 'destination'] as const)(
    'is waited for while its patience lasts: a stall of the %s costs nothing',
    async (side) => {
      const { from, to, move, differences } = await between();
      const proxy = side === 'source' ? from : to;
      const fault = proxy.stallAfter({ direction: side === 'source' ? 'to-client' : 'to-server', bytes: 9000 });
      const connectionsBefore = proxy.connections.total;
      const running = move.run({ connections: 2 }, { silenceMs: 600_000 });
      await fault.happened;
      setTimeout(() => fault.release(), 300);
      expect(await running).toMatchObject({ state: 'complete', findings: [], totals: { copied: 160 } });
      expect(proxy.connections.total - connectionsBefore).toBeLessThanOrEqual(2);
      expect(move.log.filter((line) => line.startsWith('warn'))).toEqual([]);
      expect(await differences()).toEqual([]);
    },
  );

  test.each(['source', 'destination'] as const)(
    'beyond all patience is left, and the run goes on over a new connection (%s)',
    async (side) => {
      const { from, to, move, differences } = await between();
      const proxy = side === 'source' ? from : to;
      const command = side === 'source' ? /BODY\.PEEK\[\]/ : /^APPEND/;
      const fault = proxy.stallReply({ command });
      const outcome = await move.run({ connections: 2 }, { silenceMs: 400 });
      fault.release();
      expect(outcome).toMatchObject({ state: 'complete', findings: [], totals: { messages: 160, skipped: 0 } });
      expect(move.log.join('\n')).toMatch(new RegExp(`The ${side} server .* took too long`));
      expect(await differences()).toEqual([]);
      expect(await move.run()).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    },
  );
});

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('a certificate that changes between two connections of a run', () => {
  test('ends the run before a password is sent', async () => {
    const [from, real, other] = await Promise.all([startScriptedImap(), startDovecot(), startDovecot()]);
    const user = 'anna@harbour.test';
    const password = 'Kelp-Lantern-58';
    from.addUser(user, password, folders);
    await Promise.all([real.addUser(user, password), other.addUser(user, password)]);
    const imaps = (server: DovecotServer) => ({ host: server.host, port: server.ports.imaps });
    // One address; behind it another server takes over.
    let behind: { host: string; port: number } = imaps(real);
    const proxy = await startFaultProxy({
      get host() {
        return behind.host;
      },
      get port() {
        return behind.port;
      },
    });
    const place = { host: proxy.host, port: proxy.port, user, password };
    const move = await openMove({ host: from.host, port: from.port, user, password }, place, {
      destination: { tls: 'implicit', pinnedFingerprint: real.certificate.fingerprint256 },
    });
    try {
      const fault = proxy.cutAfter({ direction: 'to-server', bytes: 12_000 });
      void fault.happened.then(() => {
        behind = imaps(other);
      });
      expect(await move.run({ connections: 1 })).toMatchObject({
        state: 'failed',
        error: {
          code: 'mail.certificate-changed',
          side: 'destination',
          certificate: { fingerprint: other.certificate.fingerprint256 },
        },
      });
      expect(other.log()).not.toContain('Login:');
      behind = imaps(real);
      expect(await move.run()).toMatchObject({ state: 'complete', findings: [] });
    } finally {
      await move.close();
      await Promise.all([proxy.stop(), from.stop(), real.stop(), other.stop()]);
    }
  });
});

function addressOf({ host, port }: { readonly host: string; readonly port: number }) {
  return { host, port };
}
