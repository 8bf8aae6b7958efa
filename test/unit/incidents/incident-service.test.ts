import { describe, expect, it, onTestFinished } from 'vitest';
import { IncidentService } from '../../../electron/engine/incidents/incident-service.ts';
import { mailboxLogins } from '../../../electron/engine/runs/mailbox-logins.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { ProbeState } from '../../../shared/domain/service-probe.ts';
import { ManualClock } from '../runs/manual-clock.ts';
import { sampleWorkspace } from '../workspace/sample-workspace.ts';
import { probeOf } from './sample-services.ts';

const MINUTE = 60_000;

/** Incidents of the sample workspace, whose services answer as the test says. */
function desk() {
  const workspace = sampleWorkspace();
  const clock = new ManualClock();
  /** By `kind host`. */
  const states = new Map<string, ProbeState>();
  const logins: string[] = [];
  const service = new IncidentService({
    workspace,
    clock,
    secrets: { get: async () => 'wrong' },
    loginsOf: (mailboxId) => mailboxLogins(workspace, mailboxId),
    openSession: async ({ endpoint, user, secretRef }) => {
      logins.push(`${endpoint.protocol} ${user} ${secretRef}`);
      throw new AppError({ code: 'mail.auth-failed', message: 'The server refused the login.' });
    },
    probeService: async (one, { now, by, logIn, signal }) => {
      const state = states.get(`${one.kind} ${one.host}`) ?? 'up';
      if (typeof logIn !== 'function') return probeOf(now(), state, { by, login: logIn ?? 'none' });
      const login = { side: 'source', user: '', secretRef: '' } as const;
      const endpoint = { ...workspace.endpoints.list()[0], protocol: one.kind } as never;
      const refused = await logIn({ ...login, endpoint }, signal ?? new AbortController().signal).catch(() => true);
      return probeOf(now(), state, { by, login: refused === true ? 'refused' : 'ok', text: 'Refused.' });
    },
    changed: () => undefined,
  });
  onTestFinished(() => service.stop());
  service.sync();
  const find = (kind: string, host = 'old.test') =>
    workspace.services.list().find((one) => one.kind === kind && one.host === host)?.id ?? '';
  /** Looks at everything, and lets some minutes go by. */
  const look = async (minutes = 1): Promise<void> => {
    await service.probe(null);
    clock.advance(minutes * MINUTE);
  };
  const now = (): string => new Date(clock.now()).toISOString();
  return { workspace, clock, states, service, find, look, logins, now };
}

describe('what the console offers', () => {
  it('is an incident after two failures in a row of a service that was up, with what else is up in one sentence', async () => {
    const { service, states, look } = desk();
    await look();
    states.set('imap old.test', 'down');
    await look();
    expect(service.offers()).toEqual([]);
    await look();
    expect(service.offers()).toMatchObject([
      {
        kind: 'open',
        serverName: 'old',
        title: 'IMAP is down on old',
        services: [{ kind: 'imap', outage: { failures: 2 } }],
        domains: 1,
        extend: null,
      },
    ]);
    expect(service.servers().find(({ name }) => name === 'old')?.sentence).toMatch(
      /^IMAP is down since .+; POP3, SMTP and webmail are up\.$/,
    );
  });

  it('is nothing for a service that never answered, or that nobody watches', async () => {
    const { service, states, look, workspace, find } = desk();
    states.set('smtp old.test', 'down');
    for (let at = 0; at < 4; at++) await look();
    expect(service.offers()).toEqual([]);
    expect(service.servers().find(({ name }) => name === 'old')?.services[2]?.standing.state).toBe('unseen');
    states.set('pop3 old.test', 'down');
    const pop3 = workspace.services.find(find('pop3'));
    if (!pop3) throw new Error('There is no POP3.');
    service.saveService({ ...pop3, watched: false });
    expect(service.saveService({ id: pop3.id, port: 1110 })).toMatchObject({ watched: false, port: 1110 });
    expect(service.saveService({ id: pop3.id, watched: false })).toMatchObject({ host: pop3.host, port: 1110 });
    for (let at = 0; at < 3; at++) await look();
    expect(service.offers()).toEqual([]);
  });

  it('goes away when it is declined, and comes back with the next outage', async () => {
    const { service, states, look, workspace } = desk();
    await look();
    states.set('imap old.test', 'down');
    await look();
    await look();
    const [offer] = service.offers();
    if (offer?.kind !== 'open') throw new Error('Nothing is offered.');
    for (const { serviceId, outage } of offer.services) workspace.incidents.decline(serviceId, outage.since);
    expect(service.offers()).toEqual([]);
    await look();
    expect(service.offers()).toEqual([]);
    states.delete('imap old.test');
    await look();
    states.set('imap old.test', 'down');
    await look();
    await look();
    expect(service.offers()).toHaveLength(1);
  });

  it('leads from an outage to its end, and closes nothing by itself', async () => {
    const { service, states, look, now } = desk();
    const { desk: incidents } = service;
    await look();
    states.set('imap old.test', 'down');
    await look();
    await look();
    const [offer] = service.offers();
    if (offer?.kind !== 'open') throw new Error('Nothing is offered.');
    const services = offer.services.map(({ kind }) => ({ server: offer.server, kind }));
    const incident = incidents.open({ title: offer.title, startedAt: offer.since, services, domainIds: [], note: '' });
    expect(service.offers()).toEqual([]);
    // Another service of the same server fails, too.
    states.set('pop3 old.test', 'down');
    await look();
    await look();
    expect(service.offers()).toMatchObject([
      { kind: 'open', title: 'POP3 is down on old', extend: { id: incident.id } },
    ]);
    states.clear();
    const back = now();
    await look();
    expect(service.offers()).toEqual([]);
    await look();
    expect(service.offers()).toMatchObject([{ kind: 'close', incidentId: incident.id, upSince: back, looks: 2 }]);
    expect(incidents.existing(incident.id).status).toBe('open');
    incidents.setStatus(incident.id, { kind: 'back', at: back });
    states.set('imap old.test', 'down');
    await look();
    await look();
    expect(service.offers()).toMatchObject([{ kind: 'down-again', incidentId: incident.id }]);
  });

  it('tells no outage from looks with a night between them', async () => {
    const { service, states, look } = desk();
    await look();
    states.set('imap old.test', 'down');
    await look(8 * 60);
    await look();
    expect(service.offers()).toEqual([]);
    await look();
    expect(service.offers()).toHaveLength(1);
  });
});

