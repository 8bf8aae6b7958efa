import { assumedPace, type CopyPace, type WorkLeft } from '../../../shared/domain/risk.ts';
import type { Database } from './database.ts';

/** How much is left to copy, and how fast it goes; what deadlines are judged by. */
export interface CopyPaceReader {
  leftOf(domainId: string): WorkLeft;
  /** Of all domains with a deadline. */
  leftOfAll(): ReadonlyMap<string, WorkLeft>;
  pace(): CopyPace;
}

export const nothingLeft: WorkLeft = { mailboxes: 0, bytes: null, unknownSizes: 0 };

/** So many of the latest copies tell the pace; older ones say little about the line of today. */
const LATEST = 50;
/** Copies that were over at once measured the connecting, not the line. */
const ENOUGH_BYTES = 1_000_000;

interface Left extends WorkLeft {
  domainId: string;
}

// The size of a mailbox: what its latest copy counted, less what that copy brought; else what the old platform said.
const LEFT = (where: string): string => `
  WITH waiting AS (
    SELECT m.domain_id AS domainId, coalesce(
      (SELECT max(0, (r.totals ->> '$.bytes') - (r.totals ->> '$.bytesCopied')) FROM run r
        WHERE r.mailbox_id = m.id AND r.kind <> 'rehearsal' AND (r.totals ->> '$.bytes') > 0
        ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1),
      (SELECT o.size_kb * 1024 FROM mailbox_origin o WHERE o.mailbox_id = m.id)
    ) AS size
    FROM mailbox m WHERE m.state <> 'verified' AND ${where}
  )
  SELECT domainId, count(*) AS mailboxes, sum(size) AS bytes, count(*) - count(size) AS unknownSizes
  FROM waiting GROUP BY domainId`;

/** Sizes and rates on the workspace database. */
export function openCopyPace(database: Database): CopyPaceReader {
  const one = database.prepare(LEFT('m.domain_id = ?'));
  const all = database.prepare(LEFT('m.domain_id IN (SELECT id FROM domain WHERE deadline_at IS NOT NULL)'));
  const pace = database.prepare(`
    SELECT sum(bytes) / max(1.0, sum(seconds)) AS perRun, avg(whole) AS bytesPerMailbox, count(*) AS runs FROM (
      SELECT r.bytes_copied AS bytes, r.totals ->> '$.bytes' AS whole,
        (julianday(r.ended_at) - julianday(r.started_at)) * 86400 AS seconds
      FROM run r WHERE r.kind = 'copy' AND r.state IN ('complete', 'findings') AND r.ended_at IS NOT NULL
        AND r.bytes_copied >= ${ENOUGH_BYTES}
      ORDER BY r.ended_at DESC LIMIT ${LATEST}
    )`);
  return {
    leftOf: (domainId) => one.get<Left>(domainId) ?? nothingLeft,
    leftOfAll: () => new Map(all.all<Left>().map(({ domainId, ...left }) => [domainId, left])),
    pace() {
      const found = pace.get<{ perRun: number | null; bytesPerMailbox: number | null; runs: number }>();
      if (!found || found.runs === 0 || found.perRun === null || found.bytesPerMailbox === null) return assumedPace;
      return { bytesPerSecond: found.perRun, bytesPerMailbox: found.bytesPerMailbox, measured: true };
    },
  };
}
