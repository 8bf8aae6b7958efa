import type { Incident, IncidentService, IncidentStatus, IncidentUpdate } from '../../../shared/domain/incident.ts';
import type { Database } from './database.ts';

/** A domain an incident touches. */
export interface IncidentDomain {
  readonly domainId: string;
  readonly name: string;
  readonly customerName: string;
  /** Because of the servers of its mailboxes, or because the agent said so. */
  readonly how: 'server' | 'chosen';
  readonly leftOut: boolean;
  readonly mailboxes: number;
}

/** A run of a mailbox an incident touches. */
export interface IncidentRun {
  readonly id: string;
  readonly mailboxId: string;
  readonly address: string;
  readonly kind: string;
  readonly state: string;
  readonly at: string;
}

/** Incidents with all that belongs to them. */
export interface IncidentStore {
  list(): readonly Incident[];
  find(id: string): Incident | undefined;
  add(incident: Incident): void;
  update(incident: Incident): void;
  setServices(id: string, services: readonly IncidentService[]): void;
  /** The highest number given in a year under a prefix. */
  lastSequence(prefix: string, year: number): number;
  updates(id: string): readonly IncidentUpdate[];
  addUpdate(id: string, update: Omit<IncidentUpdate, 'id'>): void;
  domains(id: string): readonly IncidentDomain[];
  countDomains(id: string): { readonly domains: number; readonly mailboxes: number };
  /** Takes in all domains with a mailbox at one of these endpoints; those left out stay so. */
  takeInDomainsOf(id: string, endpointIds: readonly string[]): void;
  /** How many domains have a mailbox at one of these endpoints. */
  domainsAt(endpointIds: readonly string[]): number;
  setDomain(id: string, domainId: string, leftOut: boolean): void;
  /** Not closed, and touching the domain; the newest first. */
  touching(domainId: string): readonly Incident[];
  touches(id: string, domainId: string): boolean;
  /** Runs of its mailboxes that were asked for since it began, the newest first. */
  runs(id: string, limit: number): readonly IncidentRun[];
  count(id: string, mailboxId: string): string | undefined;
  counts(id: string): readonly { readonly mailboxId: string; readonly address: string; readonly counted: string }[];
  setCount(id: string, mailboxId: string, counted: string): void;
  decline(subjectId: string, since: string): void;
  declined(subjectId: string, since: string): boolean;
  setting(name: string): string | undefined;
  saveSetting(name: string, value: string): void;
  removeAll(): void;
}

const COLUMNS =
  'i.id, i.number, i.title, i.status, i.started_at AS startedAt, i.ended_at AS endedAt, i.created_at AS createdAt';

type IncidentRow = Omit<Incident, 'services'>;
interface ServiceRow {
  readonly incidentId: string;
  readonly serviceId: string | null;
  readonly server: string;
  readonly serverName: string;
  readonly kind: IncidentService['kind'];
  readonly takesMailIn: number;
}