describe('the account of a server', () => {
  it('is tried once with a wrong password, over all its services and all times, until another one is stored', async () => {
    const { service, look, logins, workspace } = desk();
    service.setAccount('host:old.test', 'probe@old.test');
    await look();
    await Promise.all([look(), look()]);
    expect(logins).toEqual(['imap probe@old.test probe/host:old.test']);
    expect(workspace.services.account('host:old.test')).toMatchObject({ refusedText: 'Refused.' });
    service.setAccount('host:old.test', 'probe@old.test');
    await look();
    expect(logins).toHaveLength(2);
    service.setAccount('host:old.test', null);
    await look();
    expect(logins).toHaveLength(2);
  });
});

describe('incidents', () => {
  it('are numbered through the year, under the prefix that is set', () => {
    const { service, now } = desk();
    const { desk: incidents } = service;
    const open = () =>
      incidents.open({ title: 'Down', startedAt: now(), services: [], domainIds: [], note: '' }).number;
    expect([open(), open()]).toEqual(['INC-2026-0001', 'INC-2026-0002']);
    incidents.saveSettings({ prefix: 'OPS', everyMinutes: 5 });
    expect(open()).toBe('OPS-2026-0001');
    incidents.saveSettings({ prefix: 'INC', everyMinutes: 5 });
    expect(open()).toBe('INC-2026-0003');
  });

  it('refuse a beginning in the future, an end before it, and an end where it is open', () => {
    const { service, clock, now } = desk();
    const { desk: incidents } = service;
    const begin = (startedAt: string) =>
      incidents.open({ title: 'Down', startedAt, services: [], domainIds: [], note: '' });
    expect(() => begin(new Date(clock.now() + 5 * MINUTE).toISOString())).toThrow(/lies in the future/);
    const { id, title, startedAt } = begin(now());
    expect(() => incidents.edit(id, { title, startedAt, endedAt: now(), services: [] })).toThrow(/has no end yet/);
    clock.advance(MINUTE);
    const earlier = new Date(clock.now() - 10 * MINUTE).toISOString();
    expect(() => incidents.setStatus(id, { kind: 'close', at: earlier })).toThrow(/before the beginning/);
    incidents.setStatus(id, { kind: 'close', at: now() });
    expect(() => incidents.setStatus(id, { kind: 'back', at: now() })).toThrow();
  });

  it('take the domains of their servers in, leave out what the agent leaves out, and say where new mail went', async () => {
    const { service, workspace, look, now, clock, find } = desk();
    const { desk: incidents } = service;
    const startedAt = now();
    const services = [{ server: 'host:old.test', kind: 'imap' as const }];
    const { id } = incidents.open({ title: 'Down', startedAt, services, domainIds: [], note: '' });
    expect(workspace.incidents.touching('domain')).toHaveLength(1);
    incidents.setDomains(id, ['domain'], true);
    incidents.refreshDomains(incidents.existing(id));
    expect(workspace.incidents.touching('domain')).toEqual([]);

    await look(30);
    incidents.setStatus(id, { kind: 'close', at: now() });
    expect(incidents.lostMail(id, 'anna')).toMatchObject({ newMailWent: 'unknown', mailIn: { looks: 1, up: 1 } });
    const before = new Date(clock.now() - 50 * 3_600_000).toISOString();
    workspace.domains.setStep('domain', { step: 'routing', state: 'done', at: before, evidence: 'MX' });
    expect(incidents.lostMail(id, 'anna')).toMatchObject({ newMailWent: 'elsewhere' });
    workspace.domains.setStep('domain', { step: 'routing', state: 'todo', at: now(), evidence: 'MX' });
    expect(incidents.lostMail(id, 'anna')).toMatchObject({ newMailWent: 'here' });
    expect(find('smtp')).not.toBe('');
  });

  it('keep what was seen in them, when other probes are forgotten', () => {
    const { workspace, service, find, clock } = desk();
    const imap = find('imap');
    const day = 86_400_000;
    const start = clock.now() - 20 * day;
    for (let at = 0; at < 10; at++) workspace.services.addProbe(imap, probeOf(start + at * 60 * MINUTE, 'up'));
    const incident = service.desk.open({
      title: 'Down',
      startedAt: new Date(start + 3 * 60 * MINUTE).toISOString(),
      services: [],
      domainIds: [],
      note: '',
    });
    service.desk.setStatus(incident.id, { kind: 'close', at: new Date(start + 5 * 60 * MINUTE).toISOString() });
    workspace.services.forget(
      new Date(clock.now() - 8 * day).toISOString(),
      new Date(clock.now() - 400 * day).toISOString(),
    );
    // The first one, since it turned the state, and the three from within.
    expect(workspace.services.recent(imap, 100)).toHaveLength(4);
  });
});
