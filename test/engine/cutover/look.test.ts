import { describe, expect, it } from 'vitest';
import { lookAtDomain } from '../../../electron/engine/cutover/dns/look/look.ts';
import { textValue } from '../../../shared/domain/dns.ts';
import type { DnsLook } from '../../../shared/domain/dns-look.ts';
import { domain, set, startWorld, type World } from './dns-world.ts';

const look = ({ world, port }: World, name = domain): Promise<DnsLook> =>
  lookAtDomain(name, { world, port, timeoutMs: 300, now: Date.now });

const answer = (seen: DnsLook, server: string, name: string, type: string) =>
  seen.servers.find((one) => one.name === server)?.answers.find((one) => one.name === name && one.type === type);

const codes = (seen: DnsLook): string[] =>
  seen.findings.map(({ code, server }) => (server ? `${code} ${server}` : code));

describe('looking at a domain', () => {
  it('asks each of its own servers, found at the parent, and a public resolver', async () => {
    const world = await startWorld();
    const seen = await look(world);
    expect(seen.zone).toBe(domain);
    expect(seen.servers.map(({ name, kind, address }) => [name, kind, address])).toEqual([
      ['ns1.servers.test', 'authoritative', '127.0.0.22'],
      ['ns2.servers.test', 'authoritative', '127.0.0.23'],
      ['Open resolver', 'public', '127.0.0.24'],
    ]);
    expect(answer(seen, 'ns2.servers.test', domain, 'MX')).toMatchObject({
      outcome: 'records',
      values: ['10 mail.harbour.test'],
      ttl: 3600,
      overTcp: false,
    });
    expect(answer(seen, 'ns1.servers.test', `mail.${domain}`, 'CNAME')).toMatchObject({ outcome: 'none', ttl: 300 });
    expect(answer(seen, 'ns1.servers.test', `_dmarc.${domain}`, 'TXT')?.outcome).toBe('nxdomain');
    expect(seen.servers[0]?.serial).toBe(world.zones[0].serial);
    expect(seen.findings).toEqual([]);
    expect(world.own[1].asked.every((line) => line.startsWith('udp'))).toBe(true);
  });

  it('takes what does not fit into a datagram over TCP', async () => {
    const long = Array.from({ length: 12 }, (_, at) => textValue(`${at} ${'x'.repeat(200)}`));
    const world = await startWorld([set(domain, 'TXT', long)]);
    const seen = await look(world);
    expect(answer(seen, 'ns1.servers.test', domain, 'TXT')).toMatchObject({ overTcp: true, values: { length: 12 } });
    expect(world.own[0].asked).toContain(`tcp TXT ${domain}`);
  });

  it('says which server has other records', async () => {
    const world = await startWorld();
    world.zones[1].put([{ name: domain, type: 'MX', after: { ttl: 60, values: ['10 mx.new.test'] } }]);
    const seen = await look(world);
    expect(codes(seen)).toEqual(['servers-differ']);
    expect(seen.findings[0]?.text).toContain(`MX of ${domain}`);
  });

  it.each([
    ['servfail', ['servfail ns2.servers.test']],
    ['lame', ['lame ns2.servers.test']],
    ['nxdomain', ['nxdomain ns2.servers.test']],
    ['garbage', ['malformed ns2.servers.test']],
    ['silent', ['timeout ns2.servers.test']],
  ] as const)('finds one server %s', async (fault, expected) => {
    const world = await startWorld();
    world.own[1].setFault(domain, fault);
    const seen = await look(world);
    expect(codes(seen).filter((code) => code !== 'servers-differ')).toEqual(expected);
    expect(answer(seen, 'ns1.servers.test', domain, 'MX')?.outcome).toBe('records');
  });

  it('finds servers by the parent although the resolver fails, and says that nobody serves the zone', async () => {
    const world = await startWorld();
    for (const server of world.own) server.setFault(domain, 'lame');
    world.resolver.setFault(domain, 'servfail');
    const seen = await look(world);
    expect(codes(seen)).toEqual(['lame ns1.servers.test', 'lame ns2.servers.test', 'servfail Open resolver']);
  });

  it('tells broken signatures from servers that fail', async () => {
    const world = await startWorld();
    world.resolver.setFault(domain, 'bogus');
    const seen = await look(world);
    expect(codes(seen)).toEqual(['bogus', 'bogus Open resolver']);
    expect(answer(seen, 'Open resolver', domain, 'MX')?.outcome).toBe('bogus');
    expect(answer(seen, 'ns1.servers.test', domain, 'MX')?.outcome).toBe('records');
  });

  it('says that there is no such domain', async () => {
    const seen = await look(await startWorld(), 'nowhere.test');
    expect(codes(seen)).toEqual(['nxdomain']);
    expect(seen.findings[0]?.text).toBe('There is no domain nowhere.test (NXDOMAIN).');
  });

  it('says that no resolver answers', async () => {
    const world = await startWorld();
    await world.resolver.stop();
    const seen = await look(world);
    expect(codes(seen)).toEqual(['resolver-failed']);
    expect(seen.servers[0]?.answers[0]?.outcome).toBe('unreachable');
  });

  it('ends at once when it is called off', async () => {
    const world = await startWorld();
    world.resolver.setFault(domain, 'silent');
    const stop = new AbortController();
    const looking = lookAtDomain(domain, { ...world, timeoutMs: 60_000, now: Date.now, signal: stop.signal });
    stop.abort();
    await expect(looking).rejects.toMatchObject({ name: 'AbortError' });
  });
});
