import type { IncidentOffer, ServerRow } from '../../../shared/contract/incidents.ts';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { AppError, type ErrorWire, isAppError } from '../../../shared/domain/errors.ts';
import type { MailCount } from '../../../shared/domain/lost-mail.ts';
import type { Service, ServiceChange } from '../../../shared/domain/service.ts';
import { availabilityOf, outageOf, type ServiceProbe, stripeOf } from '../../../shared/domain/service-probe.ts';
import { healthSentence, standingStateOf } from '../../../shared/domain/service-standing.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailSession } from '../mail/session.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { IncidentDesk } from './incident-desk.ts';
import { offersOf } from './offers.ts';
import { ProbeSchedule } from './probe-schedule.ts';
import { Prober, probeSecretRef } from './prober.ts';
import { type ServerOfServices, serversOf, syncServices } from './server-services.ts';

const DAY_MS = 86_400_000;
const STRIPE_CELLS = 48;
/** A probe speaks for the time until the next one is due, and a bit more. */
const HOLD_FACTOR = 2.5;
/** Without a schedule a probe speaks for a quarter of an hour. */
const HOLD_BY_HAND_MS = 15 * 60_000;
const GAP_BY_HAND_MS = DAY_MS;
/** So many of the last probes show whether there is an outage. */
const RECENT = 500;
/** An agent waits for it; what is left out then is said. */
const COUNT_PATIENCE_MS = 60_000;

export interface IncidentServiceOptions {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly secrets: SecretSource;
  /** Both logins of a mailbox. */
  readonly loginsOf: (mailboxId: string) => { readonly source: MailLogin; readonly destination: MailLogin };
  readonly openSession: (login: MailLogin, secrets: SecretSource, signal?: AbortSignal) => Promise<MailSession>;
  readonly probeService: typeof import('./probe/probe-service.ts').probeService;
  readonly changed: () => void;
  /** A moment as the agent reads it, for sentences. */
  readonly moment?: (iso: string) => string;
}

/** Probes and incidents of a workspace. */
export class IncidentService {
  readonly desk: IncidentDesk;
  readonly #options: IncidentServiceOptions;
  readonly #prober: Prober;
  readonly #schedule: ProbeSchedule;
  #synced = '';

