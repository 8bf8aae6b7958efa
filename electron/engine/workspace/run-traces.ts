import type { Side } from '../../../shared/domain/endpoint.ts';
import type { Database } from './database.ts';

/** What was said on a connection before a failure. */
export interface RunTrace {
  readonly at: string;
  readonly side: Side | null;
  /** Of the error. */
  readonly code: string;
  /** The failure as the log has it. */
  readonly text: string;
  /** Oldest first. */
  readonly lines: readonly string[];
}

/** A run that fails over and over fails in the same way. */
const MOST_OF_A_RUN = 20;

/** The protocol traces of runs. */
export interface RunTraces {
  /** Keeps one more, unless the run has enough. */
  add(runId: string, trace: RunTrace): void;
  /** Oldest first. */
  list(runId: string): RunTrace[];
}

/** Protocol traces on the workspace database. */
export function openRunTraces(database: Database): RunTraces {
  const add = database.prepare(
    `INSERT INTO run_trace (run_id, seq, at, side, code, text, lines)
     SELECT ?1, count(*) + 1, ?2, ?3, ?4, ?5, ?6 FROM run_trace WHERE run_id = ?1 HAVING count(*) < ${MOST_OF_A_RUN}`,
  );
  const list = database.prepare('SELECT at, side, code, text, lines FROM run_trace WHERE run_id = ? ORDER BY seq');
  return {
    add(runId, { at, side, code, text, lines }) {
      add.run(runId, at, side, code, text, JSON.stringify(lines));
    },
    list: (runId) =>
      list
        .all<Omit<RunTrace, 'lines'> & { lines: string }>(runId)
        .map((row) => ({ ...row, lines: JSON.parse(row.lines) as string[] })),
  };
}
