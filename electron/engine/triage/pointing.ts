import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { getDomain } from 'tldts';
import type { Endpoint, Platform, Side } from '../../../shared/domain/endpoint.ts';
import type { Pointing } from '../../../shared/domain/triage.ts';

/** The look-ups of the Domain Name System that are needed here; tests bring their own. */
export interface NameServer {
  /** Whether it was chosen for these names, so that it may know some that nobody in the world can register. */
  readonly knowsReserved?: boolean;
  mx(name: string): Promise<readonly { readonly exchange: string; readonly priority: number }[]>;
  cname(name: string): Promise<readonly string[]>;
  addresses(name: string): Promise<readonly string[]>;
}

/** One of the two servers of a mailbox, as something a name may point to. */
export type PointedServer = Pick<Endpoint, 'name' | 'host' | 'platform'> & { readonly side: Side };

/** Host names of platforms that customers' names point to. */
const PLATFORM_HOSTS: Readonly<Partial<Record<Platform, readonly string[]>>> = {
  opensrs: ['hostedemail.com', 'emailhome.com'],
};

/** Top-level names nobody in the world can register (RFC 2606, RFC 6761): practice and examples. */
const RESERVED = /(^|\.)(test|example|invalid|localhost)$/i;

const ABSENT = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN']);

/**
 * Asks these resolvers (`address:port`), or those of this computer where there are none, and gives up soon: an agent is waiting.
 */
export function nameServerAt(resolvers: readonly string[], timeoutMs: number, signal?: AbortSignal): NameServer {
  const resolver = new dns.Resolver({ timeout: timeoutMs, tries: 1 });
  if (resolvers.length > 0) resolver.setServers(resolvers);
  signal?.addEventListener('abort', () => resolver.cancel(), { once: true });
  return {
    knowsReserved: resolvers.length > 0,
    mx: (name) => resolver.resolveMx(name),
    cname: (name) => resolver.resolveCname(name),
    addresses: async (name) => {
      const both = await Promise.all([absentAsEmpty(resolver.resolve4(name)), absentAsEmpty(resolver.resolve6(name))]);
      return both.flat();
    },
  };
}

/** Where new mail of a domain goes. */
export function mailRouting(domain: string, servers: readonly PointedServer[], names: NameServer): Promise<Pointing> {
  return pointing(domain, names, async () => {
    const records = await absentAsEmpty(names.mx(domain));
    const targets = records
      .toSorted((a, b) => a.priority - b.priority)
      .map(({ exchange }) => exchange.replace(/\.$/, '').toLowerCase())
      .filter(Boolean);
    if (targets.length === 0) return unpointed(domain, 'none', 'The domain has no MX records.');
    return recognised(domain, targets, servers, names);
  });
}

/** Where the customer's webmail name goes: `mail.<domain>`. */
export function webmailName(domain: string, servers: readonly PointedServer[], names: NameServer): Promise<Pointing> {
  const name = `mail.${domain}`;
  return pointing(name, names, async () => {
    const aliases = await absentAsEmpty(names.cname(name));
    if (aliases.length > 0)
      return recognised(
        name,
        aliases.map((alias) => alias.toLowerCase()),
        servers,
        names,
      );
    const addresses = await absentAsEmpty(names.addresses(name));
    if (addresses.length === 0) return unpointed(name, 'none', `There is no ${name}.`);
    return recognised(name, addresses, servers, names);
  });
}

async function pointing(name: string, names: NameServer, ask: () => Promise<Pointing>): Promise<Pointing> {
  if (RESERVED.test(name) && !names.knowsReserved)
    return unpointed(name, 'practice', 'Practice domain: no name server knows it.');
  try {
    return await ask();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const why = code === 'ETIMEOUT' || code === 'ECANCELLED' ? 'did not answer in time' : `failed (${code})`;
    return unpointed(name, 'failed', `The name servers ${why}.`);
  }
}

function unpointed(name: string, state: Pointing['state'], evidence: string): Pointing {
  return { name, state, targets: [], side: null, platform: null, evidence };
}

/** By the host names first; where those tell nothing, by the addresses behind them. */
async function recognised(
  name: string,
  targets: readonly string[],
  servers: readonly PointedServer[],
  names: NameServer,
): Promise<Pointing> {
  const found = (side: Side | null, platform: Platform | null, evidence: string): Pointing => ({
    name,
    state: 'found',
    targets: [...targets],
    side,
    platform,
    evidence,
  });
  const [first = ''] = targets;
  const own = getDomain(name.replace(/^mail\./, ''));
  const byName = servers.find(
    ({ host }) =>
      host === first || (getDomain(host) !== null && getDomain(host) === getDomain(first) && getDomain(first) !== own),
  );
  if (byName) return found(byName.side, byName.platform, `${first} belongs to ${byName.name} (${byName.host}).`);
  for (const [platform, hosts] of Object.entries(PLATFORM_HOSTS) as [Platform, readonly string[]][]) {
    const host = hosts.find((known) => first === known || first.endsWith(`.${known}`));
    if (host === undefined) continue;
    const server = onlyOne(servers.filter((candidate) => candidate.platform === platform));
    return found(server?.side ?? null, platform, `${first} is a host name of this platform.`);
  }
  const behind = new Set(isIP(first) ? [first] : await absentAsEmpty(names.addresses(first)));
  for (const server of servers) {
    const theirs = isIP(server.host) ? [server.host] : await absentAsEmpty(names.addresses(server.host));
    const shared = theirs.find((address) => behind.has(address));
    if (shared)
      return found(server.side, server.platform, `${first} has the same address as ${server.name} (${shared}).`);
  }
  return found(null, null, `${first} is neither of the two servers.`);
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

async function absentAsEmpty<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
