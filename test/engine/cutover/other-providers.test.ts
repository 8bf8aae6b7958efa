import { describe, expect, it, onTestFinished } from 'vitest';
import { createXcpClient } from '../../../electron/engine/platforms/opensrs/xcp/client.ts';
import { textValue } from '../../../shared/domain/dns.ts';
import { type CloudflareStandIn, startCloudflare } from '../../servers/cloudflare-stand-in.ts';
import { startXcpSimulator, type XcpSimulator } from '../../servers/xcp-simulator.ts';
import { type Desk, domainId, domainName, openDesk } from './zone-desk.ts';

const allLines = ['mx', 'webmail', 'spf', 'dkim-key1', 'dkim-key2', 'dmarc'];

describe('OpenSRS DNS', () => {
  const ground = async (): Promise<{ server: XcpSimulator; desk: Desk }> => {
    const server = await startXcpSimulator();
    onTestFinished(() => server.stop());
    server.zones.set(domainName, {
      A: [
        { subdomain: '', ip_address: '192.0.2.10' },
        { subdomain: 'mail', ip_address: '192.0.2.25' },
      ],
      MX: [{ subdomain: '', priority: '10', hostname: `Mail.${domainName}.` }],
      TXT: [
        { subdomain: '', text: 'v=spf1 mx -all' },
        { subdomain: 'news', text: ' kept <as> it & "is" ' },
      ],
      SRV: [{ subdomain: '_sip._tcp', hostname: 'sip.example', priority: '1', weight: '2', port: '5060' }],
    });
    const desk = openDesk([]);
    desk.use({ provider: 'opensrs', name: 'OpenSRS', url: server.url, username: server.username }, server.key);
    return { server, desk };
  };
  const dryRun = (desk: Desk, lines = allLines) => desk.cutover.changes.preview({ kind: 'move', domainId, lines });

  it('puts a change into the whole zone and leaves the rest as it was; undo brings the zone back', async () => {
    const { server, desk } = await ground();
    const before = structuredClone(server.zones.get(domainName));
    const change = await dryRun(desk);
    expect(server.calls).not.toContain('SET_DNS_ZONE');
    expect(change.sets.every(({ after }) => after === null || after.ttl === null)).toBe(true);
    expect((await desk.cutover.changes.apply(change.id)).state).toBe('applied');
    const after = server.zones.get(domainName);
    expect(after?.SRV).toEqual(before?.SRV);
    expect(after?.TXT).toContainEqual({ subdomain: 'news', text: ' kept <as> it & "is" ' });
    expect(after?.MX).toEqual([{ subdomain: '', priority: '10', hostname: `mx.${domainName}.cust.b.hostedemail.com` }]);
    expect(after?.A).toEqual([{ subdomain: '', ip_address: '192.0.2.10' }]);
    const undo = await desk.cutover.changes.preview({ kind: 'undo', domainId, changeId: change.id });
    expect((await desk.cutover.changes.apply(undo.id)).state).toBe('applied');
    const sorted = (zone: typeof before): unknown =>
      Object.entries(zone ?? {})
        .map(([type, list]) => [
          type,
          list.map((entry) => JSON.stringify(entry).toLowerCase().replace('test."', 'test"')).toSorted(),
        ])
        .filter(([, list]) => list?.length)
        .toSorted();
    expect(sorted(server.zones.get(domainName))).toEqual(sorted(before));
  });

  it('notices somebody else before it writes', async () => {
    const { server, desk } = await ground();
    const change = await dryRun(desk);
    const zone = server.zones.get(domainName);
    if (zone) zone.MX = [{ subdomain: '', priority: '5', hostname: 'mx.theirs.test' }];
    const theirs = structuredClone(zone);
    await expect(desk.cutover.changes.apply(change.id)).rejects.toMatchObject({ code: 'dns.changed-meanwhile' });
    expect(server.zones.get(domainName)).toEqual(theirs);
  });

  it('says that a change has no public effect', async () => {
    const { server, desk } = await ground();
    server.nameserversOk = false;
    expect((await dryRun(desk)).warnings[0]).toContain('no public effect');
  });

  it('has no lifetimes to lower', async () => {
    const { desk } = await ground();
    await expect(desk.cutover.changes.preview({ kind: 'ttl', domainId, ttl: 300 })).rejects.toMatchObject({
      code: 'dns.refused',
    });
  });

  it.each([
    [401, 'dns.auth-failed'],
    [480, 'dns.zone-missing'],
    [437, 'dns.busy'],
    [465, 'dns.refused'],
    [400, 'dns.unreachable'],
    ['page', 'dns.auth-failed'],
    ['cut', 'dns.unreachable'],
  ] as const)('reads %s as %s', async (scripted, code) => {
    const { server, desk } = await ground();
    server.next.push(scripted);
    await expect(dryRun(desk)).rejects.toMatchObject({ code });
  });

  it('says that a wrong key is wrong', async () => {
    const { server, desk } = await ground();
    desk.use({ provider: 'opensrs', name: 'Wrong', url: server.url, username: server.username }, 'another key');
    await expect(dryRun(desk)).rejects.toMatchObject({
      code: 'dns.auth-failed',
      wire: { serverText: expect.stringContaining('401') },
    });
  });

  it('does not know what became of a write that was cut off, and finds out', async () => {
    const { server, desk } = await ground();
    const change = await dryRun(desk, ['mx']);
    // Read for the guard, read for the merge, and then the write is lost on its way.
    let calls = 0;
    Object.defineProperty(server.next, 'shift', {
      value: () => {
        calls += 1;
        return calls === 3 ? 'cut' : undefined;
      },
    });
    await expect(desk.cutover.changes.apply(change.id)).rejects.toMatchObject({ code: 'dns.unclear' });
    expect(desk.cutover.panel(domainId).changes[0]?.state).toBe('unclear');
    const settled = await desk.cutover.changes.settle(change.id);
    expect(settled).toMatchObject({ state: 'stopped', error: { message: expect.stringContaining('as it was') } });
  });

  it('waits and asks again where calls are too many', async () => {
    const { server } = await ground();
    const client = createXcpClient({ url: server.url, username: server.username, key: server.key, backOffMs: [1, 1] });
    server.next.push(300, 310);
    await expect(client.call('GET_DNS_ZONE', { domain: domainName })).resolves.toMatchObject({ nameservers_ok: '1' });
    server.next.push(300, 300, 300);
    await expect(client.call('GET_DNS_ZONE', { domain: domainName })).rejects.toMatchObject({ code: 300 });
  });
});

