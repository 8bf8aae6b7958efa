import type { ErrorWire } from '../../../shared/domain/errors.ts';
import type { RunState } from '../../../shared/domain/run.ts';
import { type Symptom, symptomOf } from '../../../shared/domain/symptom.ts';
import type { Verification } from '../../../shared/domain/verification.ts';
import type { Database } from './database.ts';

/** A mailbox that something ails. */
export interface AilingMailbox {
  readonly id: string;
  readonly address: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly runId: string;
  readonly lastRunAt: string;
  readonly symptom: Symptom;
}

/** What ails the mailboxes of a workspace, by the newest run of each. */
export interface Symptoms {
  of(mailboxId: string): AilingMailbox | undefined;
  /** Every mailbox with a symptom, by address. */
  list(): AilingMailbox[];
}

interface Columns extends Omit<AilingMailbox, 'symptom'> {
  readonly state: RunState;
  readonly error: string | null;
  readonly counts: string | null;
}

/** Symptoms on the workspace database. */
export function openSymptoms(database: Database): Symptoms {
  // The state of a mailbox is in an index, so that only those that something ails are read.
  const ailing = `SELECT m.id, m.address, m.domain_id AS domainId, d.name AS domainName, r.id AS runId, m.last_run_at AS lastRunAt,
      r.state, r.error, r.verification -> '$.counts' AS counts
    FROM mailbox m JOIN domain d ON d.id = m.domain_id JOIN run r ON r.id = m.last_run_id
    WHERE m.state IN ('failed', 'findings', 'interrupted') AND r.kind <> 'rehearsal'`;
  const one = database.prepare(`${ailing} AND m.id = ?`);
  const all = database.prepare(`${ailing} ORDER BY m.address COLLATE NOCASE`);
  return {
    of: (mailboxId) => one.all<Columns>(mailboxId).flatMap(toAiling)[0],
    list: () => all.all<Columns>().flatMap(toAiling),
  };
}

function toAiling({ state, error, counts, ...mailbox }: Columns): AilingMailbox[] {
  const symptom = symptomOf({
    state,
    error: error === null ? null : (JSON.parse(error) as ErrorWire),
    counts: counts === null ? {} : (JSON.parse(counts) as Verification['counts']),
  });
  return symptom === null ? [] : [{ ...mailbox, symptom }];
}
