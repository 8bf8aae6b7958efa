import { randomUUID } from 'node:crypto';
import type { ServerCopies as Handed } from '../../../shared/contract/provisioning.ts';
import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import { type RunOptions, runOptions } from '../../../shared/domain/run.ts';
import type { Clock } from '../clock.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailWork } from '../mail-work.ts';
import { MIGRATION_BATCH, type MigrationRequest, type OmaClient } from '../platforms/opensrs/oma/oma-client.ts';
import { isOmaError } from '../platforms/opensrs/oma/oma-error.ts';
import type { OpenSrsAccounts } from '../provisioning/opensrs-accounts.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import type { ExecuteRun, RunService } from '../runs/run-service.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { migrationRequest, sourceProblem } from './migration-request.ts';
import { JobStatuses, watchCopy } from './watch-copy.ts';

export interface ServerCopiesOptions {
  readonly workspace: Workspace;
  readonly accounts: OpenSrsAccounts;
  readonly secrets: SecretSource;
  readonly mailWork: Pick<MailWork, 'compareSides' | 'executeRun'>;
  /** Not known yet when this is made: runs are carried out by it. */
  readonly runs: () => RunService;
  readonly clock: Clock;
}

interface Ready {
  readonly mailboxId: string;
  readonly endpointId: string;
  readonly request: MigrationRequest;
}

/** Hands mailboxes over to OpenSRS for copying, and carries out the runs that watch it. */
export class ServerCopies {
  readonly #options: ServerCopiesOptions;
  readonly #statuses: JobStatuses;

  constructor(options: ServerCopiesOptions) {
    this.#options = options;
    this.#statuses = new JobStatuses(() => options.clock.now());
  }

  /** Carries a run out, wherever it copies. */
  readonly execute: ExecuteRun = (request, context) => {
    const { accounts, mailWork, clock } = this.#options;
    const job = request.options.atOpenSrs?.job;
    if (job === undefined || request.options.kind === 'verify' || request.options.kind === 'rehearsal') {
      return mailWork.executeRun(request, context);
    }
    const deps = { client: (id: string) => accounts.client(id), execute: mailWork.executeRun, clock };
    return watchCopy(job, request, context, this.#statuses, deps);
  };

  /**
   * Looks at each mailbox, hands those over that can be, and starts a run for each that watches. One that cannot is refused with its reason;
   * the others go on.
   *
   * @throws AppError `opensrs.*` when a job could not be begun
   */
  async begin(mailboxIds: readonly string[], signal: AbortSignal): Promise<Handed> {
    const ready: Ready[] = [];
    const refused: Handed['refused'] = [];
    for (const mailboxId of mailboxIds) {
      signal.throwIfAborted();
      try {
        ready.push(await this.#prepare(mailboxId, signal));
      } catch (error) {
        if (!isAppError(error) || error.code === 'vault.locked') throw error;
        const address = this.#options.workspace.mailboxes.find(mailboxId)?.address ?? mailboxId;
        refused.push({ mailboxId, address, text: error.message });
      }
    }
    const runs: Handed['runs'] = [];
    for (const [endpointId, list] of Map.groupBy(ready, (entry) => entry.endpointId)) {
      const client = this.#options.accounts.client(endpointId);
      for (let at = 0; at < list.length; at += MIGRATION_BATCH) {
        const batch = list.slice(at, at + MIGRATION_BATCH);
        const job = await addJob(
          client,
          batch.map(({ request }) => request),
          signal,
        );
        for (const { mailboxId } of batch) {
          runs.push(this.#options.runs().start(mailboxId, watching(job)));
        }
      }
    }
    return { runs, refused };
  }

  async #prepare(mailboxId: string, signal: AbortSignal): Promise<Ready> {
    const { workspace, accounts, secrets, mailWork } = this.#options;
    const logins = mailboxLogins(workspace, mailboxId);
    const { source, destination } = logins;
    accounts.client(destination.endpoint.id);
    if (workspace.runs.findActive(mailboxId)) {
      throw new AppError({
        code: 'run.already-running',
        message: 'A run of this mailbox is going on; wait for it, or cancel it.',
      });
    }
    const problem = sourceProblem(source.endpoint);
    if (problem !== null) throw new AppError({ code: 'input.invalid', message: problem });
    // Both sides have to open: OpenSRS would only find out later.
    const compared = await mailWork.compareSides({ ...logins, secrets, signal, ledger: workspace.ledger, mailboxId });
    for (const side of [compared.source, compared.destination]) if (side.error !== null) throw new AppError(side.error);
    const request = migrationRequest({
      local: destination.user,
      remote: source.user,
      password: await secrets.get(source.secretRef),
      source: source.endpoint,
      map: compared.folders.flatMap((pair) => pair.map ?? []),
      prefix: compared.destination.facts?.prefix ?? '',
    });
    return { mailboxId, endpointId: destination.endpoint.id, request };
  }
}

function watching(job: string): RunOptions {
  return runOptions.parse({ kind: 'copy', atOpenSrs: { job } });
}

/** Begins a job. Where its answer was lost it is looked for: begun twice, everything might come twice. */
async function addJob(client: OmaClient, users: readonly MigrationRequest[], signal: AbortSignal): Promise<string> {
  const job = `mailferry-${randomUUID().slice(0, 13)}`;
  try {
    return await client.migrationAdd(job, users, signal);
  } catch (error) {
    if (!isOmaError(error, 'fault')) throw error;
    const known = await client.migrationJobs(signal);
    if (known.some((entry) => entry.job === job)) return job;
    throw error;
  }
}
