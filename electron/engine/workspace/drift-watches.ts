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
