import type { DriftFound, DriftState, DriftWatch } from '../../../shared/domain/drift.ts';
import type { Database } from './database.ts';

/** A watch as it is stored; its sentence is made when it is shown. */
export type StoredWatch = Omit<DriftWatch, 'evidence'>;

/** The watches over old sides, one for each domain at most. */
export interface DriftWatches {
  /** Those that go on first, then the ones that ended last. */
  list(domainId?: string): StoredWatch[];
  find(domainId: string): StoredWatch | undefined;
  /** Begins anew; what an earlier watch of the domain found is forgotten. */
  start(watch: Pick<StoredWatch, 'domainId' | 'startedAt' | 'until' | 'quietHours' | 'sweeps'>): void;
  change(domainId: string, until: string, quietHours: number, sweeps: boolean): void;
  noteLook(watch: StoredWatch): void;
  end(domainId: string, state: DriftState, at: string): void;
  /** The highest number of each source folder that a run has accounted for, in the numbering it was of. */
  knownNumbers(mailboxId: string): { path: string; uidValidity: string; highest: number }[];
  /** Domains whose routing has changed and whose first copy is made, in standard order. */
  awaitingLastCopy(): { domainId: string; domainName: string; mailboxes: number }[];
}

const SELECT = `SELECT w.domain_id AS domainId, d.name AS domainName, w.state, w.started_at AS startedAt, w.until_at AS until,
    w.ended_at AS endedAt, w.quiet_hours AS quietHours, w.sweeps, w.looks, w.last_look_at AS lastLookAt,
    w.last_arrival_at AS lastArrivalAt, w.found, w.seen, w.unseen
  FROM drift_watch w JOIN domain d ON d.id = w.domain_id`;

interface Columns extends Omit<StoredWatch, 'sweeps' | 'found' | 'unseen'> {
  sweeps: number;
  found: string;
  unseen: string;
}

/** Watches on the workspace database. */
export function openDriftWatches(database: Database): DriftWatches {
  const list = database.prepare(
    `${SELECT} WHERE ?1 IS NULL OR w.domain_id = ?1
     ORDER BY w.state <> 'watching', coalesce(w.ended_at, '') DESC, d.name COLLATE NOCASE`,
  );
  const find = database.prepare(`${SELECT} WHERE w.domain_id = ?`);
  const start = database.prepare(
    `INSERT OR REPLACE INTO drift_watch (domain_id, state, started_at, until_at, quiet_hours, sweeps)
     VALUES (?, 'watching', ?, ?, ?, ?)`,
  );
  const change = database.prepare(
    'UPDATE drift_watch SET until_at = ?, quiet_hours = ?, sweeps = ? WHERE domain_id = ?',
  );
  const noteLook = database.prepare(
    `UPDATE drift_watch SET looks = ?, last_look_at = ?, last_arrival_at = ?, found = ?, seen = ?, unseen = ? WHERE domain_id = ?`,
  );
  const end = database.prepare('UPDATE drift_watch SET state = ?, ended_at = ? WHERE domain_id = ?');
  const known = database.prepare(
    `SELECT f.source_path AS path, f.source_uidvalidity AS uidValidity, max(m.source_uid) AS highest
     FROM ledger_folder f JOIN ledger_message m ON m.folder_id = f.id AND m.state > 0
     WHERE f.mailbox_id = ? GROUP BY f.source_path, f.source_uidvalidity`,
  );
  const awaiting = database.prepare(
    `SELECT d.id AS domainId, d.name AS domainName, (SELECT count(*) FROM mailbox m WHERE m.domain_id = d.id) AS mailboxes
     FROM domain d JOIN domain_step r ON r.domain_id = d.id AND r.step = 'routing' AND r.state = 'done'
       JOIN domain_step c ON c.domain_id = d.id AND c.step = 'copy' AND c.state = 'doing'
     WHERE d."order" = 'standard' ORDER BY d.name COLLATE NOCASE`,
  );
  return {
    list: (domainId) => list.all<Columns>(domainId ?? null).map(toWatch),
    find(domainId) {
      const found = find.get<Columns>(domainId);
      return found && toWatch(found);
    },
    start: ({ domainId, startedAt, until, quietHours, sweeps }) =>
      void start.run(domainId, startedAt, until, quietHours, sweeps ? 1 : 0),
    change: (domainId, until, quietHours, sweeps) => void change.run(until, quietHours, sweeps ? 1 : 0, domainId),
    noteLook: ({ domainId, looks, lastLookAt, lastArrivalAt, found, seen, unseen }) =>
      void noteLook.run(
        looks,
        lastLookAt,
        lastArrivalAt,
        JSON.stringify(found),
        seen,
        JSON.stringify(unseen),
        domainId,
      ),
    end: (domainId, state, at) => void end.run(state, at, domainId),
    knownNumbers: (mailboxId) => known.all<{ path: string; uidValidity: string; highest: number }>(mailboxId),
    awaitingLastCopy: () => awaiting.all<{ domainId: string; domainName: string; mailboxes: number }>(),
  };
}

function toWatch({ sweeps, found, unseen, ...columns }: Columns): StoredWatch {
  return {
    ...columns,
    sweeps: sweeps === 1,
    found: JSON.parse(found) as DriftFound[],
    unseen: JSON.parse(unseen) as StoredWatch['unseen'],
  };
}
