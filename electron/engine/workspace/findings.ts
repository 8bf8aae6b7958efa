import type { Finding, FindingKind } from '../../../shared/domain/verification.ts';
import type { Database } from './database.ts';

/** Which findings of a run to read. */
export interface FindingFilter {
  readonly kinds?: readonly FindingKind[] | undefined;
  /** Findings of this folder on either side. */
  readonly folder?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** The differences that runs have found. */
export interface Findings {
  add(runId: string, findings: readonly Omit<Finding, 'id' | 'runId'>[]): void;
  list(runId: string, filter: FindingFilter): { total: number; findings: Finding[] };
}

/** Findings on the workspace database. */
export function openFindings(database: Database): Findings {
  const add = database.prepare(
    `INSERT INTO finding (run_id, kind, source_folder, destination_folder, source_uid, destination_uid, subject, sender, date,
       size, message_id, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const matching = `FROM finding f WHERE f.run_id = ?1
    AND (?2 IS NULL OR f.kind IN (SELECT value FROM json_each(?2)))
    AND (?3 IS NULL OR f.source_folder = ?3 OR (f.source_folder IS NULL AND f.destination_folder = ?3))`;
  const count = database.prepare(`SELECT count(*) AS total ${matching}`);
  const list = database.prepare(
    `SELECT CAST(f.id AS TEXT) AS id, f.run_id AS runId, f.kind, f.source_folder AS sourceFolder,
       f.destination_folder AS destinationFolder, f.source_uid AS sourceUid, f.destination_uid AS destinationUid, f.subject,
       f.sender AS "from", f.date, f.size, f.message_id AS messageId, f.detail
     ${matching} ORDER BY f.id LIMIT ?4 OFFSET ?5`,
  );
  return {
    add(runId, findings) {
      database.transaction(() => {
        for (const finding of findings) {
          add.run(
            runId,
            finding.kind,
            finding.sourceFolder,
            finding.destinationFolder,
            finding.sourceUid,
            finding.destinationUid,
            finding.subject,
            finding.from,
            finding.date,
            finding.size,
            finding.messageId,
            finding.detail,
          );
        }
      });
    },
    list(runId, { kinds, folder, offset, limit }) {
      const which = [runId, kinds ? JSON.stringify(kinds) : null, folder ?? null] as const;
      return {
        total: count.get<{ total: number }>(...which)?.total ?? 0,
        findings: list.all<Finding>(...which, limit, offset),
      };
    },
  };
}