  constructor(options: IncidentServiceOptions) {
    this.#options = options;
    const { workspace, clock, secrets, openSession, probeService } = options;
    const now = (): number => clock.now();
    this.desk = new IncidentDesk({ workspace, now });
    this.#prober = new Prober({
      workspace,
      now,
      probeService,
      logIn: async (login, signal) => (await openSession(login, secrets, signal)).close(),
      onProbe: () => options.changed(),
    });
    this.#schedule = new ProbeSchedule({
      clock,
      everyMs: () => this.#everyMs(),
      services: () => workspace.services.list().filter(({ watched }) => watched),
      lastProbe: (id) => workspace.services.lastProbe(id),
      everUp: (id) => workspace.services.everUp(id),
      probe: (service, signal) => this.#prober.probe(service, 'schedule', signal),
    });
  }

  /** Brings services in line with the endpoints, if these have changed. */
  sync(): void {
    const { workspace } = this.#options;
    const endpoints = JSON.stringify(
      workspace.endpoints.list().map(({ mailboxes: _mailboxes, ...endpoint }) => endpoint),
    );
    if (endpoints === this.#synced) return;
    syncServices(workspace);
    this.#synced = endpoints;
  }

  /** Forgets what was in line: the workspace was emptied. */
  resync(): void {
    this.#synced = '';
    this.sync();
  }

  /** Begins to probe on schedule. */
  start(): void {
    this.#schedule.start();
  }

  stop(): void {
    this.#schedule.stop();
  }

  /** Probes these services now, or all that are watched; those of one server one after the other. */
  async probe(
    serviceIds: readonly string[] | null,
    signal?: AbortSignal,
  ): Promise<{ serviceId: string; probe: ServiceProbe }[]> {
    const { services } = this.#options.workspace;
    const chosen = serviceIds?.map((id) => this.#service(id)) ?? services.list().filter(({ watched }) => watched);
    const byServer = new Map<string, Service[]>();
    for (const service of chosen) byServer.set(service.server, [...(byServer.get(service.server) ?? []), service]);
    const results = await Promise.all(
      [...byServer.values()].map(async (mine) => {
        const found: { serviceId: string; probe: ServiceProbe }[] = [];
        for (const service of mine) {
          const probe = await this.#prober.probe(service, 'agent', signal);
          this.#schedule.note(service, probe);
          found.push({ serviceId: service.id, probe });
        }
        return found;
      }),
    );
    return results.flat();
  }

  /** All servers with their services as they stand. */
  servers(): ServerRow[] {
    this.sync();
    const { workspace, clock } = this.#options;
    const now = clock.now();
    const services = workspace.services.list();
    const uses = new Map(workspace.endpoints.list().map(({ id, mailboxes }) => [id, mailboxes]));
    return serversOf(workspace).map((server) => {
      const rows = services
        .filter((service) => service.server === server.key)
        .map((service) => this.#row(service, now));
      const account = workspace.services.account(server.key);
      const sentence = healthSentence(
        rows.map(({ kind, standing }) => ({
          kind,
          state: standing.state,
          outageSince: standing.outage?.since ?? null,
        })),
        this.#options.moment ?? shortMoment(now),
      );
      return {
        key: server.key,
        name: server.name,
        platform: server.endpoints[0]?.platform ?? 'other',
        mailboxes: server.endpoints.reduce((sum, { id }) => sum + (uses.get(id) ?? 0), 0),
        sentence,
        account: account
          ? { user: account.user, refusedAt: account.refusedAt, refusedText: account.refusedText }
          : null,
        secretRef: probeSecretRef(server.key),
        services: rows,
      };
    });
  }

  saveService({ id, host, port, tls, path, watched }: ServiceChange & { readonly id: string }): Service {
    const { services } = this.#options.workspace;
    const before = this.#service(id);
    const next = { ...before, watched: watched ?? before.watched };
    // An endpoint's own service is changed where the endpoint is.
    if (before.endpointId === null) {
      next.host = host ?? before.host;
      next.port = port ?? before.port;
      next.tls = tls ?? before.tls;
      next.path = path ?? before.path;
    }
    services.update(next);
    return next;
  }

  setAccount(server: string, user: string | null): void {
    const { workspace } = this.#options;
    if (!serversOf(workspace).some(({ key }) => key === server))
      throw new AppError({ code: 'workspace.not-found', message: `There is no server ${server} here.` });
    workspace.services.setAccount(server, user);
  }

  probes(serviceId: string, limit: number): readonly ServiceProbe[] {
    return this.#options.workspace.services.probes(this.#service(serviceId).id, '', '9999', limit);
  }

  offers(): readonly IncidentOffer[] {
    const { workspace } = this.#options;
    return offersOf({
      servers: serversOf(workspace),
      services: workspace.services.list(),
      incidents: workspace.incidents.list().filter(({ status }) => status !== 'closed'),
      recent: (id) => workspace.services.recent(id, RECENT),
      gapMs: this.#gapMs(),
      declined: (subjectId, since) => workspace.incidents.declined(subjectId, since),
      domainsOf: (server) => domainsOf(workspace, server),
    });
  }

  /**
   * Counts what arrived in a mailbox while an incident lasted and after it; both sides are read, as far as they can be.
   *
   * @throws AppError `input.invalid` while it is not over
   */
  async countMail(incidentId: string, mailboxId: string, signal?: AbortSignal): Promise<MailCount> {
    const { clock, loginsOf, openSession, secrets } = this.#options;
    const incident = this.desk.existing(incidentId);
    if (incident.endedAt === null) {
      throw new AppError({
        code: 'input.invalid',
        message: `${incident.number} is not over yet, so there is nothing to count after it. Say first when it ended.`,
      });
    }
    const logins = loginsOf(mailboxId);
    const opened = await Promise.all(
      (['source', 'destination'] as const).map(async (side) => {
        try {
          return { side, session: await openSession(logins[side], secrets, signal), problem: null };
        } catch (error) {
          signal?.throwIfAborted();
          if (!isAppError(error)) throw error;
          return { side, session: null, problem: problemWords(side, error.wire) };
        }
      }),
    );
    try {
      if (opened.every(({ session }) => session === null))
        throw new AppError({
          code: 'mail.unreachable',
          message: `Nothing could be counted. ${opened.map(({ problem }) => problem).join(' ')}`,
        });
      const { countMail } = await import('./count-mail.ts');
      const { startedAt, endedAt } = incident;
      const now = (): number => clock.now();
      const count = await countMail(opened, { startedAt, endedAt, now, untilMs: now() + COUNT_PATIENCE_MS });
      this.desk.keepCount(incidentId, mailboxId, count);
      return count;
    } finally {
      await Promise.all(opened.map(({ session }) => session?.close()));
    }
  }

  #row(service: Service, now: number): ServerRow['services'][number] {
    const { services } = this.#options.workspace;
    const last = services.lastProbe(service.id) ?? null;
    const week = services.points(service.id, isoTime(now - 7 * DAY_MS), isoTime(now));
    const hold = this.#holdMs();
    const everUp = last !== null && services.everUp(service.id);
    return {
      ...service,
      standing: {
        state: standingStateOf({ watched: service.watched, last, everUp }),
        last,
        outage: service.watched ? outageOf(services.recent(service.id, RECENT), this.#gapMs()) : null,
        day: availabilityOf(week, now - DAY_MS, now, hold),
        week: availabilityOf(week, now - 7 * DAY_MS, now, hold),
      },
      stripe: stripeOf(week, now - DAY_MS, now, hold, STRIPE_CELLS),
    };
  }

  #service(id: string): Service {
    const found = this.#options.workspace.services.find(id);
    if (!found) throw new AppError({ code: 'workspace.not-found', message: `There is no service ${id} here.` });
    return found;
  }

  #everyMs(): number | null {
    const { everyMinutes } = this.desk.settings();
    return everyMinutes === null ? null : everyMinutes * 60_000;
  }

  #holdMs(): number {
    const everyMs = this.#everyMs();
    return everyMs === null ? HOLD_BY_HAND_MS : everyMs * HOLD_FACTOR;
  }

  #gapMs(): number {
    const everyMs = this.#everyMs();
    return everyMs === null ? GAP_BY_HAND_MS : Math.max(3 * everyMs, 30 * 60_000);
  }
}

function problemWords(side: 'source' | 'destination', { message }: ErrorWire): string {
  return `The ${side} could not be read: ${message}`;
}

function domainsOf(workspace: Workspace, server: ServerOfServices): number {
  return workspace.incidents.domainsAt(server.endpoints.map(({ id }) => id));
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function shortMoment(now: number): (iso: string) => string {
  return (iso) => {
    const date = new Date(iso);
    return (date.toDateString() === new Date(now).toDateString() ? TIME : DAY_AND_TIME).format(date);
  };
}
