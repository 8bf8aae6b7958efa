import { type ServerBudget, serverBudget } from '../../../shared/domain/server-budget.ts';
import type { Database } from './database.ts';

/** What agents allow all runs together to ask of each server. */
export interface StoredBudgets {
  find(endpointId: string): ServerBudget | undefined;
  /** Null forgets it. An endpoint that is not there any more has none. */
  set(endpointId: string, budget: ServerBudget | null): void;
}

/** Budgets on the workspace database. */
export function openServerBudgets(database: Database): StoredBudgets {
  const find = database.prepare('SELECT budget FROM server_budget WHERE endpoint_id = ?');
  const set = database.prepare(
    `INSERT INTO server_budget (endpoint_id, budget) SELECT id, ?2 FROM endpoint WHERE id = ?1
     ON CONFLICT (endpoint_id) DO UPDATE SET budget = excluded.budget`,
  );
  const forget = database.prepare('DELETE FROM server_budget WHERE endpoint_id = ?');
  // A run asks with every message.
  const known = new Map<string, ServerBudget | undefined>();
  return {
    find(endpointId) {
      if (known.has(endpointId)) return known.get(endpointId);
      const row = find.get<{ budget: string }>(endpointId);
      const budget = row && serverBudget.parse(JSON.parse(row.budget));
      known.set(endpointId, budget);
      return budget;
    },
    set(endpointId, budget) {
      known.delete(endpointId);
      if (budget === null) forget.run(endpointId);
      else set.run(endpointId, JSON.stringify(budget));
    },
  };
}
