import type { DomainRow } from '../../../shared/contract/directory.ts';
import { type Domain, type DomainStep, type Order, stepsInOrder } from '../../../shared/domain/directory.ts';
import { secondsNeeded } from '../../../shared/domain/risk.ts';
import { type Stage, stageOf, stepOfStage } from '../../../shared/domain/stage.ts';
import { nothingLeft, openCopyPace } from './copy-pace.ts';
import type { Database } from './database.ts';

/** How far the mailboxes of a domain are copied and verified. */
export interface DomainCopyStanding {
  readonly mailboxes: number;
  readonly verified: number;
  /** Verified by a run that began at the asked moment or later; the same as `verified` when none was asked. */
  readonly verifiedAfter: number;
  readonly running: number;
  readonly started: number;
  readonly failed: number;
  readonly withFindings: number;
  /** Of the verified mailboxes, on the source. */
  readonly messages: number;
}

/** The domains of a workspace with their four steps. */
export interface Domains {
  /** All rows of the domains table, by name. */
  list(): DomainRow[];
  row(id: string): DomainRow | undefined;
  /** Domains in forced order with a deadline and a step left, the earliest deadline first. */
  deadlines(limit: number): DomainRow[];
  /** How many domains of each order stand at each stage; null: all steps are done. */
  countByStage(): { order: Order; stage: Stage | null; count: number }[];
  findByName(name: string): Domain | undefined;
  /** Adds the domain with its four steps, all unknown. */
  add(domain: Domain): void;
  /** `since`: when the order was chosen. */
  setOrder(id: string, order: Order, deadlineAt: string | null, since?: string | null): void;
  /** In the domain's own order. */
  steps(id: string): DomainStep[];
  setStep(id: string, step: DomainStep): void;
  /** Whether the first copy of all mailboxes is over. */
  setFirstCopied(id: string, firstCopied: boolean): void;
  /** `after`: ISO 8601, or null for no moment. */
  copyStanding(id: string, after: string | null): DomainCopyStanding;
  /** How long the copy of a domain still takes, carefully estimated. */
  secondsNeeded(id: string): number;
  /** Removes domains that hold no mailbox any more. */
  removeEmpty(): void;
}

interface RowColumns extends Domain {
  customerName: string;
  stepsDone: string | null;
  mailboxes: number;
  verified: number;
  running: number;
  failed: number;
  withFindings: number;
  findings: number;
  orderSince: string | null;
}

const DOMAIN_COLUMNS = 'd.id, d.customer_id AS customerId, d.name, d."order", d.deadline_at AS deadlineAt, d.note';

// The steps that are done, and the first copy, which is half a step.
const DONE = `group_concat(iif(s.state = 'done', s.step, 'first-copy')) FILTER (WHERE s.state = 'done' OR s.first_copied)`;

// The mailboxes are counted from the index mailbox_domain alone, domain by domain in the order of the names.
const ROWS = (where: string): string => `
  SELECT ${DOMAIN_COLUMNS}, c.name AS customerName,
    d.order_since AS orderSince,
    (SELECT ${DONE} FROM domain_step s WHERE s.domain_id = d.id) AS stepsDone,
    count(m.domain_id) AS mailboxes,
    count(*) FILTER (WHERE m.state = 'verified') AS verified,
    count(*) FILTER (WHERE m.state = 'running') AS running,
    count(*) FILTER (WHERE m.state = 'failed') AS failed,
    count(*) FILTER (WHERE m.state = 'findings') AS withFindings,
    coalesce(sum(m.findings), 0) AS findings
  FROM domain d
  JOIN customer c ON c.id = d.customer_id
  LEFT JOIN mailbox m ON m.domain_id = d.id
  ${where} GROUP BY d.name COLLATE NOCASE`;

