import {
  type ItemState,
  type ItemSymptom,
  itemCounts,
  type Job,
  type JobItem,
  type JobRemark,
  type JobSchedule,
  type JobState,
  jobRunOptions,
  jobSchedule,
} from '../../../shared/domain/job.ts';
import type { Database } from './database.ts';

/** A job as it is stored; why it waits is known only to who carries it out. */
export type StoredJob = Omit<Job, 'waits'> & {
  /** When it was last looked after while it was open. */
  readonly seenAt: string | null;
};

/** A job without what has to be counted. */
export type JobCore = Omit<StoredJob, 'counts' | 'copied' | 'domains'>;

/** What a new item works on: a mailbox of a domain, or the domain itself. */
export interface NewItem {
  readonly mailboxId: string | null;
  readonly domainId: string;
}

/** An item whose turn it may be. */
export interface WaitingItem extends NewItem {
  readonly number: number;
  readonly address: string | null;
  /** Null with the domain itself. */
  readonly sourceEndpointId: string | null;
  readonly destinationEndpointId: string | null;
}

/** How an item came to its end, or went back to those that wait. */
export interface ItemEnd {
  readonly state: ItemState;
  readonly reason: string | null;
  readonly symptom: { readonly key: string; readonly words: string } | null;
  readonly endedAt: string | null;
}

/** The jobs of a workspace. */
export interface Jobs {
  /** The newest first. */
  list(): StoredJob[];
  /** Those that may still do something by themselves, the oldest first. */
  open(): JobCore[];
  find(id: string): StoredJob | undefined;
  add(job: Omit<JobCore, 'seenAt'>, items: readonly NewItem[]): void;
  setState(id: string, state: JobState, at: string): void;
  setSchedule(id: string, schedule: JobSchedule): void;
  setSeen(id: string, at: string): void;
  remove(id: string): void;
  removeAll(): void;

  items(
    id: string,
    filter: { states?: readonly ItemState[] | undefined; symptom?: string | undefined; limit: number },
  ): JobItem[];
  /** What waits in the order of its turns, without mailboxes and domains that cannot have theirs now. */
  waiting(
    id: string,
    without: { endpoints: readonly string[]; domains: readonly string[]; mailboxes: readonly string[] },
    limit: number,
  ): WaitingItem[];
  /** The domains of items that wait. */
  waitingDomains(id: string): string[];
  running(id: string): { number: number; mailboxId: string | null; runId: string | null }[];
  begin(id: string, number: number, startedAt: string, runId: string | null): void;
  end(id: string, number: number, end: ItemEnd): void;
  /** Items of these states become those with the end given. */
  endAll(id: string, states: readonly ItemState[], end: ItemEnd): number;
  /** Back to those that wait: all that can be tried again, those with a symptom, or those named. */
  requeue(id: string, which: { symptom: string | null; numbers: readonly number[] | undefined }): number;
  moveUp(id: string, which: { numbers: readonly number[]; customerId: string | null }): number;
  symptoms(id: string): ItemSymptom[];
  /** The servers that items need which wait or go on. */
  servers(id: string): string[];
  customers(id: string): { id: string; name: string; queued: number }[];
  remark(id: string, at: string, text: string): void;
  /** The newest first. */
  remarks(id: string): JobRemark[];
  /** The open job an item of this mailbox belongs to. */
  openWith(mailboxId: string): string | undefined;
}

const CORE = `j.id, j."action", j.step, j.state, j.options, j.sequence, j.schedule, j.created_at AS createdAt,
    j.started_at AS startedAt, j.ended_at AS endedAt, j.seen_at AS seenAt`;
