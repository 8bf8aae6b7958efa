import { useState } from 'react';
import type { MailboxRow } from '../../../shared/contract/directory.ts';
import { type Outcome, preflightOutcome } from '../../../shared/domain/preflight-outcome.ts';
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

export interface BatchControl {
  readonly batch: Batch | null;
  readonly start: (action: BatchAction, mailboxes: readonly MailboxRow[]) => Promise<void>;
  readonly clear: () => void;
}

/** Carries out one action for the chosen mailboxes in turn; one that fails does not stop the others. */
export function useBatch(): BatchControl {
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
