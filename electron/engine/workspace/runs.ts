import type { ErrorWire } from '../../../shared/domain/errors.ts';
import type { Run, RunKind, RunOptions, RunState, RunTotals } from '../../../shared/domain/run.ts';
import type { Verification } from '../../../shared/domain/verification.ts';
import type { Database } from './database.ts';

/** Which runs to list; everything left out does not restrict. */
export interface RunFilter {
  readonly mailboxId?: string | undefined;
  readonly domainId?: string | undefined;
  readonly states?: readonly RunState[] | undefined;
  readonly kinds?: readonly RunKind[] | undefined;
  readonly limit: number;
}

/** How a run ended, as it is stored. */
export interface RunEnd {
  readonly state: RunState;
  readonly endedAt: string;
  readonly totals: RunTotals;
  readonly verdict: string | null;
  readonly error: ErrorWire | null;
  readonly verification: Verification | null;
}

/** The runs of a workspace. */
export interface Runs {
  /** Newest first. */
  list(filter: RunFilter): Run[];
  find(id: string): Run | undefined;
  /** Queued, running or cancelling, of one mailbox. */
  findActive(mailboxId: string): Run | undefined;
  /** All that an engine left queued, running or cancelling. */
  listActive(): Run[];
  add(run: Omit<Run, 'address' | 'domainId'>): void;
  setState(id: string, state: RunState): void;
  setStarted(id: string, startedAt: string): void;
  setTotals(id: string, totals: RunTotals): void;
  setOptions(id: string, options: RunOptions): void;
  end(id: string, end: RunEnd): void;
  /** The verification made by a run. */
  verification(id: string): Verification | undefined;
  /** The newest verification of a mailbox. */
  verificationOf(mailboxId: string): Verification | undefined;
  countOf(mailboxId: string): number;
  /** Messages and bytes copied by all runs. */
  copied(): { messages: number; bytes: number };
}

interface Columns {
  id: string;
  mailboxId: string;
  address: string;
  domainId: string;
  kind: RunKind;
  state: RunState;
  options: string;
  queuedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  totals: string;
  verdict: string | null;
  error: string | null;
}

const SELECT = `SELECT r.id, r.mailbox_id AS mailboxId, m.address, m.domain_id AS domainId, r.kind, r.state, r.options,
    r.queued_at AS queuedAt, r.started_at AS startedAt, r.ended_at AS endedAt, r.totals, r.verdict, r.error
  FROM run r JOIN mailbox m ON m.id = r.mailbox_id`;
const ACTIVE = `('queued', 'running', 'cancelling')`;
const NEWEST_FIRST = 'ORDER BY r.queued_at DESC, r.rowid DESC';

