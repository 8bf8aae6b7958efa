import type { RunEvent } from '../../../shared/domain/run.ts';
import type { Database } from './database.ts';

/** The log lines of runs. */
export interface RunEvents {
  add(runId: string, events: readonly RunEvent[]): void;
  list(runId: string, afterSeq: number, limit: number): RunEvent[];
  /** The last lines, oldest first. */
  tail(runId: string, count: number): RunEvent[];
  lastSeq(runId: string): number;
}

/** Log lines on the workspace database. */
export function openRunEvents(database: Database): RunEvents {
  const add = database.prepare('INSERT INTO run_event (run_id, seq, at, level, text) VALUES (?, ?, ?, ?, ?)');
  const list = database.prepare(
    'SELECT seq, at, level, text FROM run_event WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const tail = database.prepare(
    'SELECT * FROM (SELECT seq, at, level, text FROM run_event WHERE run_id = ? ORDER BY seq DESC LIMIT ?) ORDER BY seq',
  );
  const lastSeq = database.prepare('SELECT coalesce(max(seq), 0) AS seq FROM run_event WHERE run_id = ?');
  return {
    add(runId, events) {
      database.transaction(() => {
        for (const event of events) add.run(runId, event.seq, event.at, event.level, event.text);
      });
    },
    list: (runId, afterSeq, limit) => list.all<RunEvent>(runId, afterSeq, limit),
    tail: (runId, count) => tail.all<RunEvent>(runId, count),
    lastSeq: (runId) => lastSeq.get<{ seq: number }>(runId)?.seq ?? 0,
  };
}
