import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import type { Database } from './database.ts';

/** The servers of a workspace, one entry for each service. */
export interface Endpoints {
  list(): (Endpoint & { mailboxes: number })[];
  find(id: string): Endpoint | undefined;
  findByName(name: string): Endpoint | undefined;
  add(endpoint: Endpoint): void;
  update(endpoint: Endpoint): void;
  /** How many mailboxes refer to it on either side. */
  usedBy(id: string): number;
  remove(id: string): void;
  removeAll(): void;
}

const COLUMNS = `e.id, e.name, e.platform, e.protocol, e.host, e.port, e.tls,
  e.pinned_fingerprint AS pinnedFingerprint, e.max_connections AS maxConnections`;

/** Endpoints on the workspace database. */
export function openEndpoints(database: Database): Endpoints {
  const list = database.prepare(
    `SELECT ${COLUMNS}, coalesce(u.mailboxes, 0) AS mailboxes FROM endpoint e LEFT JOIN (
       SELECT id, sum(mailboxes) AS mailboxes FROM (
         SELECT source_endpoint_id AS id, count(*) AS mailboxes FROM mailbox GROUP BY source_endpoint_id
         UNION ALL
         SELECT destination_endpoint_id, count(*) FROM mailbox
         WHERE destination_endpoint_id <> source_endpoint_id GROUP BY destination_endpoint_id
       ) GROUP BY id
     ) u ON u.id = e.id ORDER BY e.name COLLATE NOCASE`,
  );
  const find = database.prepare(`SELECT ${COLUMNS} FROM endpoint e WHERE e.id = ?`);
  const findByName = database.prepare(`SELECT ${COLUMNS} FROM endpoint e WHERE e.name = ?`);
  const add = database.prepare(
    `INSERT INTO endpoint (id, name, platform, protocol, host, port, tls, pinned_fingerprint, max_connections)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE endpoint SET name = ?2, platform = ?3, protocol = ?4, host = ?5, port = ?6, tls = ?7,
       pinned_fingerprint = ?8, max_connections = ?9 WHERE id = ?1`,
  );
  const usedBy = database.prepare(
    'SELECT count(*) AS count FROM mailbox WHERE source_endpoint_id = ?1 OR destination_endpoint_id = ?1',
  );
  const remove = database.prepare('DELETE FROM endpoint WHERE id = ?');
  const removeAll = database.prepare('DELETE FROM endpoint');
  const values = (endpoint: Endpoint) =>
    [
      endpoint.id,
      endpoint.name,
      endpoint.platform,
      endpoint.protocol,
      endpoint.host,
      endpoint.port,
      endpoint.tls,
      endpoint.pinnedFingerprint,
      endpoint.maxConnections,
    ] as const;

  return {
    list: () => list.all<Endpoint & { mailboxes: number }>(),
    find: (id) => find.get<Endpoint>(id),
    findByName: (name) => findByName.get<Endpoint>(name),
    add: (endpoint) => void add.run(...values(endpoint)),
    update: (endpoint) => void update.run(...values(endpoint)),
    usedBy: (id) => usedBy.get<{ count: number }>(id)?.count ?? 0,
    remove: (id) => void remove.run(id),
    removeAll: () => void removeAll.run(),
  };
}
