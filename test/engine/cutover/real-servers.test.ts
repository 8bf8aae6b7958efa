import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DnsAccountSettings } from '../../../shared/domain/dns-account.ts';
import { type BindServer, bindUnavailable, startBind } from '../../servers/bind.ts';
import { type PowerDnsServer, powerDnsUnavailable, startPowerDns } from '../../servers/powerdns.ts';
import { type Desk, domainId, domainName, openDesk } from './zone-desk.ts';

const allLines = ['mx', 'webmail', 'spf', 'dkim-key1', 'dkim-key2', 'dmarc'];

/** What both servers have before: name, lifetime, type, content. */
const oldZone = [
  [domainName, 3600, 'A', '192.0.2.10'],
  [domainName, 86_400, 'MX', `10 mail.${domainName}.`],
  [domainName, 3600, 'TXT', '"v=spf1 mx -all"'],
  [domainName, 3600, 'TXT', '"site-verification=\\"quoted\\" and \\\\ slashed" "second piece"'],
  [`mail.${domainName}`, 3600, 'A', '192.0.2.25'],
  [`mail.${domainName}`, 3600, 'AAAA', '2001:db8::25'],
  [`www.${domainName}`, 3600, 'CNAME', `${domainName}.`],
  [`_sip._tcp.${domainName}`, 3600, 'SRV', `10 20 5060 sip.${domainName}.`],
] as const;

interface Ground {
  readonly settings: DnsAccountSettings;
  readonly secret: string;
  readonly desk: () => Desk;
  /** Everything in the zone, one line a record, in one spelling. */
  readonly records: () => Promise<string[]>;
  readonly changeMx: () => Promise<void>;
}

/** What has to hold wherever the zone is kept. */
function keepsItsPromises(ground: () => Promise<Ground>): void {
  it('changes nothing in a dry run, exactly what it showed when applied, and everything back when undone', async () => {
    const { settings, secret, desk: open, records } = await ground();
    const desk = open();
    const accountId = desk.use(settings, secret);
    expect(await desk.cutover.accounts.test(accountId)).toEqual({ zones: [domainName], domains: [domainName] });
    const before = await records();

    const dryRun = await desk.cutover.changes.preview({ kind: 'move', domainId, lines: allLines });
    expect(await records()).toEqual(before);
    expect(dryRun.sets.map(({ name, type, after }) => `${type} ${name} ${after?.values.length ?? 'gone'}`)).toEqual([
      `MX ${domainName} 1`,
      `A mail.${domainName} gone`,
      `AAAA mail.${domainName} gone`,
      `CNAME mail.${domainName} 1`,
      `TXT ${domainName} 2`,
      `CNAME key1._domainkey.${domainName} 1`,
      `CNAME key2._domainkey.${domainName} 1`,
      `TXT _dmarc.${domainName} 1`,
    ]);

    expect((await desk.cutover.changes.apply(dryRun.id)).state).toBe('applied');
    const after = await records();
    const mx = `mx.${domainName}.cust.b.hostedemail.com.`;
    expect(after.filter((line) => line.includes('MX'))).toEqual([expect.stringContaining(mx)]);
    expect(after.some((line) => line.includes('v=spf1 mx include:_spf.hostedemail.com -all'))).toBe(true);
    // What nobody asked to change is there as it was, down to its quotes and pieces.
    for (const kind of ['SRV', 'www.', 'site-verification']) {
      expect(after.filter((line) => line.includes(kind))).toEqual(before.filter((line) => line.includes(kind)));
    }
    const look = await desk.cutover.looking.look(domainId);
    expect(look.findings).toEqual([]);
    expect(desk.cutover.panel(domainId).plan?.lines.every(({ state }) => state === 'there')).toBe(true);

    const back = await desk.cutover.changes.preview({ kind: 'undo', domainId, changeId: dryRun.id });
    expect((await desk.cutover.changes.apply(back.id)).state).toBe('applied');
    expect(await records()).toEqual(before);
    expect(desk.cutover.panel(domainId).changes.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'undo applied',
      'move undone',
    ]);
  });

  it('notices that somebody else changed the zone, and overwrites nothing', async () => {
    const { settings, secret, desk: open, records, changeMx } = await ground();
    const desk = open();
    desk.use(settings, secret);
    const dryRun = await desk.cutover.changes.preview({ kind: 'move', domainId, lines: allLines });
    await changeMx();
    const theirs = await records();
    await expect(desk.cutover.changes.apply(dryRun.id)).rejects.toMatchObject({
      code: 'dns.changed-meanwhile',
      message: expect.stringContaining(`MX of ${domainName}`),
    });
    expect(await records()).toEqual(theirs);
    expect(desk.cutover.panel(domainId).changes).toMatchObject([
      { state: 'stopped', error: { code: 'dns.changed-meanwhile' } },
    ]);
    // A second dry run sees what they did.
    const second = await desk.cutover.changes.preview({ kind: 'move', domainId, lines: ['mx'] });
    expect(second.sets[0]?.before?.values).toEqual([`20 mx.theirs.test`]);
  });

  it('does not undo what somebody else has changed since', async () => {
    const { settings, secret, desk: open, changeMx, records } = await ground();
    const desk = open();
    desk.use(settings, secret);
    const dryRun = await desk.cutover.changes.preview({ kind: 'move', domainId, lines: ['mx'] });
    await desk.cutover.changes.apply(dryRun.id);
    await changeMx();
    const theirs = await records();
    await expect(desk.cutover.changes.preview({ kind: 'undo', domainId, changeId: dryRun.id })).rejects.toMatchObject({
      code: 'dns.changed-meanwhile',
    });
    expect(await records()).toEqual(theirs);
  });

  it('lowers lifetimes as a change of its own', async () => {
    const { settings, secret, desk: open, records } = await ground();
    const desk = open();
    desk.use(settings, secret);
    const dryRun = await desk.cutover.changes.preview({ kind: 'ttl', domainId, ttl: 300 });
    expect(dryRun.warnings[0]).toContain('Caches may keep the records for');
    await desk.cutover.changes.apply(dryRun.id);
    const lines = (await records()).filter((line) => / (MX|A|AAAA) /.test(line) && /mail|MX/.test(line));
    expect(lines.filter((line) => line.includes(' 300 '))).toHaveLength(3);
    await expect(desk.cutover.changes.preview({ kind: 'ttl', domainId, ttl: 300 })).rejects.toMatchObject({
      code: 'input.invalid',
    });
  });
}

