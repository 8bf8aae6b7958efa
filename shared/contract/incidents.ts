import { z } from 'zod';
import { platform } from '../domain/endpoint.ts';
import { incident, incidentPrefix, incidentUpdate } from '../domain/incident.ts';
import { mailCount, mailInSeen } from '../domain/lost-mail.ts';
import { service, serviceChange, serviceKind } from '../domain/service.ts';
import { outage, serviceProbe, stripeCell } from '../domain/service-probe.ts';
import { serviceStanding } from '../domain/service-standing.ts';
import { procedure } from './procedure.ts';

const id = z.object({ id: z.string() });
const moment = z.iso.datetime({ error: 'Give a day and a time' });

/** One service of a server as the matrix shows it. */
export const serviceRow = service.extend({
  standing: serviceStanding,
  /** The last day, in half hours, the oldest first. */
  stripe: z.array(stripeCell),
});
export type ServiceRow = z.infer<typeof serviceRow>;

/** A server with its services. */
export const serverRow = z.object({
  key: z.string(),
  name: z.string(),
  platform,
  mailboxes: z.number().int(),
  /** One sentence: what is up and what is not. */
  sentence: z.string(),
  account: z
    .object({ user: z.string(), refusedAt: z.string().nullable(), refusedText: z.string().nullable() })
    .nullable(),
  /** Under this name the vault keeps the account's password. */
  secretRef: z.string(),
  services: z.array(serviceRow),
});
export type ServerRow = z.infer<typeof serverRow>;

/** What the console suggests; an agent does it, or declines it. */
export const incidentOffer = z.discriminatedUnion('kind', [
  /** Services failed twice in a row: write an incident, or add them to the one that is open for that server. */
  z.object({
    kind: z.literal('open'),
    server: z.string(),
    serverName: z.string(),
    title: z.string(),
    since: z.string(),
    services: z.array(z.object({ serviceId: z.string(), kind: serviceKind, outage })),
    domains: z.number().int(),
    /** The open incident of that server, if there is one. */
    extend: z.object({ id: z.string(), number: z.string() }).nullable(),
  }),
  /** All services of an incident answer again. */
  z.object({
    kind: z.literal('close'),
    incidentId: z.string(),
    number: z.string(),
    title: z.string(),
    upSince: z.string(),
    looks: z.number().int(),
  }),
  /** A service of an incident that was back has failed again. */
  z.object({
    kind: z.literal('down-again'),
    incidentId: z.string(),
    number: z.string(),
    title: z.string(),
    since: z.string(),
  }),
]);
export type IncidentOffer = z.infer<typeof incidentOffer>;

export const incidentRow = incident.extend({ domains: z.number().int(), mailboxes: z.number().int() });
export type IncidentRow = z.infer<typeof incidentRow>;

export const incidentDomain = z.object({
  domainId: z.string(),
  name: z.string(),
  customerName: z.string(),
  how: z.enum(['server', 'chosen']),
  leftOut: z.boolean(),
  mailboxes: z.number().int(),
});
export type IncidentDomainRow = z.infer<typeof incidentDomain>;

/** A turn of a service within the window of an incident, for its timeline. */
const probeTurn = serviceProbe.extend({ serviceId: z.string(), serverName: z.string(), kind: serviceKind });