/** Runs on the workspace database. */
export function openRuns(database: Database): Runs {
  const matching = (where: string) =>
    database.prepare(
      `${SELECT} WHERE ${where}
         AND (?2 IS NULL OR r.state IN (SELECT value FROM json_each(?2)))
         AND (?3 IS NULL OR r.kind IN (SELECT value FROM json_each(?3)))
       ${NEWEST_FIRST} LIMIT ?4`,
    );
  // One statement for each way in, so that each uses its own index.
  const listAll = matching('?1 IS NULL');
  const listOfMailbox = matching('r.mailbox_id = ?1');
  const listOfDomain = matching('r.mailbox_id IN (SELECT id FROM mailbox WHERE domain_id = ?1)');
  const find = database.prepare(`${SELECT} WHERE r.id = ?`);
  const findActive = database.prepare(`${SELECT} WHERE r.mailbox_id = ? AND r.state IN ${ACTIVE}`);
  const listActive = database.prepare(`${SELECT} WHERE r.state IN ${ACTIVE} ORDER BY r.queued_at, r.rowid`);
  const add = database.prepare(
    `INSERT INTO run (id, mailbox_id, kind, state, options, queued_at, started_at, ended_at, totals, verdict, error, inbox_only)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
       EXISTS (SELECT 1 FROM endpoint e WHERE e.id = ?5 ->> '$.sourceEndpointId' AND e.protocol = 'pop3'))`,
  );
  const setState = database.prepare('UPDATE run SET state = ? WHERE id = ?');
  const setStarted = database.prepare(`UPDATE run SET state = 'running', started_at = ? WHERE id = ?`);
  const setOptions = database.prepare('UPDATE run SET options = ? WHERE id = ?');
  const setTotals = database.prepare('UPDATE run SET totals = ? WHERE id = ?');
  const end = database.prepare(
    'UPDATE run SET state = ?, ended_at = ?, totals = ?, verdict = ?, error = ?, verification = ? WHERE id = ?',
  );
  const verification = database.prepare('SELECT verification FROM run WHERE id = ? AND verification IS NOT NULL');
  const verificationOf = database.prepare(
    `SELECT r.verification FROM run r WHERE r.mailbox_id = ? AND r.verification IS NOT NULL ${NEWEST_FIRST} LIMIT 1`,
  );
  const countOf = database.prepare('SELECT count(*) AS count FROM run WHERE mailbox_id = ?');
  const copied = database.prepare(
    // The index holds both sums' columns; without the hint all of every run is read.
    `SELECT coalesce(sum(copied), 0) AS messages, coalesce(sum(bytes_copied), 0) AS bytes FROM run INDEXED BY run_copied`,
  );

  return {
    list({ mailboxId, domainId, states, kinds, limit }) {
      const rest = [states ? JSON.stringify(states) : null, kinds ? JSON.stringify(kinds) : null, limit] as const;
      if (mailboxId !== undefined) return listOfMailbox.all<Columns>(mailboxId, ...rest).map(toRun);
      if (domainId !== undefined) return listOfDomain.all<Columns>(domainId, ...rest).map(toRun);
      return listAll.all<Columns>(null, ...rest).map(toRun);
    },
    find(id) {
      const found = find.get<Columns>(id);
      return found && toRun(found);
    },
    findActive(mailboxId) {
      const found = findActive.get<Columns>(mailboxId);
      return found && toRun(found);
    },
    listActive: () => listActive.all<Columns>().map(toRun),
    add(run) {
      add.run(
        run.id,
        run.mailboxId,
        run.kind,
        run.state,
        JSON.stringify(run.options),
        run.queuedAt,
        run.startedAt,
        run.endedAt,
        JSON.stringify(run.totals),
        run.verdict,
        run.error && JSON.stringify(run.error),
      );
    },
    setState: (id, state) => void setState.run(state, id),
    setStarted: (id, startedAt) => void setStarted.run(startedAt, id),
    setTotals: (id, totals) => void setTotals.run(JSON.stringify(totals), id),
    setOptions: (id, options) => void setOptions.run(JSON.stringify(options), id),
    end(id, { state, endedAt, totals, verdict, error, verification }) {
      end.run(
        state,
        endedAt,
        JSON.stringify(totals),
        verdict,
        error && JSON.stringify(error),
        verification && JSON.stringify(verification),
        id,
      );
    },
    verification: (id) => toVerification(verification.get(id)),
    verificationOf: (mailboxId) => toVerification(verificationOf.get(mailboxId)),
    countOf: (mailboxId) => countOf.get<{ count: number }>(mailboxId)?.count ?? 0,
    copied: () => copied.get<{ messages: number; bytes: number }>() ?? { messages: 0, bytes: 0 },
  };
}

function toVerification(row: { verification: string } | undefined): Verification | undefined {
  return row && (JSON.parse(row.verification) as Verification);
}

function toRun({ options, totals, error, ...columns }: Columns): Run {
  return {
    ...columns,
    options: JSON.parse(options) as Run['options'],
    totals: JSON.parse(totals) as RunTotals,
    error: error === null ? null : (JSON.parse(error) as ErrorWire),
  };
}
