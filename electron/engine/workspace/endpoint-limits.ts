import type { Side } from '../../../shared/domain/endpoint.ts';
import type { Database } from './database.ts';

/** Days change what a server allows: after three of them it is tried again. */
const FORGOTTEN_AFTER_MS = 3 * 24 * 60 * 60_000;

/** How many connections a server was found to allow. */
export interface EndpointLimits {
  /** What was learned within the last three days; null when nothing was. */
  connections(endpointId: string, side: Side, nowMs: number): number | null;
  learn(endpointId: string, side: Side, connections: number, nowMs: number): void;
}

/** The learned limits on the workspace database. */
export function openEndpointLimits(database: Database): EndpointLimits {
  const find = database.prepare(
    'SELECT connections FROM endpoint_limit WHERE endpoint_id = ? AND side = ? AND learned_at > ?',
  );
  // An endpoint that was removed meanwhile has nothing to remember.
  const learn = database.prepare(
    `INSERT INTO endpoint_limit (endpoint_id, side, connections, learned_at)
     SELECT id, ?2, ?3, ?4 FROM endpoint WHERE id = ?1
     ON CONFLICT (endpoint_id, side) DO UPDATE SET connections = excluded.connections, learned_at = excluded.learned_at`,
  );
  return {
    connections: (endpointId, side, nowMs) =>
      find.get<{ connections: number }>(endpointId, side, nowMs - FORGOTTEN_AFTER_MS)?.connections ?? null,
    learn: (endpointId, side, connections, nowMs) => void learn.run(endpointId, side, connections, nowMs),
  };
}
