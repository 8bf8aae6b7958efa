import { randomUUID } from 'node:crypto';
import type { IncidentSettings, LostMailReport } from '../../../shared/contract/incidents.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import {
  afterEvent,
  type Incident,
  type IncidentEvent,
  type IncidentService,
  type IncidentUpdate,
  incidentNumber,
  incidentPrefix,
} from '../../../shared/domain/incident.ts';
import { type MailCount, mailCount } from '../../../shared/domain/lost-mail.ts';
import { type ServiceKind, serverKey, serviceNames, takesMailIn } from '../../../shared/domain/service.ts';
import { isoTime } from '../clock.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { serversOf } from './server-services.ts';
import { mailInSeen } from './window.ts';

const DEFAULT_PREFIX = 'INC';
const DEFAULT_MINUTES = 5;

interface ChosenService {
  readonly server: string;
  readonly kind: ServiceKind;
}

/** What an agent says when an incident is written down. */
export interface NewIncident {
  readonly title: string;
  readonly startedAt: string;
  readonly services: readonly ChosenService[];
  readonly domainIds: readonly string[];
  readonly note: string;
}

export interface IncidentDeskOptions {
  readonly workspace: Workspace;
  readonly now: () => number;
}

/** Writes incidents down and keeps them true. Knows no mail server. */
export class IncidentDesk {
  readonly #workspace: Workspace;
  readonly #now: () => number;

  constructor({ workspace, now }: IncidentDeskOptions) {
    this.#workspace = workspace;
    this.#now = now;
  }

  settings(): IncidentSettings {
    const { incidents } = this.#workspace;
    const minutes = incidents.setting('every-minutes');
    return {
      prefix: incidents.setting('prefix') ?? DEFAULT_PREFIX,
      everyMinutes: minutes === undefined ? DEFAULT_MINUTES : minutes === '' ? null : Number(minutes),
    };
  }

  saveSettings({ prefix, everyMinutes }: IncidentSettings): IncidentSettings {
    const { incidents, transaction } = this.#workspace;
    transaction(() => {
      incidents.saveSetting('prefix', incidentPrefix.parse(prefix));
      incidents.saveSetting('every-minutes', everyMinutes === null ? '' : String(everyMinutes));
    });
    return this.settings();
  }

  /** @throws AppError `workspace.not-found` */
  existing(id: string): Incident {
    const found = this.#workspace.incidents.find(id);
    if (!found) throw new AppError({ code: 'workspace.not-found', message: `There is no incident ${id} here.` });
    return found;
  }

