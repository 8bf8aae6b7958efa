import { isIP } from 'node:net';
import type { Answer, DecodedPacket } from 'dns-packet';
import { plainName } from '../../../../../shared/domain/dns.ts';
import type { DnsAddress, NamedServer } from '../../../../../shared/domain/dns-look.ts';
import { ask, NoAnswer } from './ask.ts';
import { recordValue } from './read-answer.ts';

/** How questions are asked while the servers of a domain are looked for. */
export interface Way {
  readonly resolvers: readonly DnsAddress[];
  /** Where name servers listen: 53, but in tests. */
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Who serves a domain, by what its parent says and by what the zone itself says. */
export interface Delegation {
  readonly zone: string | null;
  readonly servers: readonly NamedServer[];
  /** Names of the servers the parent sends the world to; null when no parent could be asked. */
  readonly atParent: readonly string[] | null;
  /** Names the zone itself gives; null when the resolver could not tell. */
  readonly inZone: readonly string[] | null;
  /** Why the resolver could not tell. */
  readonly trouble: 'nxdomain' | 'servfail' | 'bogus' | 'no-resolver' | null;
  /** Name servers without an address. */
  readonly unknown: readonly string[];
}

const nobody = { zone: null, servers: [], atParent: null, inZone: null, unknown: [] };

/**
 * Finds the servers of the zone a domain is in. The parent is asked itself: when a domain's own servers fail, a resolver says no more than
 * that it failed.
 */
export async function findDelegation(domain: string, way: Way): Promise<Delegation> {
  const seen = await resolve(domain, 'NS', way);
  if (seen.message?.rcode === 'NXDOMAIN') return { ...nobody, trouble: seen.trouble ?? 'nxdomain' };
  const zone = seen.message === null ? domain : zoneOf(domain, seen.message);
  const own = zone === domain ? seen : await resolve(zone, 'NS', way);
  const inZone = own.message === null ? null : namesOf(own.message.answers, zone);
  const referral = await referralOf(zone, way);
  const names = referral?.names ?? inZone ?? [];

  const servers: NamedServer[] = [];
  const unknown: string[] = [];
  const addresses = await Promise.all(names.map((name) => addressesOf(name, referral?.glue ?? [], way)));
  names.forEach((name, at) => {
    const known = addresses[at] ?? [];
    if (known.length === 0) unknown.push(name);
    for (const address of known) servers.push({ name, address, port: way.port });
  });
  return {
    zone: servers.length > 0 ? zone : null,
    servers,
    atParent: referral?.names ?? null,
    inZone: inZone !== null && inZone.length > 0 ? inZone : null,
    trouble: seen.trouble,
    unknown,
  };
}

interface Resolved {
  /** What the resolver knows; in spite of broken signatures where `trouble` is `bogus`. */
  readonly message: DecodedPacket | null;
  readonly trouble: 'servfail' | 'bogus' | 'no-resolver' | null;
}

async function resolve(name: string, type: string, way: Way, unchecked = false): Promise<Resolved> {
  for (const server of way.resolvers) {
    try {
      const { timeoutMs, signal } = way;
      const { message } = await ask({ server, name, type, recursion: true, unchecked, timeoutMs, signal });
      if (message.rcode === 'NOERROR' || message.rcode === 'NXDOMAIN') {
        return { message, trouble: unchecked ? 'bogus' : null };
      }
      if (message.rcode !== 'SERVFAIL') continue;
      if (unchecked) return { message: null, trouble: 'servfail' };
      return await resolve(name, type, { ...way, resolvers: [server] }, true);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }
  return { message: null, trouble: unchecked ? 'servfail' : 'no-resolver' };
}

/** The zone of a name: where its NS records are, or where the answer that there are none comes from. */
function zoneOf(domain: string, message: DecodedPacket): string {
  if (namesOf(message.answers, domain).length > 0) return domain;
  const soa = message.authorities.find((record) => record.type === 'SOA');
  const zone = soa === undefined ? domain : plainName(soa.name);
  return zone !== '' && zone !== '.' && (domain === zone || domain.endsWith(`.${zone}`)) ? zone : domain;
}

function namesOf(records: readonly Answer[], owner: string): string[] {
  const names = records
    .filter((record) => record.type === 'NS' && plainName(record.name) === owner)
    .map(recordValue)
    .filter((name) => name !== null);
  return [...new Set(names)].toSorted();
}

/** What the parent's servers say, asked one after the other until one does. */
async function referralOf(zone: string, way: Way): Promise<{ names: string[]; glue: readonly Answer[] } | null> {
  const above = zone.slice(zone.indexOf('.') + 1);
  const { message } = await resolve(above, 'NS', way);
  if (message === null) return null;
  const parent = zoneOf(above, message);
  const listed = parent === above ? message : (await resolve(parent, 'NS', way)).message;
  for (const name of namesOf(listed?.answers ?? [], parent)) {
    for (const address of await addressesOf(name, listed?.additionals ?? [], way)) {
      try {
        const { timeoutMs, signal } = way;
        const server = { address, port: way.port };
        const reply = await ask({ server, name: zone, type: 'NS', timeoutMs, signal });
        const names = namesOf([...reply.message.authorities, ...reply.message.answers], zone);
        if (names.length > 0) return { names, glue: reply.message.additionals };
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
      }
    }
  }
  return null;
}

/** IPv4 where there is any: not every computer can reach the other kind. */
async function addressesOf(name: string, glue: readonly Answer[], way: Way): Promise<string[]> {
  const known = (records: readonly Answer[], type: string): string[] =>
    records
      .filter((record) => record.type === type && (records !== glue || plainName(record.name) === name))
      .map((record) => String(record.data))
      .filter((address) => isIP(address) !== 0);
  for (const type of ['A', 'AAAA']) {
    const fromGlue = known(glue, type);
    if (fromGlue.length > 0) return fromGlue;
    const { message } = await resolve(name, type, way);
    const found = known(message?.answers ?? [], type);
    if (found.length > 0) return found;
  }
  return [];
}