describe('Cloudflare, by a stand-in', () => {
  const ground = async (): Promise<{ server: CloudflareStandIn; desk: Desk }> => {
    const server = await startCloudflare(domainName, [
      { name: domainName, type: 'A', content: '192.0.2.10', ttl: 1, proxied: true },
      { name: domainName, type: 'MX', content: `mail.${domainName}`, priority: 10, ttl: 3600 },
      { name: domainName, type: 'TXT', content: '"v=spf1 mx -all"', ttl: 3600 },
      { name: domainName, type: 'TXT', content: '"site-verification=abc"', ttl: 3600, comment: 'do not touch' },
      { name: `mail.${domainName}`, type: 'A', content: '192.0.2.25', ttl: 1, proxied: true },
    ]);
    onTestFinished(() => server.stop());
    const desk = openDesk([]);
    desk.use({ provider: 'cloudflare', name: 'Cloudflare', url: server.url }, server.token);
    return { server, desk };
  };
  const dryRun = (desk: Desk) => desk.cutover.changes.preview({ kind: 'move', domainId, lines: allLines });
  const bare = (server: CloudflareStandIn) =>
    server.records.map(({ id: _id, ...record }) => JSON.stringify(record, Object.keys(record).toSorted())).toSorted();

  it('writes one batch, touches no other record, and brings back what was proxied', async () => {
    const { server, desk } = await ground();
    const untouched = server.records.find(({ content }) => content.includes('site-verification'));
    const change = await dryRun(desk);
    expect(server.batches).toEqual([]);
    expect((await desk.cutover.changes.apply(change.id)).state).toBe('applied');
    expect(server.batches).toHaveLength(1);
    expect(server.records).toContainEqual(untouched);
    expect(server.records.find(({ type, name }) => type === 'CNAME' && name.startsWith('mail.'))).toMatchObject({
      proxied: false,
    });
    expect(server.records.filter(({ type }) => type === 'TXT').map(({ content }) => content)).toContain(
      textValue('v=spf1 mx include:_spf.hostedemail.com -all'),
    );
    const undo = await desk.cutover.changes.preview({ kind: 'undo', domainId, changeId: change.id });
    expect((await desk.cutover.changes.apply(undo.id)).state).toBe('applied');
    expect(server.records.find(({ name, type }) => name === `mail.${domainName}` && type === 'A')).toMatchObject({
      content: '192.0.2.25',
      proxied: true,
    });
    expect(bare(server)).toHaveLength(5);
  });

  it('notices somebody else before it writes', async () => {
    const { server, desk } = await ground();
    const change = await dryRun(desk);
    const mx = server.records.find(({ type }) => type === 'MX');
    if (mx) mx.content = 'mx.theirs.test';
    const theirs = bare(server);
    await expect(desk.cutover.changes.apply(change.id)).rejects.toMatchObject({ code: 'dns.changed-meanwhile' });
    expect(bare(server)).toEqual(theirs);
  });

  it.each([
    [403, 'dns.auth-failed'],
    [429, 'dns.busy'],
    [500, 'dns.unreachable'],
    ['cut', 'dns.unreachable'],
  ] as const)('reads %s as %s', async (scripted, code) => {
    const { server, desk } = await ground();
    server.next.push(scripted);
    await expect(dryRun(desk)).rejects.toMatchObject({ code });
  });
});