const SELECT = `SELECT ${CORE},
    (SELECT json_group_object(state, items) FROM (SELECT i.state, count(*) AS items FROM job_item i WHERE i.job_id = j.id GROUP BY i.state)) AS counts,
    (SELECT count(DISTINCT i.domain_id) FROM job_item i WHERE i.job_id = j.id) AS domains,
    coalesce((SELECT sum(r.copied) FROM job_item i JOIN run r ON r.id = i.run_id WHERE i.job_id = j.id), 0) AS messages,
    coalesce((SELECT sum(r.bytes_copied) FROM job_item i JOIN run r ON r.id = i.run_id WHERE i.job_id = j.id), 0) AS bytes
  FROM job j`;

interface CoreColumns extends Omit<JobCore, 'options' | 'schedule'> {
  options: string;
  schedule: string;
}

interface Columns extends CoreColumns {
  domains: number;
  counts: string;
  messages: number;
  bytes: number;
}

/** What an agent moved up before everything, then deadlines. One customer after the other: the deadlines are in the numbers already. */
const DEADLINE = `iif(j.sequence = 'customer', NULL, d.deadline_at)`;
const TURNS = `i.front DESC, ${DEADLINE} IS NULL, ${DEADLINE}, i.number`;
const IN = (parameter: string): string => `IN (SELECT value FROM json_each(${parameter}))`;

