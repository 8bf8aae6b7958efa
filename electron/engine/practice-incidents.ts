import type { Incident } from '../../shared/domain/incident.ts';
import { serverKey, takesMailIn } from '../../shared/domain/service.ts';
import type { ServiceProbe } from '../../shared/domain/service-probe.ts';
import { isoTime } from './clock.ts';
import { syncServices } from './incidents/server-services.ts';
import type { Practice } from './practice/practice.ts';
import type { Workspace } from './workspace/workspace.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The made-up outage: three days ago, for two hours and forty minutes. */
const AGO_MS = 75 * HOUR_MS;
const LASTED_MS = 160 * MINUTE_MS;
const SIDES = ['source', 'destination'] as const;

/** Notes where the services of the practice servers listen in this session, and tells of an outage they had when there is none yet. */
export function fillPracticeIncidents(workspace: Workspace, practice: Practice, now: number): void {
  syncServices(workspace);
  for (const side of SIDES) {
    const server = serverKey({ ...practice[side], id: `practice-${side}` });
    for (const service of workspace.services.list()) {
      if (service.server !== server || service.kind === 'imap') continue;
      const port = practice.services[side][service.kind];
      // What the agent turned off stays so; a port that is not the one of this session says nothing about that.
      const fresh = workspace.services.lastProbe(service.id) === undefined;
      const tls = service.kind === 'smtp' ? 'offered' : 'none';
      workspace.services.update({ ...service, port, tls, path: '/', watched: fresh || service.watched });
    }
  }
  if (workspace.incidents.list().length === 0) workspace.transaction(() => tellOfOutage(workspace, now));
}

function tellOfOutage(workspace: Workspace, now: number): void {
  const start = Math.floor((now - AGO_MS) / HOUR_MS) * HOUR_MS + 12 * MINUTE_MS;
  const end = start + LASTED_MS;
  const server = serverKey({ id: 'practice-source', host: '127.0.0.1' });
  const services = workspace.services.list().filter((service) => service.server === server);
  const imap = services.find(({ kind }) => kind === 'imap');
  if (!imap) return;
  for (const service of services) {
    for (let at = start - 30 * MINUTE_MS; at <= end + 30 * MINUTE_MS; at += 10 * MINUTE_MS) {
      const down = service.kind === 'imap' && at >= start && at < end;
      workspace.services.addProbe(service.id, probeAt(at, down));
    }
  }
  const incident: Incident = {
    id: 'practice-incident',
    number: `INC-${new Date(start).getFullYear()}-0001`,
    title: 'IMAP was down on Practice MailEnable',
    status: 'closed',
    startedAt: isoTime(start),
    endedAt: isoTime(end),
    createdAt: isoTime(start + 11 * MINUTE_MS),
    services: [
      {
        serviceId: imap.id,
        server,
        serverName: 'Practice MailEnable',
        kind: 'imap',
        takesMailIn: takesMailIn(imap),
      },
    ],
  };
  workspace.incidents.add(incident);
  workspace.incidents.takeInDomainsOf(incident.id, ['practice-source']);
  const write = (at: number, kind: 'opened' | 'note' | 'back' | 'closed', text: string): void =>
    workspace.incidents.addUpdate(incident.id, { at: isoTime(at), kind, text, mailboxId: null });
  write(start + 11 * MINUTE_MS, 'opened', `Opened as ${incident.number}.`);
  write(
    start + 14 * MINUTE_MS,
    'note',
    'Mail programs cannot connect. Webmail and POP3 work; customers may use them meanwhile.',
  );
  write(start + 95 * MINUTE_MS, 'note', 'The operator found the IMAP service out of threads and is restarting it.');
  write(end + 12 * MINUTE_MS, 'back', 'Available again, being watched.');
  write(end + 4 * HOUR_MS, 'closed', 'Closed.');
}

function probeAt(ms: number, down: boolean): ServiceProbe {
  const message = 'It takes the connection and says nothing: no greeting within 20 s.';
  return {
    at: isoTime(ms),
    by: 'schedule',
    state: down ? 'down' : 'up',
    phase: down ? 'greeting' : null,
    text: down ? message : 'It answers.',
    error: down ? { code: 'mail.timeout', message } : null,
    times: down ? { connect: 2, greeting: 20_000 } : { connect: 2, greeting: 9 },
    totalMs: down ? 20_002 : 11,
    greeting: null,
    version: null,
    tls: null,
    login: 'none',
    status: null,
  };
}