  /**
   * Writes an incident down under the next number, with the domains of its servers.
   *
   * @throws AppError `input.invalid` when it begins in the future or names a server nobody knows
   */
  open({ title, startedAt, services, domainIds, note }: NewIncident): Incident {
    const { incidents, transaction } = this.#workspace;
    const at = isoTime(this.#now());
    this.#refuseFuture(startedAt, 'beginning');
    const incident: Incident = {
      id: randomUUID(),
      number: '',
      title,
      status: 'open',
      startedAt: isoTime(Date.parse(startedAt)),
      endedAt: null,
      createdAt: at,
      services: this.#named(services, []),
    };
    return transaction(() => {
      const numbered = { ...incident, number: this.#nextNumber() };
      incidents.add(numbered);
      this.#takeInDomains(numbered);
      for (const domainId of domainIds) incidents.setDomain(numbered.id, domainId, false);
      this.#write(numbered.id, 'opened', `Opened as ${numbered.number}.`);
      if (note !== '') this.#write(numbered.id, 'note', note);
      return numbered;
    });
  }

  /** @throws AppError `input.invalid` when the times contradict one another */
  edit(
    id: string,
    next: Pick<Incident, 'title' | 'startedAt' | 'endedAt'> & { services: readonly ChosenService[] },
  ): Incident {
    const { incidents, transaction } = this.#workspace;
    const before = this.existing(id);
    const startedAt = isoTime(Date.parse(next.startedAt));
    const endedAt = next.endedAt === null ? null : isoTime(Date.parse(next.endedAt));
    this.#refuseFuture(startedAt, 'beginning');
    if (endedAt !== null) this.#refuseFuture(endedAt, 'end');
    if (endedAt !== null && endedAt < startedAt)
      throw invalid('The end lies before the beginning. Correct one of the two.');
    if ((endedAt === null) !== (before.status === 'open'))
      throw invalid(
        endedAt === null
          ? 'An incident that is over has an end. Open it again to take the end away.'
          : 'An open incident has no end yet. Say that it is over first.',
      );
    const incident = {
      ...before,
      title: next.title,
      startedAt,
      endedAt,
      services: this.#named(next.services, before.services),
    };
    return transaction(() => {
      incidents.update(incident);
      incidents.setServices(id, incident.services);
      this.#takeInDomains(incident);
      const changes = changesBetween(before, incident);
      if (changes !== '') this.#write(id, 'edited', changes);
      return this.existing(id);
    });
  }

  /** @throws AppError `input.invalid` with the reason why the event leads nowhere */
  setStatus(id: string, event: IncidentEvent): Incident {
    const { incidents, transaction } = this.#workspace;
    const before = this.existing(id);
    if ('at' in event) this.#refuseFuture(event.at, 'end');
    const after = afterEvent(before, event);
    if ('refused' in after) throw invalid(after.refused);
    const endedAt = after.endedAt === null ? null : isoTime(Date.parse(after.endedAt));
    return transaction(() => {
      incidents.update({ ...before, status: after.status, endedAt });
      this.#write(id, UPDATE_OF[event.kind], TEXT_OF[event.kind]);
      return this.existing(id);
    });
  }

  addNote(id: string, text: string): Incident {
    this.existing(id);
    this.#write(id, 'note', text);
    return this.existing(id);
  }

  /** Notes in every incident that touches the mailbox and is not closed that it was handed off; answers with these incidents. */
  noteHandOff(mailboxId: string, address: string): readonly Incident[] {
    const touching = this.touchingMailbox(mailboxId);
    for (const { id } of touching) this.#write(id, 'hand-off', `${address} was handed off.`, mailboxId);
    return touching;
  }

  setDomains(id: string, domainIds: readonly string[], leftOut: boolean): { domains: number; mailboxes: number } {
    const { incidents, domains, transaction } = this.#workspace;
    this.existing(id);
    transaction(() => {
      for (const domainId of domainIds) {
        if (!domains.row(domainId))
          throw new AppError({ code: 'workspace.not-found', message: `There is no domain ${domainId} here.` });
        incidents.setDomain(id, domainId, leftOut);
      }
    });
    return incidents.countDomains(id);
  }

  /** Domains that came to its servers since are taken in while it goes on. */
  refreshDomains(incident: Incident): void {
    if (incident.status !== 'closed') this.#takeInDomains(incident);
  }

  touchingMailbox(mailboxId: string): readonly Incident[] {
    const mailbox = this.#workspace.mailboxes.find(mailboxId);
    return mailbox ? this.#workspace.incidents.touching(mailbox.domainId) : [];
  }

  /** What the answer to "did I lose mail?" rests on; a mailbox narrows it down to where its new mail went. */
  lostMail(id: string, mailboxId: string | null): LostMailReport {
    const incident = this.existing(id);
    const now = isoTime(this.#now());
    const failed = new Set(incident.services.map(({ server }) => server));
    if (mailboxId === null) {
      return { mailIn: mailInSeen(this.#workspace, failed, incident, now), newMailWent: 'unknown', count: null };
    }
    const went = this.#newMailServer(incident, mailboxId);
    const servers = went === null ? failed : new Set([went]);
    const counted = this.#workspace.incidents.count(id, mailboxId);
    return {
      mailIn: mailInSeen(this.#workspace, servers, incident, now),
      newMailWent: went === null ? 'unknown' : failed.has(went) ? 'here' : 'elsewhere',
      count: counted === undefined ? null : mailCount.parse(JSON.parse(counted)),
    };
  }

  keepCount(id: string, mailboxId: string, count: MailCount): void {
    const { incidents, mailboxes, transaction } = this.#workspace;
    const address = mailboxes.find(mailboxId)?.address ?? 'A mailbox';
    transaction(() => {
      incidents.setCount(id, mailboxId, JSON.stringify(count));
      const some = count.complete ? '' : 'at least ';
      this.#write(
        id,
        'counted',
        `${address}: ${some}${count.delayed} delayed, ${some}${count.during} arrived while it lasted.`,
        mailboxId,
      );
    });
  }

  /** The server new mail of a mailbox went to for the whole of the outage, as far as the step "mail routing" tells. */
  #newMailServer({ startedAt, endedAt }: Incident, mailboxId: string): string | null {
    const { mailboxes, domains, endpoints } = this.#workspace;
    const mailbox = mailboxes.find(mailboxId);
    if (!mailbox)
      throw new AppError({ code: 'workspace.not-found', message: `There is no mailbox ${mailboxId} here.` });
    const routing = domains.steps(mailbox.domainId).find(({ step }) => step === 'routing');
    if (!routing || routing.at === null) return null;
    const over = endedAt ?? isoTime(this.#now());
    const side =
      routing.state === 'done'
        ? routing.at <= startedAt
          ? 'destination'
          : routing.at >= over
            ? 'source'
            : null
        : routing.state === 'todo' && routing.at >= over
          ? 'source'
          : null;
    const endpoint = side === null ? undefined : endpoints.find(mailbox[side].endpointId);
    return endpoint ? serverKey(endpoint) : null;
  }

  #nextNumber(): string {
    const { prefix } = this.settings();
    const year = new Date(this.#now()).getFullYear();
    return incidentNumber(prefix, year, this.#workspace.incidents.lastSequence(prefix, year) + 1);
  }

  #named(chosen: readonly ChosenService[], known: readonly IncidentService[]): IncidentService[] {
    const servers = serversOf(this.#workspace);
    const services = this.#workspace.services.list();
    return chosen.map(({ server, kind }) => {
      const before = known.find((one) => one.server === server && one.kind === kind);
      const found = servers.find(({ key }) => key === server);
      if (!found) {
        if (before) return before;
        throw invalid('One of the services belongs to a server that is not in the settings any more. Choose again.');
      }
      const service = services.find((one) => one.server === server && one.kind === kind);
      return {
        serviceId: service?.id ?? null,
        server,
        serverName: found.name,
        kind,
        takesMailIn: service ? takesMailIn(service) : kind === 'smtp',
      };
    });
  }

  #takeInDomains({ id, services }: Incident): void {
    const keys = new Set(services.map(({ server }) => server));
    const endpoints = serversOf(this.#workspace).flatMap((server) => (keys.has(server.key) ? server.endpoints : []));
    this.#workspace.incidents.takeInDomainsOf(
      id,
      endpoints.map((endpoint) => endpoint.id),
    );
  }

  #write(id: string, kind: IncidentUpdate['kind'], text: string, mailboxId: string | null = null): void {
    this.#workspace.incidents.addUpdate(id, { at: isoTime(this.#now()), kind, text, mailboxId });
  }

  #refuseFuture(at: string, what: string): void {
    // Clocks of two computers may differ a little.
    if (Date.parse(at) > this.#now() + 60_000)
      throw invalid(`The ${what} lies in the future. Correct the day or the time.`);
  }
}

const UPDATE_OF = { back: 'back', 'down-again': 'down-again', close: 'closed', reopen: 'reopened' } as const;
const TEXT_OF = {
  back: 'Available again, being watched.',
  'down-again': 'Not available again.',
  close: 'Closed.',
  reopen: 'Opened again.',
} as const;

function changesBetween(before: Incident, after: Incident): string {
  const services = ({ services: list }: Incident): string =>
    list.map(({ kind, serverName }) => `${serviceNames[kind]} of ${serverName}`).join(', ');
  const said = [
    before.title === after.title ? '' : `Title: ${after.title}.`,
    before.startedAt === after.startedAt ? '' : `Beginning: ${after.startedAt}, before ${before.startedAt}.`,
    before.endedAt === after.endedAt ? '' : `End: ${after.endedAt}, before ${before.endedAt}.`,
    services(before) === services(after) ? '' : `Services: ${services(after) || 'none'}.`,
  ];
  return said.filter((part) => part !== '').join(' ');
}

function invalid(message: string): AppError {
  return new AppError({ code: 'input.invalid', message });
}
