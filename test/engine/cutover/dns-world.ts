import { onTestFinished } from 'vitest';
import { type DnsServer, startDnsServer } from '../../../electron/engine/practice/dns/dns-server.ts';
import { Zone } from '../../../electron/engine/practice/dns/zones.ts';
import { type RecordSet, type RecordType, textValue } from '../../../shared/domain/dns.ts';
import type { DnsWorld } from '../../../shared/domain/dns-look.ts';

export const domain = 'harbour.test';

export function set(name: string, type: RecordType, values: readonly string[], ttl = 3600): RecordSet {
  return { name, type, ttl, values: [...values] };
}

/** What a domain has before it moves. */
export const oldSets: readonly RecordSet[] = [
  set(domain, 'A', ['192.0.2.10']),
  set(domain, 'MX', ['10 mail.harbour.test']),
  set(domain, 'TXT', [textValue('v=spf1 mx -all'), textValue('site-verification=abc')]),
  set(`mail.${domain}`, 'A', ['192.0.2.25']),
];

export interface World {
  readonly world: DnsWorld;
  readonly port: number;
  /** Two servers of the domain, each with a copy of its own. */
  readonly own: readonly [DnsServer, DnsServer];
  readonly zones: readonly [Zone, Zone];
  readonly parent: DnsServer;
  readonly resolver: DnsServer;
}

/** A parent zone, two servers of a domain and a resolver, each at an address of its own and all on one port. */
export async function startWorld(sets: readonly RecordSet[] = oldSets): Promise<World> {
  const servers = ['ns1.servers.test', 'ns2.servers.test'];
  const zone = (): Zone => new Zone({ name: domain, servers, sets });
  const zones = [zone(), zone()] as const;
  const parentZone = new Zone({
    name: 'test',
    servers: ['ns.parent.test'],
    sets: [
      set('ns.parent.test', 'A', ['127.0.0.21']),
      set('ns1.servers.test', 'A', ['127.0.0.22']),
      set('ns2.servers.test', 'A', ['127.0.0.23']),
    ],
    delegations: { [domain]: servers },
  });
  const first = await startDnsServer({ zones: [zones[0]], address: '127.0.0.22' });
  const { port } = first;
  const start = (address: string, known: readonly Zone[]): Promise<DnsServer> =>
    startDnsServer({ zones: known, address, port });
  const second = await start('127.0.0.23', [zones[1]]);
  const parent = await start('127.0.0.21', [parentZone]);
  const unaware = new Zone({ name: 'test', servers: ['ns.parent.test'], sets: parentZone.sets });
  const resolver = await start('127.0.0.24', [unaware, zones[0]]);
  onTestFinished(async () => {
    await Promise.all([first, second, parent, resolver].map((server) => server.stop()));
  });
  const at = { address: '127.0.0.24', port };
  return {
    world: { resolvers: [at], publicResolvers: [{ ...at, name: 'Open resolver' }], nameServers: [] },
    port,
    own: [first, second],
    zones,
    parent,
    resolver,
  };
}