/** An incident with all its page shows. */
export const incidentDetail = incidentRow.extend({
  updates: z.array(incidentUpdate),
  turns: z.array(probeTurn),
  counted: z.array(z.object({ mailboxId: z.string(), address: z.string(), count: mailCount })),
  /** Runs of its mailboxes since it began, the newest first. */
  runs: z.array(
    z.object({
      id: z.string(),
      mailboxId: z.string(),
      address: z.string(),
      kind: z.string(),
      state: z.string(),
      at: z.string(),
    }),
  ),
  /** Kinds of service of its servers that were probed while it lasted and always answered. */
  worked: z.array(serviceKind),
  mailIn: mailInSeen.nullable(),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;

/** What the answer to "did I lose mail?" for one mailbox, or for all, rests on. */
export const lostMailReport = z.object({
  mailIn: mailInSeen.nullable(),
  newMailWent: z.enum(['here', 'elsewhere', 'unknown']),
  count: mailCount.nullable(),
});
export type LostMailReport = z.infer<typeof lostMailReport>;

const chosenService = z.object({ server: z.string(), kind: serviceKind });

export const incidentSettings = z.object({
  prefix: incidentPrefix,
  /** Minutes between two probes of a service; null: only when asked. */
  everyMinutes: z.number().int().min(1, 'At least a minute').max(240, 'At most four hours').nullable(),
});
export type IncidentSettings = z.infer<typeof incidentSettings>;

export const incidentsContract = {
  /** All servers with their services, by their last probes. */
  servers: procedure.output(z.array(serverRow)),
  /** Probes these services now, or all that are watched. Answers when all were looked at. */
  probe: procedure
    .input(z.object({ serviceIds: z.array(z.string()).max(500).optional() }))
    .output(z.array(z.object({ serviceId: z.string(), probe: serviceProbe }))),
  /** Host, port and TLS of an endpoint's own service are those of the endpoint; only whether it is watched can be changed here. */
  saveService: procedure.input(serviceChange.extend({ id: z.string() })).output(service),
  /** The account probes log in with; null takes it away. Its password goes into the vault first. A refusal before is forgotten. */
  setAccount: procedure
    .input(z.object({ server: z.string(), user: z.string().trim().min(1, 'Enter the user name').max(320).nullable() }))
    .output(z.object({ server: z.string() })),
  /** What probes of one service found, the newest first. */
  probes: procedure
    .input(z.object({ serviceId: z.string(), limit: z.number().int().min(1).max(500).default(50) }))
    .output(z.array(serviceProbe)),
  settings: procedure.output(incidentSettings),
  saveSettings: procedure.input(incidentSettings).output(incidentSettings),

  offers: procedure.output(z.array(incidentOffer)),
  /** Does not offer this again; a later outage, or being up again later, is offered anew. */
  decline: procedure
    .input(z.object({ subjectIds: z.array(z.string()).min(1).max(50), since: z.string() }))
    .output(z.object({ declined: z.number().int() })),

  list: procedure.output(z.array(incidentRow)),
  find: procedure.input(id).output(incidentDetail),
  domains: procedure.input(id).output(z.array(incidentDomain)),
  open: procedure
    .input(
      z.object({
        title: z.string().trim().min(1, 'Give the incident a title').max(160),
        startedAt: moment,
        services: z.array(chosenService).max(100),
        /** Domains to take in beside those of the servers. */
        domainIds: z.array(z.string()).max(50_000).default([]),
        note: z.string().trim().max(4000).default(''),
      }),
    )
    .output(incident),
  edit: procedure
    .input(
      z.object({
        id: z.string(),
        title: z.string().trim().min(1, 'Give the incident a title').max(160),
        startedAt: moment,
        endedAt: moment.nullable(),
        services: z.array(chosenService).max(100),
      }),
    )
    .output(incident),
  addNote: procedure
    .input(z.object({ id: z.string(), text: z.string().trim().min(1, 'Write something').max(4000) }))
    .output(incident),
  /** `back` and `close` need the end of the outage. Nothing closes by itself. */
  setStatus: procedure
    .input(
      z.discriminatedUnion('kind', [
        z.object({ id: z.string(), kind: z.literal('back'), at: moment }),
        z.object({ id: z.string(), kind: z.literal('down-again') }),
        z.object({ id: z.string(), kind: z.literal('close'), at: moment }),
        z.object({ id: z.string(), kind: z.literal('reopen') }),
      ]),
    )
    .output(incident),
  /** Takes domains in, or leaves them out. */
  setDomains: procedure
    .input(z.object({ id: z.string(), domainIds: z.array(z.string()).min(1).max(50_000), leftOut: z.boolean() }))
    .output(z.object({ domains: z.number().int(), mailboxes: z.number().int() })),

  /** What the answer to "did I lose mail?" rests on, without looking into any mailbox. */
  lostMail: procedure.input(z.object({ id: z.string(), mailboxId: z.string().nullable() })).output(lostMailReport),
  /** Counts in the mailbox what arrived while it lasted and after: reads only, one login on each side. */
  countMail: procedure.input(z.object({ id: z.string(), mailboxId: z.string() })).output(mailCount),
  /** Incidents that are not closed and touch this domain, or the domain of this mailbox. */
  touching: procedure
    .input(z.union([z.object({ domainId: z.string() }), z.object({ mailboxId: z.string() })]))
    .output(z.array(incident)),
};
