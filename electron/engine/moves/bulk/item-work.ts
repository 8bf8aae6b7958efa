import { randomUUID } from 'node:crypto';
import type { Step } from '../../../../shared/domain/directory.ts';
import { isAppError } from '../../../../shared/domain/errors.ts';
import { type RunOptions, runOptions } from '../../../../shared/domain/run.ts';
import type { StepFinding } from '../../../../shared/domain/step-check.ts';
import type { Log } from '../../log.ts';
import type { SecretSource } from '../../mail/secret-source.ts';
import type { MailWork } from '../../mail-work.ts';
import { mailboxLogins } from '../../runs/mailbox-logins.ts';
import type { RunService } from '../../runs/run-service.ts';
import type { ServerBudgets } from '../../transfer/server-budgets.ts';
import type { JobCore, WaitingItem } from '../../workspace/jobs.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { endOfCheck, endOfError, endOfPreflight, endOfRun, type Outcome } from './item-end.ts';

export interface ItemWorkOptions {
  readonly workspace: Workspace;
  readonly runs: RunService;
  readonly budgets: ServerBudgets;
  readonly mailWork: Pick<MailWork, 'runPreflight'>;
  readonly secrets: SecretSource;
  readonly checkStep: (domainId: string, step: Step) => Promise<StepFinding>;
  readonly log: Log;
}

/** Does what a job asks for with one item. `onRun` hears of the run as soon as there is one. Never rejects. */
export async function carryOut(
  { workspace, runs, budgets, mailWork, secrets, checkStep, log }: ItemWorkOptions,
  job: JobCore,
  item: WaitingItem,
  signal: AbortSignal,
  onRun: (runId: string) => void,
): Promise<Outcome> {
  try {
    if (item.mailboxId === null) return endOfCheck(await checkStep(item.domainId, job.step ?? 'copy'));
    if (job.action === 'preflight') return endOfPreflight(await preflight(item.mailboxId));
    const run = runs.start(item.mailboxId, optionsOf(job), 'job');
    onRun(run.id);
    const cancel = (): void => void runs.cancel(run.id);
    signal.addEventListener('abort', cancel, { once: true });
    const ended = await runs.finished(run.id);
    signal.removeEventListener('abort', cancel);
    return endOfRun(ended, workspace.runs.verification(ended.id)?.counts ?? {});
  } catch (error) {
    if (signal.aborted) return { state: 'queued', reason: null, symptom: null };
    if (isAppError(error, 'run.already-running')) {
      return { state: 'queued', reason: 'Waits until another run of this mailbox has ended.', symptom: null };
    }
    if (isAppError(error)) return endOfError(error.wire);
    const reference = randomUUID().slice(0, 8);
    log.error('An item of a job met a bug', { reference, jobId: job.id, number: item.number, err: error });
    const message = `Something went wrong inside Mailferry (reference ${reference}).`;
    return endOfError({ code: 'internal', message, reference });
  }

  async function preflight(mailboxId: string) {
    const logins = mailboxLogins(workspace, mailboxId, job.options.sourceEndpointId);
    const budget = budgets.forRun(logins.source.endpoint.id, logins.destination.endpoint.id, false, signal);
    try {
      // It opens one connection on each side.
      await Promise.all([budget.sides.source.take(), budget.sides.destination.take()]);
      return await mailWork.runPreflight({ ...logins, secrets, ledger: workspace.ledger, mailboxId, signal });
    } finally {
      budget.end();
    }
  }
}

function optionsOf({ action, options }: JobCore): RunOptions {
  return runOptions.parse({ ...options, kind: action });
}
