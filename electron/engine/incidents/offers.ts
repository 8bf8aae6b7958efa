import type { IncidentOffer } from '../../../shared/contract/incidents.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Service } from '../../../shared/domain/service.ts';
import { type Outage, outageOf, type ProbePoint, upAgainSince } from '../../../shared/domain/service-probe.ts';
import { serviceList } from '../../../shared/domain/service-standing.ts';
import type { ServerOfServices } from './server-services.ts';

/** So many failures in a row make an outage, so many looks at a service that answers make it back. */
const IN_A_ROW = 2;

/** What offers are worked out from. */
export interface OfferFacts {
  readonly servers: readonly ServerOfServices[];
  readonly services: readonly Service[];
  /** Those that are not closed. */
  readonly incidents: readonly Incident[];
  /** Probes of a service, the newest first. */
  readonly recent: (serviceId: string) => readonly ProbePoint[];
  /** Failures farther apart than this are not in a row. */
  readonly gapMs: number;
  readonly declined: (subjectId: string, since: string) => boolean;
  readonly domainsOf: (server: ServerOfServices) => number;
}

/** What the console suggests now. Nothing is done by itself: every offer is taken up by an agent, or declined. */
export function offersOf(facts: OfferFacts): readonly IncidentOffer[] {
  const outages = new Map<string, Outage>();
  for (const { id, watched } of facts.services) {
    const found = watched ? outageOf(facts.recent(id), facts.gapMs) : null;
    if (found !== null && found.failures >= IN_A_ROW) outages.set(id, found);
  }
  return [...openings(facts, outages), ...facts.incidents.flatMap((incident) => turnOf(incident, facts, outages))];
}

function openings(facts: OfferFacts, outages: ReadonlyMap<string, Outage>): readonly IncidentOffer[] {
  return facts.servers.flatMap((server): IncidentOffer[] => {
    const covered = (service: Service): boolean =>
      facts.incidents.some((incident) =>
        incident.services.some((one) => one.server === service.server && one.kind === service.kind),
      );
    const failing = facts.services.flatMap((service) => {
      const outage = outages.get(service.id);
      if (service.server !== server.key || !outage || covered(service)) return [];
      return facts.declined(service.id, outage.since) ? [] : [{ serviceId: service.id, kind: service.kind, outage }];
    });
    if (failing.length === 0) return [];
    const extend = facts.incidents.find(({ services }) => services.some((one) => one.server === server.key));
    return [
      {
        kind: 'open',
        server: server.key,
        serverName: server.name,
        title: titleFor(
          failing.map(({ kind }) => kind),
          server.name,
        ),
        since: failing.map(({ outage }) => outage.since).sort()[0] ?? '',
        services: failing,
        domains: facts.domainsOf(server),
        extend: extend ? { id: extend.id, number: extend.number } : null,
      },
    ];
  });
}

/** `IMAP is down on Old MailEnable`. */
export function titleFor(kinds: readonly Service['kind'][], serverName: string): string {
  const list = serviceList(kinds);
  return `${list.charAt(0).toUpperCase()}${list.slice(1)} ${kinds.length === 1 ? 'is' : 'are'} down on ${serverName}`;
}

function turnOf(incident: Incident, facts: OfferFacts, outages: ReadonlyMap<string, Outage>): readonly IncidentOffer[] {
  const { id: incidentId, number, title, status } = incident;
  const watched = facts.services.filter(
    (service) =>
      service.watched &&
      incident.services.some(({ server, kind }) => server === service.server && kind === service.kind),
  );
  if (watched.length === 0) return [];
  if (status === 'watching') {
    const down = watched.flatMap(({ id }) => outages.get(id) ?? []);
    const since = down.map((outage) => outage.since).sort()[0];
    if (since !== undefined)
      return facts.declined(incidentId, since) ? [] : [{ kind: 'down-again', incidentId, number, title, since }];
  }
  const back = watched.map(({ id }) => upAgainSince(facts.recent(id)));
  const looks = Math.min(...back.map((one) => one?.looks ?? 0));
  if (looks < IN_A_ROW) return [];
  const upSince = back.reduce((last, one) => (one !== null && one.since > last ? one.since : last), '');
  // Up all the while: what failed was not what is probed, so being up says nothing about its end.
  if (upSince < incident.startedAt) return [];
  return facts.declined(incidentId, upSince) ? [] : [{ kind: 'close', incidentId, number, title, upSince, looks }];
}