/** Jobs on the workspace database. */
export function openJobs(database: Database): Jobs {
  const list = database.prepare(`${SELECT} ORDER BY j.created_at DESC, j.rowid DESC`);
  const open = database.prepare(
    `SELECT ${CORE} FROM job j WHERE j.state IN ('scheduled', 'running', 'paused') ORDER BY j.created_at, j.rowid`,
  );
  const find = database.prepare(`${SELECT} WHERE j.id = ?`);
  const add = database.prepare(
    `INSERT INTO job (id, "action", step, state, options, sequence, schedule, created_at, started_at, ended_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addItem = database.prepare(
    `INSERT INTO job_item (job_id, number, mailbox_id, domain_id, state) VALUES (?, ?, ?, ?, 'queued')`,
  );
  const setState = database.prepare(
    `UPDATE job SET state = ?2, started_at = iif(?2 = 'running', coalesce(started_at, ?3), started_at),
       ended_at = iif(?2 IN ('done', 'stopped'), ?3, NULL) WHERE id = ?1`,
  );
  const setSchedule = database.prepare('UPDATE job SET schedule = ? WHERE id = ?');
  const setSeen = database.prepare('UPDATE job SET seen_at = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM job WHERE id = ?');
  const removeAll = database.prepare('DELETE FROM job');
  const items = database.prepare(
    `SELECT i.job_id AS jobId, i.number, i.mailbox_id AS mailboxId, m.address, i.domain_id AS domainId, d.name AS domainName,
       d.customer_id AS customerId, d.deadline_at AS deadlineAt, i.state, i.reason, i.run_id AS runId,
       i.started_at AS startedAt, i.ended_at AS endedAt, r.copied, r.totals ->> '$.messages' AS messages
     FROM job_item i JOIN job j ON j.id = i.job_id JOIN domain d ON d.id = i.domain_id
       LEFT JOIN mailbox m ON m.id = i.mailbox_id LEFT JOIN run r ON r.id = i.run_id
     WHERE i.job_id = ?1 AND (?2 IS NULL OR i.state ${IN('?2')}) AND (?3 IS NULL OR i.symptom = ?3)
     ORDER BY CASE i.state WHEN 'running' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END,
       CASE WHEN i.state IN ('running', 'queued') THEN NULL ELSE i.ended_at END DESC, ${TURNS} LIMIT ?4`,
  );
  const waiting = database.prepare(
    `SELECT i.number, i.mailbox_id AS mailboxId, i.domain_id AS domainId, m.address,
       m.source_endpoint_id AS sourceEndpointId, m.destination_endpoint_id AS destinationEndpointId
     FROM job_item i JOIN job j ON j.id = i.job_id JOIN domain d ON d.id = i.domain_id
       LEFT JOIN mailbox m ON m.id = i.mailbox_id
     WHERE i.job_id = ?1 AND i.state = 'queued'
       AND (m.id IS NULL OR (m.source_endpoint_id NOT ${IN('?2')} AND m.destination_endpoint_id NOT ${IN('?2')}))
       AND i.domain_id NOT ${IN('?3')} AND (i.mailbox_id IS NULL OR i.mailbox_id NOT ${IN('?4')})
     ORDER BY ${TURNS} LIMIT ?5`,
  );
  const waitingDomains = database.prepare(
    `SELECT DISTINCT domain_id AS id FROM job_item WHERE job_id = ? AND state = 'queued'`,
  );
  const running = database.prepare(
    `SELECT number, mailbox_id AS mailboxId, run_id AS runId FROM job_item WHERE job_id = ? AND state = 'running'`,
  );
  const begin = database.prepare(
    `UPDATE job_item SET state = 'running', started_at = ?, run_id = ?, ended_at = NULL, reason = NULL, symptom = NULL,
       symptom_words = NULL WHERE job_id = ? AND number = ?`,
  );
  const END = 'state = ?2, reason = ?3, symptom = ?4, symptom_words = ?5, ended_at = ?6';
  const end = database.prepare(`UPDATE job_item SET ${END} WHERE job_id = ?1 AND number = ?7`);
  const endAll = database.prepare(`UPDATE job_item SET ${END} WHERE job_id = ?1 AND state ${IN('?7')}`);
  const requeue = database.prepare(
    `UPDATE job_item SET state = 'queued', reason = NULL, symptom = NULL, symptom_words = NULL, ended_at = NULL
     WHERE job_id = ?1 AND state IN ('failed', 'findings', 'skipped') AND (?2 IS NULL OR symptom = ?2)
       AND (?3 IS NULL OR number ${IN('?3')})`,
  );
  const moveUp = database.prepare(
    `UPDATE job_item SET front = 1 + (SELECT max(front) FROM job_item WHERE job_id = ?1)
     WHERE job_id = ?1 AND state = 'queued' AND (number ${IN('?2')}
       OR domain_id IN (SELECT id FROM domain WHERE customer_id = ?3))`,
  );
  const symptoms = database.prepare(
    `SELECT i.symptom AS key, min(i.symptom_words) AS words, count(*) AS items,
       json_group_array(coalesce(m.address, d.name)) FILTER (WHERE i.rank <= 3) AS examples
     FROM (SELECT *, row_number() OVER (PARTITION BY symptom ORDER BY number) AS rank FROM job_item
           WHERE job_id = ? AND symptom IS NOT NULL) i
     JOIN domain d ON d.id = i.domain_id LEFT JOIN mailbox m ON m.id = i.mailbox_id
     GROUP BY i.symptom ORDER BY items DESC, key`,
  );
  const servers = database.prepare(
    `SELECT m.source_endpoint_id AS id FROM job_item i JOIN mailbox m ON m.id = i.mailbox_id
       WHERE i.job_id = ?1 AND i.state IN ('queued', 'running')
     UNION SELECT m.destination_endpoint_id FROM job_item i JOIN mailbox m ON m.id = i.mailbox_id
       WHERE i.job_id = ?1 AND i.state IN ('queued', 'running')`,
  );
  const customers = database.prepare(
    `SELECT c.id, c.name, count(*) AS queued FROM job_item i JOIN domain d ON d.id = i.domain_id
       JOIN customer c ON c.id = d.customer_id
     WHERE i.job_id = ? AND i.state = 'queued' GROUP BY c.id ORDER BY c.name COLLATE NOCASE`,
  );
  const remark = database.prepare('INSERT INTO job_remark (job_id, at, text) VALUES (?, ?, ?)');
  const remarks = database.prepare(
    'SELECT at, text FROM job_remark WHERE job_id = ? ORDER BY at DESC, rowid DESC LIMIT 200',
  );
  const openWith = database.prepare(
    `SELECT j.id FROM job_item i JOIN job j ON j.id = i.job_id
     WHERE i.mailbox_id = ? AND i.state IN ('queued', 'running') AND j.state IN ('scheduled', 'running', 'paused') LIMIT 1`,
  );
  const ending = ({ state, reason, symptom, endedAt }: ItemEnd) =>
    [state, reason, symptom?.key ?? null, symptom?.words ?? null, endedAt] as const;

  return {
    list: () => list.all<Columns>().map(toJob),
    open: () => open.all<CoreColumns>().map(toCore),
    find(id) {
      const found = find.get<Columns>(id);
      return found && toJob(found);
    },
    add(job, newItems) {
      database.transaction(() => {
        add.run(
          job.id,
          job.action,
          job.step,
          job.state,
          JSON.stringify(job.options),
          job.sequence,
          JSON.stringify(job.schedule),
          job.createdAt,
          job.startedAt,
          job.endedAt,
        );
        for (const [index, { mailboxId, domainId }] of newItems.entries())
          addItem.run(job.id, index + 1, mailboxId, domainId);
      });
    },
    setState: (id, state, at) => void setState.run(id, state, at),
    setSchedule: (id, schedule) => void setSchedule.run(JSON.stringify(schedule), id),
    setSeen: (id, at) => void setSeen.run(at, id),
    remove: (id) => void remove.run(id),
    removeAll: () => void removeAll.run(),
    items: (id, { states, symptom, limit }) =>
      items.all<JobItem>(id, states ? JSON.stringify(states) : null, symptom ?? null, limit),
    waiting: (id, { endpoints, domains, mailboxes }, limit) =>
      waiting.all<WaitingItem>(
        id,
        JSON.stringify(endpoints),
        JSON.stringify(domains),
        JSON.stringify(mailboxes),
        limit,
      ),
    waitingDomains: (id) => waitingDomains.all<{ id: string }>(id).map((row) => row.id),
    running: (id) => running.all<{ number: number; mailboxId: string | null; runId: string | null }>(id),
    begin: (id, number, startedAt, runId) => void begin.run(startedAt, runId, id, number),
    end: (id, number, how) => void end.run(id, ...ending(how), number),
    endAll: (id, states, how) => endAll.run(id, ...ending(how), JSON.stringify(states)),
    requeue: (id, { symptom, numbers }) => requeue.run(id, symptom, numbers ? JSON.stringify(numbers) : null),
    moveUp: (id, { numbers, customerId }) => moveUp.run(id, JSON.stringify(numbers), customerId),
    symptoms: (id) =>
      symptoms
        .all<{ key: string; words: string; items: number; examples: string }>(id)
        .map((row) => ({ ...row, examples: JSON.parse(row.examples) as string[] })),
    servers: (id) => servers.all<{ id: string }>(id).map((row) => row.id),
    customers: (id) => customers.all<{ id: string; name: string; queued: number }>(id),
    remark: (id, at, text) => void remark.run(id, at, text),
    remarks: (id) => remarks.all<JobRemark>(id),
    openWith: (mailboxId) => openWith.get<{ id: string }>(mailboxId)?.id,
  };
}

const NONE = { queued: 0, running: 0, done: 0, findings: 0, failed: 0, skipped: 0 };

function toCore<Core extends CoreColumns>({ options, schedule, ...columns }: Core) {
  return {
    ...columns,
    // Options of an older version lack what has come since.
    options: jobRunOptions.parse(JSON.parse(options)),
    schedule: jobSchedule.parse(JSON.parse(schedule)),
  };
}

function toJob({ counts, messages, bytes, ...columns }: Columns): StoredJob {
  return {
    ...toCore(columns),
    counts: itemCounts.parse({ ...NONE, ...JSON.parse(counts) }),
    copied: { messages, bytes },
  };
}
