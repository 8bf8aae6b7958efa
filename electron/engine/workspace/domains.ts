import type { DomainRow } from '../../../shared/contract/directory.ts';
import {
  currentStep,
  type Domain,
  type DomainStep,
  type Order,
  type Step,
  stepsInOrder,
} from '../../../shared/domain/directory.ts';
import type { Database } from './database.ts';

/** How far the mailboxes of a domain are copied and verified. */
export interface DomainCopyStanding {
  readonly mailboxes: number;
  readonly verified: number;
  /** Verified by a run that began at the asked moment or later; the same as `verified` when none was asked. */
  readonly verifiedAfter: number;
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
  /** Domains in forced order with a deadline and a step left, the most urgent first. */
  deadlines(limit: number): DomainRow[];
  /** How many domains stand at each step; null: all steps are done. */
  countByStep(): { step: Step | null; count: number }[];
  findByName(name: string): Domain | undefined;
  /** Adds the domain with its four steps, all unknown. */
  add(domain: Domain): void;
  /** `since`: when the order was chosen. */
  setOrder(id: string, order: Order, deadlineAt: string | null, since?: string | null): void;
  /** In the domain's own order. */
  steps(id: string): DomainStep[];
  setStep(id: string, step: DomainStep): void;
  /** `after`: ISO 8601, or null for no moment. */
  copyStanding(id: string, after: string | null): DomainCopyStanding;
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
}

const DOMAIN_COLUMNS = 'd.id, d.customer_id AS customerId, d.name, d."order", d.deadline_at AS deadlineAt, d.note';

// The mailboxes are counted from the index mailbox_domain alone, domain by domain in the order of the names.
const ROWS = (where: string): string => `
  SELECT ${DOMAIN_COLUMNS}, c.name AS customerName,
    (SELECT group_concat(s.step) FROM domain_step s WHERE s.domain_id = d.id AND s.state = 'done') AS stepsDone,
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
  const byStep = database.prepare(
    `SELECT "order", done, count(*) AS count FROM (
       SELECT d."order", group_concat(s.step) FILTER (WHERE s.state = 'done') AS done
       FROM domain d LEFT JOIN domain_step s ON s.domain_id = d.id GROUP BY d.id
     ) GROUP BY "order", done`,
  );
  const findByName = database.prepare(`SELECT ${DOMAIN_COLUMNS} FROM domain d WHERE d.name = ?`);
  const add = database.prepare(
    'INSERT INTO domain (id, customer_id, name, "order", deadline_at, note) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const setOrder = database.prepare('UPDATE domain SET "order" = ?, deadline_at = ?, order_since = ? WHERE id = ?');
  const steps = database.prepare(
    'SELECT s.step, s.state, s.at, s.evidence, d."order" FROM domain_step s JOIN domain d ON d.id = s.domain_id WHERE d.id = ?',
  );
  const setStep = database.prepare(
    `INSERT INTO domain_step (domain_id, step, state, at, evidence) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (domain_id, step) DO UPDATE SET state = excluded.state, at = excluded.at, evidence = excluded.evidence`,
  );
  const copyStanding = database.prepare(
    // What counts is when the run began: what came to the source before that, it has seen.
    `SELECT count(*) AS mailboxes, count(*) FILTER (WHERE m.state = 'verified') AS verified,
       count(*) FILTER (WHERE m.state = 'verified' AND (?2 IS NULL OR (
         SELECT r.started_at FROM run r
         WHERE r.mailbox_id = m.id AND r.verification IS NOT NULL AND r.kind <> 'rehearsal' AND NOT r.narrowed
         ORDER BY r.queued_at DESC, r.rowid DESC LIMIT 1) >= ?2)) AS verifiedAfter,
       count(*) FILTER (WHERE m.state <> 'not-started') AS started,
       count(*) FILTER (WHERE m.state = 'failed') AS failed,
       count(*) FILTER (WHERE m.state = 'findings') AS withFindings,
       coalesce(sum(m.messages) FILTER (WHERE m.state = 'verified'), 0) AS messages
     FROM mailbox m WHERE m.domain_id = ?1`,
  );
  const removeEmpty = database.prepare(
    'DELETE FROM domain WHERE NOT EXISTS (SELECT 1 FROM mailbox m WHERE m.domain_id = domain.id)',
  );

  return {
    list: () => list.all<RowColumns>().map(toRow),
    row(id) {
      const found = row.get<RowColumns>(id);
      return found && toRow(found);
    },
    deadlines: (limit) => deadlines.all<RowColumns>(stepsInOrder('forced').length, limit).map(toRow),
    countByStep: () =>
      byStep
        .all<{ order: Order; done: string | null; count: number }>()
        .map((entry) => ({ step: stepAfter(entry.order, entry.done), count: entry.count })),
    findByName: (name) => findByName.get<Domain>(name),
    add(domain) {
      database.transaction(() => {
        add.run(domain.id, domain.customerId, domain.name, domain.order, domain.deadlineAt, domain.note);
        for (const step of stepsInOrder(domain.order)) setStep.run(domain.id, step, 'unknown', null, null);
      });
    },
    setOrder: (id, order, deadlineAt, since = null) => void setOrder.run(order, deadlineAt, since, id),
    steps(id) {
      const rows = steps.all<DomainStep & { order: Order }>(id);
      return stepsInOrder(rows[0]?.order ?? 'standard').map((step): DomainStep => {
        const found = rows.find((entry) => entry.step === step);
        return { step, state: found?.state ?? 'unknown', at: found?.at ?? null, evidence: found?.evidence ?? null };
      });
    },
    setStep: (id, step) => void setStep.run(id, step.step, step.state, step.at, step.evidence),
    copyStanding: (id, after) => copyStanding.get<DomainCopyStanding>(id, after) ?? nothing,
    removeEmpty: () => void removeEmpty.run(),
  };
}

function toRow(columns: RowColumns): DomainRow {
  const { stepsDone, mailboxes, verified, running, failed, withFindings, ...domain } = columns;
  return {
    ...domain,
    currentStep: stepAfter(columns.order, stepsDone),
    counts: { mailboxes, verified, running, failed, withFindings },
  };
}

const nothing: DomainCopyStanding = {
  mailboxes: 0,
  verified: 0,
  verifiedAfter: 0,
  started: 0,
  failed: 0,
  withFindings: 0,
  messages: 0,
};

/** The step a domain is at, from the names of its done steps joined by commas. */
function stepAfter(order: Order, done: string | null): Step | null {
  const names = done === null ? [] : done.split(',');
  return currentStep(
    order,
    stepsInOrder(order)
      .filter((step) => names.includes(step))
      .map((step) => ({ step, state: 'done', at: null, evidence: null })),
  );
}
