import type { LastCopyDue } from '../../../../shared/contract/bulk.ts';
import type { Change } from '../../../../shared/contract/workspace.ts';
import type { DriftFound, DriftWatch } from '../../../../shared/domain/drift.ts';
import { AppError, isAppError } from '../../../../shared/domain/errors.ts';
import { type Job, jobDraft } from '../../../../shared/domain/job.ts';
import { type Clock, isoTime } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { SecretSource } from '../../mail/secret-source.ts';
import type { MailWork } from '../../mail-work.ts';
import { mailboxLogins } from '../../runs/mailbox-logins.ts';
import type { ServerBudgets } from '../../transfer/server-budgets.ts';
import type { StoredWatch } from '../../workspace/drift-watches.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { JobService } from '../bulk/job-service.ts';
import { evidenceOf, isQuiet, withLook } from './drift-evidence.ts';
import { lookAtSource } from './drift-look.ts';

/** A domain is looked at so often. */
const EVERY_MS = 10 * 60_000;
const TICK_MS = 30_000;
/** After a run has ended, so that several ends lead to one look. */
const SOON_MS = 1000;
const HOUR_MS = 3_600_000;

export interface DriftServiceOptions {
  readonly workspace: Workspace;
  readonly budgets: ServerBudgets;
  readonly jobs: Pick<JobService, 'create'>;
  readonly openSession: MailWork['openSession'];
  readonly secrets: SecretSource;
  readonly lastCopyFrom: (domainId: string) => { readonly at: string | null };
  readonly changes: { send(change: Change): void };
  readonly clock: Clock;
  readonly log: Log;
  /** Takes known secrets out of a text. */
  readonly redact: (text: string) => string;
}

export interface WatchChoice {
  readonly domainIds: readonly string[];
  readonly hours: number;
  readonly quietHours: number;
  readonly sweeps: boolean;
}

/** Watches the old side of domains after their last copy: does mail still land there? */
export class DriftService {
  private readonly options: DriftServiceOptions;
  private readonly stopping = new AbortController();
  private undo: (() => void) | null = null;
  private looking: Promise<void> = Promise.resolve();
  private waiting = false;

  constructor(options: DriftServiceOptions) {
    this.options = options;
  }

  /** Goes on with the watches of this workspace. Mail that landed while nobody looked is found at the first look. */
  begin(): void {
    this.soon(SOON_MS);
  }

  list(domainId?: string): DriftWatch[] {
    return this.options.workspace.driftWatches.list(domainId).map(shown);
  }

  /** @throws AppError `workspace.not-found` */
  start({ domainIds, hours, quietHours, sweeps }: WatchChoice): DriftWatch[] {
    const { workspace, clock } = this.options;
    const now = clock.now();
    const until = isoTime(now + hours * HOUR_MS);
    workspace.transaction(() => {
      for (const domainId of new Set(domainIds)) {
        this.mustKnow(domainId);
        if (workspace.driftWatches.find(domainId)?.state === 'watching')
          workspace.driftWatches.change(domainId, until, quietHours, sweeps);
        else workspace.driftWatches.start({ domainId, startedAt: isoTime(now), until, quietHours, sweeps });
      }
    });
    this.tell();
    this.soon(0);
    return this.list();
  }

  /** @throws AppError `workspace.not-found` */
  end(domainId: string): DriftWatch[] {
    const { driftWatches } = this.options.workspace;
    if (this.mustWatch(domainId).state === 'watching') driftWatches.end(domainId, 'ended', this.now());
    this.tell();
    return this.list();
  }

  /** @throws AppError `workspace.not-found` */
  async lookNow(domainId: string): Promise<DriftWatch[]> {
    this.mustWatch(domainId);
    await this.inTurn(() => this.look(domainId));
    return this.list();
  }

  /** Brings over what was found. @throws AppError `workspace.not-found`, `input.invalid` when there is nothing */
  sweep(domainId: string): Job {
    const { found } = this.mustWatch(domainId);
    const mailboxIds = [...new Set(found.map((one) => one.mailboxId))];
    if (mailboxIds.length === 0)
      throw new AppError({ code: 'input.invalid', message: 'Nothing waits on the old side of this domain.' });
    return this.options.jobs.create(jobDraft.parse({ action: 'delta', mailboxIds }));
  }