const noPowerDns = powerDnsUnavailable();
if (noPowerDns !== null) console.warn(`Skipped: ${noPowerDns}`);
describe.skipIf(noPowerDns !== null)('PowerDNS', () => {
  let server: PowerDnsServer;
  beforeAll(async () => {
    server = await startPowerDns();
  });
  afterAll(() => server.stop());

  const ground = async (): Promise<Ground> => {
    await server.resetZone(
      domainName,
      oldZone.map(([name, ttl, type, content]) => `${name} ${ttl} ${type} ${content}`),
    );
    const { address, port } = server;
    return {
      settings: { provider: 'powerdns', name: 'Zones', url: server.apiUrl, serverId: 'localhost' },
      secret: server.apiKey,
      desk: () => openDesk([{ name: `ns1.${domainName}`, address, port }]),
      records: () => server.records(domainName),
      changeMx: () => server.put(domainName, domainName, 'MX', 3600, [`20 mx.theirs.test.`]),
    };
  };
  keepsItsPromises(ground);

  it('keeps what is switched off switched off', async () => {
    const { settings, secret, desk: open } = await ground();
    await server.resetZone(domainName, [
      `${domainName} 3600 MX 10 mail.${domainName}.`,
      `${domainName} 3600 MX 30 mx.spare.test. ;disabled`,
    ]);
    const before = await server.records(domainName);
    const desk = open();
    desk.use(settings, secret);
    const dryRun = await desk.cutover.changes.preview({ kind: 'move', domainId, lines: ['mx'] });
    expect(dryRun.sets[0]?.before?.values).toEqual([`10 mail.${domainName}`]);
    await desk.cutover.changes.apply(dryRun.id);
    expect((await server.records(domainName)).some((line) => line.endsWith('30 mx.spare.test. ;disabled'))).toBe(true);
    const undo = await desk.cutover.changes.preview({ kind: 'undo', domainId, changeId: dryRun.id });
    await desk.cutover.changes.apply(undo.id);
    expect(await server.records(domainName)).toEqual(before);
  });

  it('says that the key is wrong, that the zone is elsewhere, and that nobody answers', async () => {
    const { settings, desk: open } = await ground();
    const desk = open();
    desk.use(settings, 'another key');
    const dryRun = () => desk.cutover.changes.preview({ kind: 'move', domainId, lines: ['mx'] });
    await expect(dryRun()).rejects.toMatchObject({ code: 'dns.auth-failed' });
    desk.use({ ...settings, name: 'Nobody', url: 'http://127.0.0.1:9' } as DnsAccountSettings, server.apiKey);
    await expect(dryRun()).rejects.toMatchObject({ code: 'dns.unreachable' });
    desk.use({ ...settings, name: 'Elsewhere', serverId: 'other' } as DnsAccountSettings, server.apiKey);
    await expect(dryRun()).rejects.toMatchObject({ code: 'dns.zone-missing' });
  });
});

