import { useState } from 'react';
import type { MailboxRow } from '../../../shared/contract/directory.ts';
import type { ErrorWire } from '../../../shared/domain/errors.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { Preflight } from '../../../shared/domain/inspection.ts';
import { type RunKind, runOptions } from '../../../shared/domain/run.ts';
import { client } from '../../app/client.ts';
import { toErrorWire } from '../../app/error-wire.ts';
import { openVault } from '../../app/vault.ts';

export type BatchAction = 'preflight' | Exclude<RunKind, 'rehearsal'>;

/** How one mailbox of a batch went. */
export interface BatchLine {
  readonly mailboxId: string;
  readonly address: string;
  readonly state: 'waiting' | 'busy' | 'good' | 'bad';
  readonly text: string;
}

/** One action carried out for several mailboxes, one after the other. */
export interface Batch {
  readonly action: BatchAction;
  readonly lines: readonly BatchLine[];
  readonly busy: boolean;
}

/** Carries out one action for the chosen mailboxes in turn; one that fails does not stop the others. */
export function useBatch(): {
  batch: Batch | null;
  start: (action: BatchAction, mailboxes: readonly MailboxRow[]) => Promise<void>;
  clear: () => void;
} {
  const [batch, setBatch] = useState<Batch | null>(null);

  async function start(action: BatchAction, mailboxes: readonly MailboxRow[]): Promise<void> {
    const lines = mailboxes.map(({ id, address }) => ({ mailboxId: id, address, state: 'waiting', text: '' }) as const);
    setBatch({ action, lines, busy: true });
    const put = (mailboxId: string, state: BatchLine['state'], text: string): void => {
      setBatch((old) =>
        old === null
          ? null
          : {
              ...old,
              lines: old.lines.map((line) => (line.mailboxId === mailboxId ? { ...line, state, text } : line)),
            },
      );
    };
    for (const { mailboxId } of lines) {
      put(mailboxId, 'busy', '');
      const result = await carryOut(action, mailboxId);
      put(mailboxId, result.ok ? 'good' : 'bad', result.text);
    }
    setBatch((old) => (old === null ? null : { ...old, busy: false }));
  }

  return { batch, start, clear: () => setBatch(null) };
}

interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

async function carryOut(action: BatchAction, mailboxId: string): Promise<Outcome> {
  const once = (): Promise<Outcome> => (action === 'preflight' ? check(mailboxId) : run(action, mailboxId));
  try {
    return await once();
  } catch (error) {
    const wire = toErrorWire(error);
    if (wire.code === 'vault.locked' && (await openVault(wire.message))) return once().catch(failed);
    return failed(wire);
  }
}

function failed(error: unknown): Outcome {
  return { ok: false, text: toErrorWire(error).message };
}

async function run(kind: RunKind, mailboxId: string): Promise<Outcome> {
  await client.runs.start({ mailboxId, options: runOptions.parse({ kind }) });
  return { ok: true, text: 'Started' };
}

async function check(mailboxId: string): Promise<Outcome> {
  return preflightOutcome(await client.mailboxes.preflight({ id: mailboxId }));
}

/** A preflight in one line: what stands in the way, or what there is to do. */
export function preflightOutcome(preflight: Preflight): Outcome {
  const refused: ErrorWire | null = preflight.source.error ?? preflight.destination.error;
  if (refused) return { ok: false, text: refused.message };
  const blockers = preflight.problems.filter((problem) => problem.severity === 'blocker');
  const [blocker] = blockers;
  if (blocker) {
    const others = blockers.length - 1;
    return {
      ok: false,
      text: `${blocker.title}${others > 0 ? `, and ${formatNumberOf(others, 'more problem')}` : ''}`,
    };
  }
  const warnings = preflight.problems.filter((problem) => problem.severity === 'warning').length;
  const work = `${formatNumberOf(preflight.estimate.messages, 'message')} to copy`;
  return { ok: true, text: warnings > 0 ? `${work}, ${formatNumberOf(warnings, 'warning')}` : work };
}
