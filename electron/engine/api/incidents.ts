import { isoTime } from '../clock.ts';
import { workedMeanwhile } from '../incidents/window.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

const RUNS_SHOWN = 50;

/** Implements `incidents.*`. */
export function incidentsHandlers(os: Implementer['incidents'], services: Services): Handlers<'incidents'> {
  const { workspace, incidents } = services;
  const { desk } = incidents;
  const changed = <T>(result: T): T => {
    services.changes.send({ topic: 'incidents' });
    return result;
  };
  const row = <T extends { readonly id: string }>(incident: T) => ({
    ...incident,
    ...workspace.incidents.countDomains(incident.id),
  });

  return {
    servers: os.servers.handler(() => incidents.servers()),
    probe: os.probe.handler(({ input, signal }) => incidents.probe(input.serviceIds ?? null, signal)),
    saveService: os.saveService.handler(({ input }) => changed(incidents.saveService(input))),
    setAccount: os.setAccount.handler(({ input }) => {
      incidents.setAccount(input.server, input.user);
      return changed({ server: input.server });
    }),
    probes: os.probes.handler(({ input }) => [...incidents.probes(input.serviceId, input.limit)]),
    settings: os.settings.handler(() => desk.settings()),
    saveSettings: os.saveSettings.handler(({ input }) => changed(desk.saveSettings(input))),

    offers: os.offers.handler(() => [...incidents.offers()]),
    decline: os.decline.handler(({ input }) => {
      for (const subjectId of input.subjectIds) workspace.incidents.decline(subjectId, input.since);
      return changed({ declined: input.subjectIds.length });
    }),

    list: os.list.handler(() => workspace.incidents.list().map(row)),
    find: os.find.handler(({ input }) => {
      const incident = desk.existing(input.id);
      desk.refreshDomains(incident);
      const now = isoTime(services.now());
      const until = incident.endedAt ?? now;
      return {
        ...row(incident),
        updates: [...workspace.incidents.updates(incident.id)],
        turns: incident.services.flatMap(({ serviceId, serverName, kind }) =>
          serviceId === null
            ? []
            : workspace.services
                .turns(serviceId, incident.startedAt, until)
                .map((probe) => ({ ...probe, serviceId, serverName, kind })),
        ),
        counted: workspace.incidents.counts(incident.id).map(({ mailboxId, address, counted }) => ({
          mailboxId,
          address,
          count: JSON.parse(counted),
        })),
        runs: [...workspace.incidents.runs(incident.id, RUNS_SHOWN)],
        worked: [...workedMeanwhile(workspace, incident, now)],
        mailIn: desk.lostMail(incident.id, null).mailIn,
      };
    }),
    domains: os.domains.handler(({ input }) => [...workspace.incidents.domains(desk.existing(input.id).id)]),
    open: os.open.handler(({ input }) => changed(desk.open(input))),
    edit: os.edit.handler(({ input: { id, ...next } }) => changed(desk.edit(id, next))),
    addNote: os.addNote.handler(({ input }) => changed(desk.addNote(input.id, input.text))),
    setStatus: os.setStatus.handler(({ input: { id, ...event } }) => changed(desk.setStatus(id, event))),
    setDomains: os.setDomains.handler(({ input }) =>
      changed(desk.setDomains(input.id, input.domainIds, input.leftOut)),
    ),
    lostMail: os.lostMail.handler(({ input }) => desk.lostMail(input.id, input.mailboxId)),
    countMail: os.countMail.handler(async ({ input, signal }) =>
      changed(await incidents.countMail(input.id, input.mailboxId, signal)),
    ),
    touching: os.touching.handler(({ input }) => [
      ...('mailboxId' in input ? desk.touchingMailbox(input.mailboxId) : workspace.incidents.touching(input.domainId)),
    ]),
  };
}