/** Incidents on the workspace database. */
export function openIncidents(database: Database): IncidentStore {
  const order = `ORDER BY i.status = 'closed', i.started_at DESC, i.number DESC`;
  const list = database.prepare(`SELECT ${COLUMNS} FROM incident i ${order}`);
  const find = database.prepare(`SELECT ${COLUMNS} FROM incident i WHERE i.id = ?`);
  const touching = database.prepare(
    `SELECT ${COLUMNS} FROM incident_domain d JOIN incident i ON i.id = d.incident_id
     WHERE d.domain_id = ? AND d.left_out = 0 AND i.status <> 'closed' ${order}`,
  );
  const touches = database.prepare(
    'SELECT 1 AS found FROM incident_domain WHERE incident_id = ? AND domain_id = ? AND left_out = 0',
  );
  const serviceColumns = `incident_id AS incidentId, service_id AS serviceId, server, server_name AS serverName, kind,
    takes_mail_in AS takesMailIn`;
  const allServices = database.prepare(`SELECT ${serviceColumns} FROM incident_service`);
  const servicesOf = database.prepare(`SELECT ${serviceColumns} FROM incident_service WHERE incident_id = ?`);
  const add = database.prepare(
    `INSERT INTO incident (id, number, title, status, started_at, ended_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE incident SET title = ?2, status = ?3, started_at = ?4, ended_at = ?5 WHERE id = ?1`,
  );
  const clearServices = database.prepare('DELETE FROM incident_service WHERE incident_id = ?');
  const addService = database.prepare(
    `INSERT OR REPLACE INTO incident_service (incident_id, server, kind, service_id, server_name, takes_mail_in)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const lastSequence = database.prepare(
    `SELECT max(CAST(substr(number, length(?1) + 7) AS INTEGER)) AS last FROM incident WHERE number LIKE ?1 || '-' || ?2 || '-%'`,
  );
  const updates = database.prepare(
    'SELECT id, at, kind, text, mailbox_id AS mailboxId FROM incident_update WHERE incident_id = ? ORDER BY at DESC, id DESC',
  );
  const addUpdate = database.prepare(
    'INSERT INTO incident_update (incident_id, at, kind, text, mailbox_id) VALUES (?, ?, ?, ?, ?)',
  );
  const domains = database.prepare(
    `SELECT d.domain_id AS domainId, o.name, c.name AS customerName, d.how, d.left_out AS leftOut,
       (SELECT count(*) FROM mailbox m WHERE m.domain_id = d.domain_id) AS mailboxes
     FROM incident_domain d JOIN domain o ON o.id = d.domain_id JOIN customer c ON c.id = o.customer_id
     WHERE d.incident_id = ? ORDER BY o.name COLLATE NOCASE`,
  );
  const countDomains = database.prepare(
    `SELECT count(DISTINCT d.domain_id) AS domains, count(m.id) AS mailboxes
     FROM incident_domain d LEFT JOIN mailbox m ON m.domain_id = d.domain_id WHERE d.incident_id = ? AND d.left_out = 0`,
  );
  const takeIn = database.prepare(
    `INSERT OR IGNORE INTO incident_domain (incident_id, domain_id, how)
     SELECT DISTINCT ?1, domain_id, 'server' FROM mailbox WHERE source_endpoint_id = ?2 OR destination_endpoint_id = ?2`,
  );
  const domainsAt = database.prepare(
    `SELECT count(*) AS domains FROM (
       SELECT domain_id FROM mailbox WHERE source_endpoint_id IN (SELECT value FROM json_each(?1))
       UNION SELECT domain_id FROM mailbox WHERE destination_endpoint_id IN (SELECT value FROM json_each(?1)))`,
  );
  const setDomain = database.prepare(
    `INSERT INTO incident_domain (incident_id, domain_id, how, left_out) VALUES (?1, ?2, 'chosen', ?3)
     ON CONFLICT (incident_id, domain_id) DO UPDATE SET left_out = excluded.left_out`,
  );
  const runs = database.prepare(
    `SELECT r.id, r.mailbox_id AS mailboxId, m.address, r.kind, r.state, r.queued_at AS at FROM incident i
     JOIN incident_domain d ON d.incident_id = i.id AND d.left_out = 0
     JOIN mailbox m ON m.domain_id = d.domain_id
     JOIN run r ON r.mailbox_id = m.id AND r.queued_at >= i.started_at
     WHERE i.id = ? ORDER BY r.queued_at DESC LIMIT ?`,
  );
  const count = database.prepare('SELECT counted FROM incident_count WHERE incident_id = ? AND mailbox_id = ?');
  const counts = database.prepare(
    `SELECT k.mailbox_id AS mailboxId, m.address, k.counted FROM incident_count k JOIN mailbox m ON m.id = k.mailbox_id
     WHERE k.incident_id = ? ORDER BY m.address COLLATE NOCASE`,
  );
  const setCount = database.prepare(
    `INSERT INTO incident_count (incident_id, mailbox_id, counted) VALUES (?, ?, ?)
     ON CONFLICT (incident_id, mailbox_id) DO UPDATE SET counted = excluded.counted`,
  );
  const decline = database.prepare('INSERT OR IGNORE INTO offer_declined (subject_id, since) VALUES (?, ?)');
  const declined = database.prepare('SELECT 1 AS found FROM offer_declined WHERE subject_id = ? AND since = ?');
  const setting = database.prepare('SELECT value FROM incident_setting WHERE name = ?');
  const saveSetting = database.prepare(
    'INSERT INTO incident_setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );

  const toService = ({ incidentId: _incident, takesMailIn, ...row }: ServiceRow): IncidentService => ({
    ...row,
    takesMailIn: takesMailIn === 1,
  });
  const withServices = (row: IncidentRow): Incident => ({
    ...row,
    services: servicesOf.all<ServiceRow>(row.id).map(toService),
  });

  const setServices = (id: string, services: readonly IncidentService[]): void =>
    database.transaction(() => {
      clearServices.run(id);
      for (const { serviceId, server, serverName, kind, takesMailIn } of services)
        addService.run(id, server, kind, serviceId, serverName, takesMailIn ? 1 : 0);
    });

  return {
    list() {
      const services = new Map<string, IncidentService[]>();
      for (const row of allServices.all<ServiceRow>()) {
        const known = services.get(row.incidentId);
        if (known) known.push(toService(row));
        else services.set(row.incidentId, [toService(row)]);
      }
      return list.all<IncidentRow>().map((row) => ({ ...row, services: services.get(row.id) ?? [] }));
    },
    find(id) {
      const row = find.get<IncidentRow>(id);
      return row && withServices(row);
    },
    add({ id, number, title, status, startedAt, endedAt, createdAt, services }) {
      database.transaction(() => {
        add.run(id, number, title, status, startedAt, endedAt, createdAt);
        setServices(id, services);
      });
    },
    update: ({ id, title, status, startedAt, endedAt }) =>
      void update.run(id, title, status satisfies IncidentStatus, startedAt, endedAt),
    setServices,
    lastSequence: (prefix, year) => lastSequence.get<{ last: number | null }>(prefix, String(year))?.last ?? 0,
    updates: (id) => updates.all<IncidentUpdate>(id),
    addUpdate: (id, { at, kind, text, mailboxId }) => void addUpdate.run(id, at, kind, text, mailboxId),
    domains: (id) =>
      domains
        .all<Omit<IncidentDomain, 'leftOut'> & { leftOut: number }>(id)
        .map((row) => ({ ...row, leftOut: row.leftOut === 1 })),
    countDomains: (id) => countDomains.get<{ domains: number; mailboxes: number }>(id) ?? { domains: 0, mailboxes: 0 },
    takeInDomainsOf(id, endpointIds) {
      database.transaction(() => {
        for (const endpointId of endpointIds) takeIn.run(id, endpointId);
      });
    },
    domainsAt: (endpointIds) => domainsAt.get<{ domains: number }>(JSON.stringify(endpointIds))?.domains ?? 0,
    setDomain: (id, domainId, leftOut) => void setDomain.run(id, domainId, leftOut ? 1 : 0),
    touching: (domainId) => touching.all<IncidentRow>(domainId).map(withServices),
    touches: (id, domainId) => touches.get(id, domainId) !== undefined,
    runs: (id, limit) => runs.all<IncidentRun>(id, limit),
    count: (id, mailboxId) => count.get<{ counted: string }>(id, mailboxId)?.counted,
    counts: (id) => counts.all<{ mailboxId: string; address: string; counted: string }>(id),
    setCount: (id, mailboxId, counted) => void setCount.run(id, mailboxId, counted),
    decline: (subjectId, since) => void decline.run(subjectId, since),
    declined: (subjectId, since) => declined.get(subjectId, since) !== undefined,
    setting: (name) => setting.get<{ value: string }>(name)?.value,
    saveSetting: (name, value) => void saveSetting.run(name, value),
    removeAll() {
      database.transaction(() => {
        for (const table of ['incident', 'service', 'probe_account', 'offer_declined', 'incident_setting'])
          database.exec(`DELETE FROM ${table}`);
      });
    },
  };
}
