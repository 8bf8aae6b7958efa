import type { DnsAnswer, DnsLook, ServerLook } from '../../../shared/domain/dns-look.ts';
import { isoTime } from '../clock.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What one of a domain's own servers says of the mail route. */
export type RouteOf = 'new' | 'partly' | 'old' | 'silent';

/** The MX answer of one server. */
export function mxAnswer(server: ServerLook, domain: string): DnsAnswer | undefined {
  return server.answers.find(({ name, type }) => name === domain && type === 'MX');
}

/** Which way mail goes by one server. Preferences do not matter, hosts do. */
export function routeOf(server: ServerLook, domain: string, wanted: readonly string[]): RouteOf {
  const answer = mxAnswer(server, domain);
  if (answer === undefined || !['records', 'none', 'nxdomain'].includes(answer.outcome)) return 'silent';
  const host = (value: string): string => value.slice(value.indexOf(' ') + 1);
  const wantedHosts = new Set(wanted.map(host));
  const found = answer.values.map(host);
  if (found.length === 0 || !found.some((name) => wantedHosts.has(name))) return 'old';
  return found.every((name) => wantedHosts.has(name)) ? 'new' : 'partly';
}

/** Keeps what a look tells about how long the old route lives on in caches. */
export function noteRoute(workspace: Workspace, domainId: string, look: DnsLook, wanted: readonly string[]): void {
  const { dns } = workspace;
  const own = look.servers.filter(({ kind }) => kind === 'authoritative');
  const routes = own.map((server) => ({
    route: routeOf(server, look.domain, wanted),
    answer: mxAnswer(server, look.domain),
  }));
  const complete = routes.length > 0 && routes.every(({ route }) => route !== 'silent');
  const oldTtls = new Set(
    routes
      .filter(({ route }) => route === 'old' || route === 'partly')
      .flatMap(({ answer }) => (answer?.ttl === null || answer?.ttl === undefined ? [] : [answer.ttl])),
  );
  workspace.transaction(() => {
    for (const ttl of oldTtls) dns.setOldRoute(domainId, { ttl, seenAt: look.at, goneAt: null });
    // A server that does not answer may still give the old records to others.
    if (!complete) return;
    for (const known of dns.oldRoutes(domainId)) {
      if (known.goneAt === null && !oldTtls.has(known.ttl)) dns.setOldRoute(domainId, { ...known, goneAt: look.at });
    }
    const settled = routes.every(({ route }) => route === 'new');
    if (!settled) dns.setSettled(domainId, null);
    else if (dns.settledAt(domainId) === null) dns.setSettled(domainId, look.at);
  });
}

/**
 * The moment from which nobody's cache sends mail of the domain to the old side any more: when the last of its servers was seen to send
 * it to the destination alone, and each lifetime the old records were given with has run out since it was last given. Null while that is
 * not known.
 */
export function cachesLetGoAt(workspace: Workspace, domainId: string): string | null {
  const settledAt = workspace.dns.settledAt(domainId);
  if (settledAt === null) return null;
  const routes = workspace.dns.oldRoutes(domainId);
  // Moved before anybody looked: the old lifetimes are not known.
  if (routes.length === 0 || routes.some(({ goneAt }) => goneAt === null)) return null;
  return isoTime(Math.max(...routes.map(({ goneAt, ttl }) => Date.parse(goneAt ?? settledAt) + ttl * 1000)));
}