/** Domains on the workspace database. */
export function openDomains(database: Database): Domains {
  const list = database.prepare(`${ROWS('')} ORDER BY d.name COLLATE NOCASE`);
  const row = database.prepare(ROWS('WHERE d.id = ?'));
  const deadlines = database.prepare(
    `${ROWS(`WHERE d.id IN (
       SELECT u.id FROM domain u WHERE u."order" = 'forced' AND u.deadline_at IS NOT NULL
         AND (SELECT count(*) FROM domain_step s WHERE s.domain_id = u.id AND s.state = 'done') < ?1
       ORDER BY u.deadline_at LIMIT ?2
     )`)} ORDER BY d.deadline_at`,
  );
  const byStage = database.prepare(
    `SELECT "order", done, count(*) AS count FROM (
       SELECT d."order", ${DONE} AS done
       FROM domain d LEFT JOIN domain_step s ON s.domain_id = d.id GROUP BY d.id
     ) GROUP BY "order", done`,
  );
  const findByName = database.prepare(`SELECT ${DOMAIN_COLUMNS} FROM domain d WHERE d.name = ?`);
  const add = database.prepare(
    'INSERT INTO domain (id, customer_id, name, "order", deadline_at, note) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const setOrder = database.prepare('UPDATE domain SET "order" = ?, deadline_at = ?, order_since = ? WHERE id = ?');
  const steps = database.prepare(
    'SELECT s.step, s.state, s.at, s.evidence, s.first_copied AS firstCopied, d."order" FROM domain_step s JOIN domain d ON d.id = s.domain_id WHERE d.id = ?',
  );
  const setStep = database.prepare(
    `INSERT INTO domain_step (domain_id, step, state, at, evidence) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (domain_id, step) DO UPDATE SET state = excluded.state, at = excluded.at, evidence = excluded.evidence`,
  );
  const setFirstCopied = database.prepare(
    `UPDATE domain_step SET first_copied = ? WHERE domain_id = ? AND step = 'copy'`,
  );
  const copyStanding = database.prepare(
    // What counts is when the run began: what came to the source before that, it has seen.
    `SELECT count(*) AS mailboxes, count(*) FILTER (WHERE m.state = 'verified') AS verified,
       count(*) FILTER (WHERE m.state = 'verified' AND (?2 IS NULL OR (
         SELECT r.started_at FROM run r
         WHERE r.mailbox_id = m.id AND r.verification IS NOT NULL AND r.kind <> 'rehearsal' AND NOT r.narrowed AND NOT r.inbox_only
         ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1) >= ?2)) AS verifiedAfter,
       count(*) FILTER (WHERE m.state = 'running') AS running,
       count(*) FILTER (WHERE m.state <> 'not-started') AS started,
       count(*) FILTER (WHERE m.state = 'failed') AS failed,
       count(*) FILTER (WHERE m.state = 'findings') AS withFindings,
       coalesce(sum(m.messages) FILTER (WHERE m.state = 'verified'), 0) AS messages
     FROM mailbox m WHERE m.domain_id = ?1`,
  );
  const removeEmpty = database.prepare(
    'DELETE FROM domain WHERE NOT EXISTS (SELECT 1 FROM mailbox m WHERE m.domain_id = domain.id)',
  );

  const work = openCopyPace(database);
  const toRow = (columns: RowColumns): DomainRow => rowOf(columns, columns.deadlineAt ? timeNeeded(columns.id) : null);
  const timeNeeded = (id: string): number => secondsNeeded(work.leftOf(id), work.pace());

  return {
    list() {
      const pace = work.pace();
      const left = work.leftOfAll();
      return list.all<RowColumns>().map((columns) => {
        const rest = left.get(columns.id) ?? nothingLeft;
        return rowOf(columns, columns.deadlineAt ? secondsNeeded(rest, pace) : null);
      });
    },
    row(id) {
      const found = row.get<RowColumns>(id);
      return found && toRow(found);
    },
    deadlines(limit) {
      // Once: it is worked out from all runs of late, and there may be thousands of rows.
      const pace = work.pace();
      return deadlines
        .all<RowColumns>(stepsInOrder('forced').length, limit)
        .map((columns) => rowOf(columns, columns.deadlineAt ? secondsNeeded(work.leftOf(columns.id), pace) : null));
    },
    countByStage: () =>
      byStage.all<{ order: Order; done: string | null; count: number }>().map(({ order, done, count }) => ({
        order,
        stage: stageAfter(order, done),
        count,
      })),
    findByName: (name) => findByName.get<Domain>(name),
    add(domain) {
      database.transaction(() => {
        add.run(domain.id, domain.customerId, domain.name, domain.order, domain.deadlineAt, domain.note);
        for (const step of stepsInOrder(domain.order)) setStep.run(domain.id, step, 'unknown', null, null);
      });
    },
    setOrder: (id, order, deadlineAt, since = null) => void setOrder.run(order, deadlineAt, since, id),
    steps(id) {
      const rows = steps.all<Omit<DomainStep, 'firstCopied'> & { order: Order; firstCopied: 0 | 1 }>(id);
      return stepsInOrder(rows[0]?.order ?? 'standard').map((step): DomainStep => {
        const found = rows.find((entry) => entry.step === step);
        const { state = 'unknown', at = null, evidence = null } = found ?? {};
        return { step, state, at, evidence, ...(step === 'copy' ? { firstCopied: found?.firstCopied === 1 } : {}) };
      });
    },
    setStep: (id, step) => void setStep.run(id, step.step, step.state, step.at, step.evidence),
    setFirstCopied: (id, firstCopied) => void setFirstCopied.run(Number(firstCopied), id),
    copyStanding: (id, after) => copyStanding.get<DomainCopyStanding>(id, after) ?? nothing,
    secondsNeeded: timeNeeded,
    removeEmpty: () => void removeEmpty.run(),
  };
}

function rowOf(columns: RowColumns, needed: number | null): DomainRow {
  const { stepsDone, mailboxes, verified, running, failed, withFindings, ...domain } = columns;
  const stage = stageAfter(columns.order, stepsDone);
  return {
    ...domain,
    stage,
    currentStep: stage && stepOfStage(stage),
    secondsNeeded: needed,
    counts: { mailboxes, verified, running, failed, withFindings },
  };
}

const nothing: DomainCopyStanding = {
  mailboxes: 0,
  verified: 0,
  verifiedAfter: 0,
  running: 0,
  started: 0,
  failed: 0,
  withFindings: 0,
  messages: 0,
};

/** The stage a domain is at, from the names of its done steps joined by commas. */
function stageAfter(order: Order, done: string | null): Stage | null {
  const names = done === null ? [] : done.split(',');
  return stageOf(
    order,
    new Set(stepsInOrder(order).filter((step) => names.includes(step))),
    names.includes('first-copy'),
  );
}
