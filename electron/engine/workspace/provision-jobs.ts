import type { ErrorWire } from '../../../shared/domain/errors.ts';
import type {
  ProvisionJob,
  ProvisionJobLine,
  ProvisionJobState,
  ProvisionLine,
  ProvisionLineState,
} from '../../../shared/domain/provisioning.ts';
import type { Database } from './database.ts';

/** What came of a line. */
export interface LineOutcome {
  readonly state: ProvisionLineState;
  readonly note: string | null;
  readonly login: ProvisionJobLine['login'];
}

/** Plans that were carried out, line by line: what a killed one goes on by. */
export interface ProvisionJobs {
  add(job: ProvisionJob): void;
  find(id: string): ProvisionJob | undefined;
  /** The newest of a domain. */
  latest(domainId: string): ProvisionJob | undefined;
  setState(id: string, state: ProvisionJobState, endedAt: string | null, error: ErrorWire | null): void;
  /** By its place in the job. */
  setLine(id: string, seq: number, outcome: LineOutcome): void;
  /** Marks what an earlier engine left going as interrupted. */
  interruptAll(at: string): void;
}

interface JobColumns extends Omit<ProvisionJob, 'lines' | 'error'> {
  error: string | null;
}
interface LineColumns extends Omit<ProvisionJobLine, 'line'> {
  line: string;
}

/** Provisioning jobs on the workspace database. */
export function openProvisionJobs(database: Database): ProvisionJobs {
  const columns = 'id, domain_id AS domainId, endpoint_id AS endpointId, at, ended_at AS endedAt, state, error';
  const find = database.prepare(`SELECT ${columns} FROM provision_job WHERE id = ?`);
  const latest = database.prepare(
    `SELECT ${columns} FROM provision_job WHERE domain_id = ? ORDER BY at DESC, rowid DESC LIMIT 1`,
  );
  const lines = database.prepare('SELECT line, state, note, login FROM provision_line WHERE job_id = ? ORDER BY seq');
  const add = database.prepare(
    'INSERT INTO provision_job (id, domain_id, endpoint_id, at, ended_at, state, error) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addLine = database.prepare(
    'INSERT INTO provision_line (job_id, seq, line, state, note, login) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const setState = database.prepare('UPDATE provision_job SET state = ?, ended_at = ?, error = ? WHERE id = ?');
  const setLine = database.prepare(
    'UPDATE provision_line SET state = ?, note = ?, login = ? WHERE job_id = ? AND seq = ?',
  );
  const interruptAll = database.prepare(
    `UPDATE provision_job SET state = 'interrupted', ended_at = ? WHERE state IN ('running', 'stopping')`,
  );

  const whole = (row: JobColumns | undefined): ProvisionJob | undefined =>
    row && {
      ...row,
      error: row.error === null ? null : (JSON.parse(row.error) as ErrorWire),
      lines: lines
        .all<LineColumns>(row.id)
        .map((entry) => ({ ...entry, line: JSON.parse(entry.line) as ProvisionLine })),
    };

  return {
    add(job) {
      database.transaction(() => {
        const error = job.error && JSON.stringify(job.error);
        add.run(job.id, job.domainId, job.endpointId, job.at, job.endedAt, job.state, error);
        for (const [seq, { line, state, note, login }] of job.lines.entries()) {
          addLine.run(job.id, seq, JSON.stringify(line), state, note, login);
        }
      });
    },
    find: (id) => whole(find.get<JobColumns>(id)),
    latest: (domainId) => whole(latest.get<JobColumns>(domainId)),
    setState: (id, state, endedAt, error) => void setState.run(state, endedAt, error && JSON.stringify(error), id),
    setLine: (id, seq, { state, note, login }) => void setLine.run(state, note, login, id, seq),
    interruptAll: (at) => void interruptAll.run(at),
  };
}