  /** Domains whose last copy is due, or will be; the next first. */
  lastCopiesDue(): LastCopyDue[] {
    const { workspace, lastCopyFrom } = this.options;
    return workspace.driftWatches
      .awaitingLastCopy()
      .flatMap((domain) => {
        const { at } = lastCopyFrom(domain.domainId);
        return at === null ? [] : [{ ...domain, at }];
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }

  /** A run has ended: what waited on the old side may be over. */
  runsChanged(): void {
    if (this.options.workspace.driftWatches.list().some((watch) => watch.found.length > 0)) this.soon(SOON_MS);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.undo?.();
    await this.looking.catch(() => undefined);
  }

  private soon(ms: number): void {
    if (this.stopping.signal.aborted) return;
    this.undo?.();
    this.undo = this.options.clock.after(ms, () => {
      this.undo = null;
      if (!this.waiting) {
        this.waiting = true;
        void this.inTurn(() => this.lookAtDue()).finally(() => {
          this.waiting = false;
        });
      }
      this.soon(TICK_MS);
    });
  }

  /** One look at a time. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.looking.then(work, work);
    this.looking = turn.catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.options.log.error('A look at old sides met a bug', { err: error });
    });
    return turn;
  }

  private async lookAtDue(): Promise<void> {
    for (const watch of this.options.workspace.driftWatches.list()) {
      if (this.stopping.signal.aborted) return;
      if (watch.state === 'watching' && this.isDue(watch)) await this.look(watch.domainId);
    }
  }

  private isDue({ lastLookAt, found }: StoredWatch): boolean {
    if (lastLookAt === null || this.options.clock.now() - Date.parse(lastLookAt) >= EVERY_MS) return true;
    const { mailboxes } = this.options.workspace;
    return found.some(({ mailboxId }) => {
      const row = mailboxes.row(mailboxId);
      return row !== undefined && row.state !== 'running' && (row.lastRunAt ?? '') > lastLookAt;
    });
  }

  private async look(domainId: string): Promise<void> {
    const { workspace, jobs } = this.options;
    const found: Omit<DriftFound, 'firstSeenAt'>[] = [];
    const unseen: { mailboxId: string; address: string; reason: string }[] = [];
    for (const { id, address } of workspace.mailboxes.listOfDomain(domainId)) {
      if (this.stopping.signal.aborted) return;
      try {
        for (const one of await this.lookAtMailbox(id)) found.push({ mailboxId: id, address, ...one });
      } catch (error) {
        if (!isAppError(error) || this.stopping.signal.aborted) throw error;
        unseen.push({ mailboxId: id, address, reason: this.options.redact(error.message) });
      }
    }
    const before = workspace.driftWatches.find(domainId);
    if (this.stopping.signal.aborted || before?.state !== 'watching') return;
    const watch = withLook(before, { found, unseen, at: this.now() });
    workspace.driftWatches.noteLook(watch);
    if (isQuiet(watch, this.options.clock.now())) workspace.driftWatches.end(domainId, 'quiet', this.now());
    else if (watch.sweeps && watch.found.length > 0) this.sweepByItself(watch, jobs);
    this.tell();
  }

  private sweepByItself({ found }: StoredWatch, jobs: DriftServiceOptions['jobs']): void {
    const { workspace } = this.options;
    const mailboxIds = [...new Set(found.map((one) => one.mailboxId))].filter(
      (id) => workspace.jobs.openWith(id) === undefined && workspace.runs.findActive(id) === undefined,
    );
    if (mailboxIds.length > 0) jobs.create(jobDraft.parse({ action: 'delta', mailboxIds }));
  }

  private async lookAtMailbox(mailboxId: string) {
    const { workspace, budgets, secrets, openSession } = this.options;
    const { signal } = this.stopping;
    const { source, destination, choices } = mailboxLogins(workspace, mailboxId);
    const budget = budgets.forRun(source.endpoint.id, destination.endpoint.id, false, signal);
    try {
      await budget.sides.source.take();
      return await lookAtSource({
        login: source,
        secrets,
        openSession,
        signal,
        known: workspace.driftWatches.knownNumbers(mailboxId),
        counts: workspace.ledger.counts(mailboxId),
        leftOut: new Set(choices.flatMap((choice) => (choice.destination === null ? [choice.source] : []))),
      });
    } finally {
      budget.end();
    }
  }

  private mustKnow(domainId: string): void {
    if (!this.options.workspace.domains.row(domainId))
      throw new AppError({ code: 'workspace.not-found', message: `There is no domain ${domainId} here.` });
  }

  private mustWatch(domainId: string): StoredWatch {
    const watch = this.options.workspace.driftWatches.find(domainId);
    if (!watch)
      throw new AppError({ code: 'workspace.not-found', message: 'The old side of this domain is not being watched.' });
    return watch;
  }

  private now(): string {
    return isoTime(this.options.clock.now());
  }

  private tell(): void {
    this.options.changes.send({ topic: 'jobs' });
  }
}

function shown(watch: StoredWatch): DriftWatch {
  return { ...watch, evidence: evidenceOf(watch) };
}
