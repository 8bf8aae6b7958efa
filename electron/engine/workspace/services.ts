import type { Service } from '../../../shared/domain/service.ts';
import type { ProbePoint, ServiceProbe } from '../../../shared/domain/service-probe.ts';
import type { Database } from './database.ts';

/** The account a server is probed with, and whether its password was refused. */
export interface ProbeAccount {
  readonly server: string;
  readonly user: string;
  /** ISO 8601; since then the password is not tried again. */
  readonly refusedAt: string | null;
  readonly refusedText: string | null;
}

/** Services of servers, what probes found of them, and the accounts they log in with. */
export interface ServiceStore {
  list(): readonly Service[];
  find(id: string): Service | undefined;
  add(service: Service): void;
  update(service: Service): void;
  remove(id: string): void;
  addProbe(serviceId: string, probe: ServiceProbe): void;
  lastProbe(serviceId: string): ServiceProbe | undefined;
  /** State by state from a moment on, oldest first, with the last one before it. */
  points(serviceId: string, from: string, to: string): readonly ProbePoint[];
  /** The newest first. */
  recent(serviceId: string, limit: number): readonly ProbePoint[];
  /** The newest first. */
  probes(serviceId: string, from: string, to: string, limit: number): readonly ServiceProbe[];
  /** Only those with another state than the one before, oldest first, and the one the stretch began with. */
  turns(serviceId: string, from: string, to: string): readonly ServiceProbe[];
  everUp(serviceId: string): boolean;
  /** Removes probes older than that; those that turned the state go later, those from within an incident with them. */
  forget(before: string, turnsBefore: string): number;
  account(server: string): ProbeAccount | undefined;
  /** Replaces the account: a refusal of the former one is forgotten. */
  setAccount(server: string, user: string | null): void;
  refuseAccount(server: string, at: string, text: string): void;
}

const COLUMNS = `id, server, kind, endpoint_id AS endpointId, host, port, tls, path, watched,
  pinned_fingerprint AS pinnedFingerprint`;

type ServiceRow = Omit<Service, 'watched'> & { readonly watched: number };
const toService = (row: ServiceRow): Service => ({ ...row, watched: row.watched === 1 });
const toProbe = ({ detail }: { detail: string }): ServiceProbe => JSON.parse(detail) as ServiceProbe;

/** Services on the workspace database. */
export function openServices(database: Database): ServiceStore {
  const list = database.prepare(
    `SELECT ${COLUMNS} FROM service ORDER BY server, CASE kind WHEN 'imap' THEN 0 WHEN 'pop3' THEN 1 WHEN 'smtp' THEN 2 ELSE 3 END`,
  );
  const find = database.prepare(`SELECT ${COLUMNS} FROM service WHERE id = ?`);
  const add = database.prepare(
    `INSERT INTO service (id, server, kind, endpoint_id, host, port, tls, path, watched, pinned_fingerprint)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE service SET server = ?2, kind = ?3, endpoint_id = ?4, host = ?5, port = ?6, tls = ?7, path = ?8, watched = ?9,
       pinned_fingerprint = ?10 WHERE id = ?1`,
  );
  const remove = database.prepare('DELETE FROM service WHERE id = ?');
  const addProbe = database.prepare(
    `INSERT INTO service_probe (service_id, at, state, changed, total_ms, detail)
     SELECT ?1, ?2, ?3, coalesce((SELECT state FROM service_probe WHERE service_id = ?1 ORDER BY at DESC, id DESC LIMIT 1), '') <> ?3, ?4, ?5
     FROM service WHERE id = ?1`,
  );
  const newest = 'ORDER BY at DESC, id DESC';
  const last = database.prepare(`SELECT detail FROM service_probe WHERE service_id = ? ${newest} LIMIT 1`);
  const recent = database.prepare(`SELECT at, state FROM service_probe WHERE service_id = ? ${newest} LIMIT ?`);
  // The one before the stretch tells how it began.
  const stretch = `service_id = ?1 AND at <= ?3 AND at >= coalesce(
    (SELECT max(at) FROM service_probe WHERE service_id = ?1 AND at <= ?2), ?2)`;
  const points = database.prepare(`SELECT at, state FROM service_probe WHERE ${stretch} ORDER BY at, id`);
  const probes = database.prepare(
    `SELECT detail FROM service_probe WHERE service_id = ?1 AND at BETWEEN ?2 AND ?3 ${newest} LIMIT ?4`,
  );
  const turns = database.prepare(
    `SELECT detail FROM service_probe WHERE service_id = ?1 AND changed = 1 AND at <= ?3 AND at >= coalesce(
       (SELECT max(at) FROM service_probe WHERE service_id = ?1 AND changed = 1 AND at <= ?2), ?2) ORDER BY at, id`,
  );
  const everUp = database.prepare(
    "SELECT 1 AS up FROM service_probe WHERE service_id = ? AND state IN ('up', 'trouble') LIMIT 1",
  );
  // What was seen during an incident is what its texts rest on.
  const forget = database.prepare(
    `DELETE FROM service_probe WHERE changed = 0 AND at < ? AND NOT EXISTS (
       SELECT 1 FROM incident i WHERE service_probe.at BETWEEN i.started_at AND coalesce(i.ended_at, '9999'))`,
  );
  const forgetTurns = database.prepare('DELETE FROM service_probe WHERE at < ?');
  const account = database.prepare(
    'SELECT server, user, refused_at AS refusedAt, refused_text AS refusedText FROM probe_account WHERE server = ?',
  );
  const setAccount = database.prepare(
    `INSERT INTO probe_account (server, user) VALUES (?1, ?2)
     ON CONFLICT (server) DO UPDATE SET user = excluded.user, refused_at = NULL, refused_text = NULL`,
  );
  const removeAccount = database.prepare('DELETE FROM probe_account WHERE server = ?');
  const refuse = database.prepare('UPDATE probe_account SET refused_at = ?2, refused_text = ?3 WHERE server = ?1');
  const values = (service: Service) =>
    [
      service.id,
      service.server,
      service.kind,
      service.endpointId,
      service.host,
      service.port,
      service.tls,
      service.path,
      service.watched ? 1 : 0,
      service.pinnedFingerprint,
    ] as const;

  return {
    list: () => list.all<ServiceRow>().map(toService),
    find(id) {
      const row = find.get<ServiceRow>(id);
      return row && toService(row);
    },
    add: (service) => void add.run(...values(service)),
    update: (service) => void update.run(...values(service)),
    remove: (id) => void remove.run(id),
    addProbe: (serviceId, probe) =>
      void addProbe.run(serviceId, probe.at, probe.state, probe.totalMs, JSON.stringify(probe)),
    lastProbe(serviceId) {
      const row = last.get<{ detail: string }>(serviceId);
      return row && toProbe(row);
    },
    points: (serviceId, from, to) => points.all<ProbePoint>(serviceId, from, to),
    recent: (serviceId, limit) => recent.all<ProbePoint>(serviceId, limit),
    probes: (serviceId, from, to, limit) => probes.all<{ detail: string }>(serviceId, from, to, limit).map(toProbe),
    turns: (serviceId, from, to) => turns.all<{ detail: string }>(serviceId, from, to).map(toProbe),
    everUp: (serviceId) => everUp.get(serviceId) !== undefined,
    forget: (before, turnsBefore) => forget.run(before) + forgetTurns.run(turnsBefore),
    account: (server) => account.get<ProbeAccount>(server),
    setAccount(server, user) {
      if (user === null) removeAccount.run(server);
      else setAccount.run(server, user);
    },
    refuseAccount: (server, at, text) => void refuse.run(server, at, text),
  };
}