const noBind = bindUnavailable();
if (noBind !== null) console.warn(`Skipped: ${noBind}`);
describe.skipIf(noBind !== null)('BIND by dynamic update', () => {
  const servers: BindServer[] = [];
  const records = oldZone.map(([name, ttl, type, content]) => `${name}. ${ttl} IN ${type} ${content}`);
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  const groundWith = async (
    algorithm: 'hmac-sha256' | 'hmac-sha512' | 'hmac-md5',
  ): Promise<Ground & { server: BindServer }> => {
    const server = await startBind({ zone: domainName, records, algorithm });
    servers.push(server);
    const { address, port, key } = server;
    return {
      server,
      settings: {
        provider: 'rfc2136',
        name: 'Zones',
        server: { address, port },
        keyName: key.name,
        algorithm,
        zones: [domainName],
      },
      secret: key.secret,
      desk: () => openDesk([{ name: `ns1.${domainName}`, address, port }]),
      records: async () => server.records(),
      changeMx: async () =>
        server.update([`update delete ${domainName}. MX`, `update add ${domainName}. 3600 MX 20 mx.theirs.test.`]),
    };
  };
  keepsItsPromises(() => groundWith('hmac-sha256'));

  it.each(['hmac-sha512', 'hmac-md5'] as const)('signs with %s', async (algorithm) => {
    const { settings, secret, desk: open } = await groundWith(algorithm);
    const desk = open();
    desk.use(settings, secret);
    const dryRun = await desk.cutover.changes.preview({ kind: 'move', domainId, lines: ['dmarc'] });
    expect((await desk.cutover.changes.apply(dryRun.id)).state).toBe('applied');
  });

  it('has the server itself refuse what is no longer as it was', async () => {
    const { settings, secret, desk: open, changeMx, server } = await groundWith('hmac-sha256');
    const desk = open();
    const id = desk.use(settings, secret);
    const dryRun = await desk.cutover.changes.preview({ kind: 'move', domainId, lines: ['mx', 'dmarc'] });
    await changeMx();
    const theirs = server.records();
    const provider = await desk.cutover.accounts.open(desk.cutover.accounts.find(id));
    await expect(provider.write(domainName, dryRun.sets)).rejects.toMatchObject({ code: 'dns.changed-meanwhile' });
    expect(server.records()).toEqual(theirs);
  });

  it('says which key is wrong', async () => {
    const { settings, secret, desk: open } = await groundWith('hmac-sha256');
    const desk = open();
    const dryRun = () => desk.cutover.changes.preview({ kind: 'move', domainId, lines: ['mx'] });
    desk.use(settings, Buffer.from('another secret').toString('base64'));
    await expect(dryRun()).rejects.toMatchObject({
      code: 'dns.auth-failed',
      wire: { serverText: expect.stringContaining('BADSIG') },
    });
    desk.use({ ...settings, name: 'Other key', keyName: 'stranger' } as DnsAccountSettings, secret);
    await expect(dryRun()).rejects.toMatchObject({
      code: 'dns.auth-failed',
      wire: { serverText: expect.stringContaining('BADKEY') },
    });
  });

  it('tells a zone whose signatures do not hold from one that fails', async () => {
    const server = await startBind({ zone: domainName, records, bogus: true });
    servers.push(server);
    const { address, port } = server;
    const desk = openDesk(
      [{ name: `ns1.${domainName}`, address, port }],
      server.resolver ? [{ name: 'Validating resolver', ...server.resolver }] : [],
    );
    const look = await desk.cutover.looking.look(domainId);
    expect(look.findings.map(({ code, server: name }) => `${code} ${name}`)).toEqual(['bogus Validating resolver']);
  });
});
