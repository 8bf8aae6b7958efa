import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { RawImap } from '../../servers/raw-imap.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`SKIPPED: ${unavailable}`);

const message = Buffer.from('Subject: x\r\n\r\nSEARCH in the body\r\nr9 OK not an answer\r\n');

describe.skipIf(unavailable !== null)('fault proxy', () => {
  let server: DovecotServer;
  let proxy: FaultProxy;
  let users = 0;
  let user: string;

  const login = (): Promise<RawImap> => RawImap.login(proxy, user, 'x');
  const stored = async (): Promise<number> => {
    const { folders } = await snapshotMailbox(server, user, 'x');
    return folders.flatMap(({ messages }) => messages).length;
  };

  beforeAll(async () => {
    server = await startDovecot();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    user = `user${++users}`;
    await server.addUser(user, 'x');
    proxy = await startFaultProxy(server);
  });
  afterEach(() => proxy.stop());

  it('passes everything on and counts it', async () => {
    const first = await login();
    const second = await login();
    await first.command('APPEND INBOX {}', [message]);
    await Promise.all([first.logout(), second.logout()]);
    expect(await stored()).toBe(1);
    expect(proxy.connections).toMatchObject({ total: 2, peak: 2 });
    expect(proxy.commands.map((command) => command.split(' ', 1)[0]).sort()).toEqual([
      'APPEND',
      'CAPABILITY',
      'CAPABILITY',
      'LOGIN',
      'LOGIN',
      'LOGOUT',
      'LOGOUT',
    ]);
  });

  it('makes a round trip take twice the latency, and bytes their time', async () => {
    const client = await login();
    proxy.setLine({ latencyMs: 40 });
    let start = performance.now();
    await client.command('NOOP');
    expect(performance.now() - start).toBeGreaterThanOrEqual(79);
    proxy.setLine({ bytesPerSecond: 200_000 });
    start = performance.now();
    await client.command('APPEND INBOX {}', [Buffer.alloc(40_000, 'x')]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(199);
    await client.logout();
  });

  it('cuts after exactly so many bytes to the server', async () => {
    const client = await login();
    const fault = proxy.cutAfter({ direction: 'to-server', bytes: 1000 });
    await expect(client.command('APPEND INBOX {}', [Buffer.alloc(5000, 'x')])).rejects.toThrow(/ECONNRESET|closed/);
    await fault.happened;
    expect(await stored()).toBe(0);
  });

  it('cuts in the middle of an answer', async () => {
    const client = await login();
    await client.command('APPEND INBOX {}', [Buffer.alloc(50_000, 'x')]);
    await client.command('EXAMINE INBOX');
    const fault = proxy.cutAfter({ direction: 'to-client', bytes: 20_000 }, 'close');
    await expect(client.command('FETCH 1 BODY.PEEK[]')).rejects.toThrow('The connection was closed');
    await fault.happened;
  });

  it('loses the reply of the second APPEND, which is stored', async () => {
    const client = await login();
    const fault = proxy.loseReply({ command: /^APPEND/, occurrence: 2 });
    await client.command('APPEND INBOX {}', [message]);
    await expect(client.command('APPEND INBOX {}', [message])).rejects.toThrow(/ECONNRESET|closed/);
    await fault.happened;
    expect(await stored()).toBe(2);
  });

  it('keeps a command from the server', async () => {
    const client = await login();
    const fault = proxy.cutBefore({ command: /^APPEND/ });
    await expect(client.command('APPEND INBOX {}', [message])).rejects.toThrow(/ECONNRESET|closed/);
    await fault.happened;
    expect(await stored()).toBe(0);
  });

  it('holds a reply until it is released, while other connections go on', async () => {
    const [client, other] = [await login(), await login()];
    const fault = proxy.stallReply({ command: /^APPEND/ });
    let answered = false;
    const append = client.command('APPEND INBOX {}', [message]).then(() => {
      answered = true;
    });
    await fault.happened;
    expect(await stored()).toBe(1);
    await other.command('NOOP');
    expect(answered).toBe(false);
    fault.release();
    await append;
    await Promise.all([client.logout(), other.logout()]);
  });

  it('stalls everything and goes on where it stopped', async () => {
    const client = await login();
    const big = Buffer.alloc(100_000, 'x');
    const fault = proxy.stallAfter({ direction: 'to-server', bytes: 50_000 });
    const append = client.command('APPEND INBOX {}', [big]);
    await fault.happened;
    expect(await stored()).toBe(0);
    fault.release();
    await append;
    const now = proxy.stallNow();
    const noop = client.command('NOOP');
    now.release();
    await noop;
    await client.logout();
    expect(await stored()).toBe(1);
  });

  it('refuses new connections, keeps the old, and takes new ones again', async () => {
    const client = await login();
    await proxy.refuseConnections();
    await expect(login()).rejects.toThrow('ECONNREFUSED');
    await client.command('NOOP');
    await proxy.acceptConnections();
    await (await login()).logout();
    proxy.cutNow();
    await client.closed;
  });
});
