import { randomUUID } from 'node:crypto';
import type { JobPage, JobPreview } from '../../../../shared/contract/bulk.ts';
import type { Change } from '../../../../shared/contract/workspace.ts';
import { AppError, type ErrorCode } from '../../../../shared/domain/errors.ts';
import { formatNumberOf } from '../../../../shared/domain/format.ts';
import {
  isOpen,
  type Job,
  type JobDraft,
  type JobItem,
  type JobSchedule,
  jobDraft,
} from '../../../../shared/domain/job.ts';
import { type Clock, isoTime } from '../../clock.ts';
import type { SecretRefs } from '../../directory/secret-refs.ts';
import type { JobCore, StoredJob, WaitingItem } from '../../workspace/jobs.ts';
import { choose, previewOf } from './choose-items.ts';
import type { Outcome } from './item-end.ts';
import { carryOut, type ItemWorkOptions } from './item-work.ts';
import { JobPace } from './job-pace.ts';
import { isOpenAt, missedBetween, opensAt } from './schedule.ts';
import { atWords, missedWords, waitingWords } from './words.ts';

/** Items of all jobs that are worked on at the same time; the budgets of the servers allow fewer. */
const USUAL_LANE = 8;
/** Clocks and other runs are looked at so often; what an agent does is noticed at once. */
const TICK_MS = 5000;
const SAMPLE_MS = 1000;
/** The page hears of a job at most so often. */
const TELL_MS = 300;
/** So many failures in a row at one server mean that the server is the trouble: the job pauses instead of failing through. */
const FAILURES_IN_A_ROW = 3;
const SERVER_TROUBLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'mail.unreachable',
  'mail.name-unknown',
  'mail.timeout',
  'mail.too-many-connections',
]);

export interface JobServiceOptions extends ItemWorkOptions {
  readonly secretRefs: SecretRefs;
  readonly lastCopyFrom: (domainId: string) => { readonly at: string | null; readonly because: string };
  readonly changes: { send(change: Change): void };
  readonly clock: Clock;
  readonly lane?: number;
}

interface Going {
  readonly job: JobCore;
  readonly item: WaitingItem;
  readonly abort: AbortController;
  runId: string | null;
  /** It was taken away from its work and has its turn again. */
  returns: boolean;
}

/** Jobs over many mailboxes: who has a turn when, what came of it, and going on after an interruption. */
export class JobService {
  private readonly options: JobServiceOptions;
  private readonly going = new Map<string, Going>();
  private readonly paces = new Map<string, JobPace>();
  private readonly failuresInARow = new Map<string, number>();
  private stopping = false;
  private undoTick: (() => void) | null = null;
  private undoSample: (() => void) | null = null;
  private undoTell: (() => void) | null = null;
  private pumping = false;

  constructor(options: JobServiceOptions) {
    this.options = options;
  }

  /** Takes up what an earlier engine left, says what was missed meanwhile, and works from here on. */
  start(): void {
    const { jobs } = this.options.workspace;
    this.options.workspace.transaction(() => {
      for (const job of jobs.open()) {
        const cut = jobs.endAll(job.id, ['running'], {
          state: 'queued',
          reason: 'Mailferry stopped in the middle of it; it goes on from where it was.',
          symptom: null,
          endedAt: null,
        });
        if (cut > 0 && job.state === 'running')
          this.remark(job.id, `Mailferry stopped while ${formatNumberOf(cut, 'item')} went on; the job continues.`);
      }
    });
    this.tick();
  }

  /** What a job would do, for the confirmation. @throws AppError as `create` */
  async preview(input: JobDraft): Promise<JobPreview> {
    const { workspace, secretRefs, lastCopyFrom, clock } = this.options;
    const choice = choose(workspace, input);
    return previewOf(workspace, choice, await secretRefs.list(), lastCopyFrom, isoTime(clock.now()));
  }

  /** @throws AppError `input.invalid` when nothing is left to do, `workspace.not-found` */
  create(input: JobDraft): Job {
    const { workspace } = this.options;
    const draft = jobDraft.parse(input);
    const { items } = choose(workspace, draft);
    if (items.length === 0)
      throw new AppError({
        code: 'input.invalid',
        message: draft.skipVerified
          ? 'All of the chosen mailboxes are verified already, so there is nothing to do.'
          : 'Choose at least one domain or mailbox.',
      });
    const id = randomUUID();
    const at = this.now();
    const { startAt } = draft.schedule;
    const later = startAt !== null && Date.parse(startAt) > this.options.clock.now();
    workspace.transaction(() => {
      workspace.jobs.add(
        {
          id,
          action: draft.action,
          step: draft.step,
          state: later ? 'scheduled' : 'running',
          options: draft.options,
          sequence: draft.sequence,
          schedule: draft.schedule,
          createdAt: at,
          startedAt: later ? null : at,
          endedAt: null,
        },
        items,
      );
      this.remark(id, later ? `Created; starts at ${atWords(startAt)}.` : 'Created and started.');
    });
    this.look();
    return this.get(id);
  }

  list(): Job[] {
    return this.options.workspace.jobs.list().map((job) => this.shown(job));
  }

  /** @throws AppError `workspace.not-found` */
  get(id: string): Job {
    return this.shown(this.stored(id));
  }

  /** All of a job but its items and servers. @throws AppError `workspace.not-found` */
  page(id: string): Omit<JobPage, 'servers'> {
    const { jobs } = this.options.workspace;
    const job = this.get(id);
    const pace = this.paces.get(id);
    const left = job.counts.queued + job.counts.running;
    const progress = this.progressOf(id);
    return {
      job,
      itemsPerMinute: pace?.itemsPerMinute ?? null,
      messagesPerSecond: progress.reduce((sum, one) => sum + one.messagesPerSecond, 0),
      bytesPerSecond: progress.reduce((sum, one) => sum + one.bytesPerSecond, 0),
      timeLeft: job.state === 'running' && left > 0 ? (pace?.timeLeft(left - this.shares(id)) ?? null) : null,
      symptoms: jobs.symptoms(id),
      remarks: jobs.remarks(id),
      customers: jobs.customers(id),
    };
  }

  /** The servers that open items of a job need. */
  serversOf(id: string): string[] {
    return this.options.workspace.jobs.servers(id);
  }

  items(id: string, filter: Parameters<StoredItems>[1]): JobItem[] {
    this.stored(id);
    const live = new Map(this.options.runs.activeProgress().map((one) => [one.runId, one.totals]));
    return this.options.workspace.jobs.items(id, filter).map((item) => {
      const totals = item.runId === null || item.state !== 'running' ? undefined : live.get(item.runId);
      return totals ? { ...item, copied: totals.copied, messages: totals.messages } : item;
    });
  }

  /** Nothing new begins, and what goes on stands still between two messages. @throws AppError `workspace.not-found` */
  pause(id: string): Job {
    const job = this.stored(id);
    if (job.state === 'running' || job.state === 'scheduled') this.pauseFor(id, 'An agent paused the job.');
    return this.get(id);
  }

  /** @throws AppError `workspace.not-found` */
  resume(id: string): Job {
    const job = this.stored(id);
    if (job.state === 'paused' || job.state === 'scheduled') {
      this.failuresInARow.clear();
      this.options.workspace.jobs.setState(id, 'running', this.now());
      this.remark(id, job.state === 'paused' ? 'An agent resumed the job.' : 'An agent started the job.');
      for (const entry of this.goingOf(id)) if (entry.runId !== null) this.options.runs.resume(entry.runId);
      this.look();
    }
    return this.get(id);
  }

  /** @throws AppError `workspace.not-found` */
  stop(id: string): Job {
    const { jobs } = this.options.workspace;
    if (isOpen(this.stored(id).state)) {
      this.options.workspace.transaction(() => {
        const left = jobs.endAll(id, ['queued'], this.ended(stoppedOutcome));
        jobs.setState(id, 'stopped', this.now());
        this.remark(id, `An agent stopped the job; ${formatNumberOf(left, 'item')} had not begun.`);
      });
      for (const entry of this.goingOf(id)) entry.abort.abort();
      this.look();
    }
    return this.get(id);
  }

  /** @throws AppError `workspace.not-found` */
  retry(id: string, which: { symptom: string | null; numbers: readonly number[] | undefined }): number {
    const { jobs } = this.options.workspace;
    const { state } = this.stored(id);
    const items = jobs.requeue(id, which);
    if (items > 0) {
      if (!isOpen(state)) jobs.setState(id, 'running', this.now());
      this.remark(id, `${formatNumberOf(items, 'item')} tried again.`);
      this.failuresInARow.clear();
      this.look();
    }
    return items;
  }

  /** @throws AppError `workspace.not-found` */
  moveUp(id: string, which: { numbers: readonly number[]; customerId: string | null }): number {
    this.stored(id);
    const items = this.options.workspace.jobs.moveUp(id, which);
    this.look();
    return items;
  }

  /** @throws AppError `workspace.not-found`, `input.invalid` for a job that has ended */
  reschedule(id: string, schedule: JobSchedule): Job {
    const { jobs } = this.options.workspace;
    const job = this.stored(id);
    if (!isOpen(job.state)) throw new AppError({ code: 'input.invalid', message: 'This job has ended.' });
    jobs.setSchedule(id, schedule);
    const later = schedule.startAt !== null && Date.parse(schedule.startAt) > this.options.clock.now();
    if (job.startedAt === null && job.state !== 'paused')
      jobs.setState(id, later ? 'scheduled' : 'running', this.now());
    this.remark(
      id,
      later && job.startedAt === null ? `Starts at ${atWords(schedule.startAt)}.` : 'New times were set.',
    );
    this.look();
    return this.get(id);
  }

  /** @throws AppError `workspace.not-found`, `workspace.in-use` for one that is not over */
  remove(id: string): void {
    if (isOpen(this.stored(id).state) || this.goingOf(id).length > 0)
      throw new AppError({ code: 'workspace.in-use', message: 'Stop the job before it is removed.' });
    this.options.workspace.jobs.remove(id);
    this.paces.delete(id);
    this.tell();
  }

  /** Looks whether something may begin now. */
  look(): void {
    this.pump();
    this.tell();
  }

  /** Nothing begins any more; what goes on is ended by who stops the runs, and goes on at the next start. */
  halt(): void {
    this.stopping = true;
    for (const undo of [this.undoTick, this.undoSample, this.undoTell]) undo?.();
    // Preflights are not runs: nobody else ends them.
    for (const entry of this.going.values()) if (entry.runId === null) entry.abort.abort();
  }

  private tick(): void {
    if (this.stopping) return;
    const { jobs } = this.options.workspace;
    const now = this.options.clock.now();
    for (const job of jobs.open()) this.keepTime(job, now);
    this.pump();
    this.undoTick = this.options.clock.after(TICK_MS, () => this.tick());
  }

  /** Starts what is due, says what was missed, and takes work back when its hours are over. */
  private keepTime(job: JobCore, nowMs: number): void {
    const { jobs } = this.options.workspace;
    const missed = missedBetween(
      job.schedule,
      job.state === 'scheduled',
      job.seenAt === null ? null : Date.parse(job.seenAt),
      nowMs,
    );
    if (missed && job.state !== 'paused') this.remark(job.id, missedWords(missed, job.schedule, nowMs));
    if (job.schedule.window !== null || job.state === 'scheduled') jobs.setSeen(job.id, isoTime(nowMs));
    const { startAt } = job.schedule;
    if (job.state === 'scheduled' && (startAt === null || Date.parse(startAt) <= nowMs)) {
      jobs.setState(job.id, 'running', isoTime(nowMs));
      if (!missed) this.remark(job.id, 'Started at the time that was set.');
      this.tell();
    }
    if (job.state !== 'running' || isOpenAt(job.schedule.window, nowMs)) return;
    const late = this.goingOf(job.id).filter((entry) => !entry.returns);
    if (late.length === 0) return;
    this.remark(
      job.id,
      `Its hours are over: ${formatNumberOf(late.length, 'item')} stopped between two messages and goes on at ${atWords(isoTime(opensAt(job.schedule.window, nowMs)))}.`,
    );
    for (const entry of late) {
      entry.returns = true;
      entry.abort.abort();
    }
  }

  private pump(): void {
    if (this.stopping || this.pumping) return;
    this.pumping = true;
    try {
      for (const job of this.options.workspace.jobs.open()) {
        if (job.state !== 'running') continue;
        while (this.going.size < (this.options.lane ?? USUAL_LANE) && this.beginNext(job)) this.tell();
        this.concludeIfDone(job);
      }
    } finally {
      this.pumping = false;
    }
    this.sampleSoon();
  }

  /** Begins the next item of a job that can have its turn; false when there is none. */
  private beginNext(job: JobCore): boolean {
    const { workspace, budgets, runs } = this.options;
    if (!isOpenAt(job.schedule.window, this.options.clock.now())) return false;
    const without = {
      endpoints: [...this.restingServers()],
      domains: this.waitingForCaches(job).map(({ id }) => id),
      mailboxes: [] as string[],
    };
    for (;;) {
      const candidates = workspace.jobs.waiting(job.id, without, CANDIDATES);
      const item = candidates.find(
        ({ mailboxId, sourceEndpointId, destinationEndpointId }) =>
          mailboxId === null ||
          (runs.isFree(mailboxId) &&
            budgets.hasRoom(
              job.options.sourceEndpointId ?? sourceEndpointId ?? '',
              destinationEndpointId ?? '',
              false,
            )),
      );
      if (item) {
        this.begin(job, item);
        return true;
      }
      // Perhaps others of the job need other servers, or mailboxes that are free.
      if (candidates.length < CANDIDATES) return false;
      for (const { mailboxId } of candidates) if (mailboxId !== null) without.mailboxes.push(mailboxId);
      if (without.mailboxes.length > MOST_PASSED_OVER) return false;
    }
  }

  private begin(job: JobCore, item: WaitingItem): void {
    const { workspace } = this.options;
    const key = `${job.id} ${item.number}`;
    const entry: Going = { job, item, abort: new AbortController(), runId: null, returns: false };
    this.going.set(key, entry);
    const startedAt = this.now();
    workspace.jobs.begin(job.id, item.number, startedAt, null);
    const work = carryOut(this.options, job, item, entry.abort.signal, (runId) => {
      entry.runId = runId;
      workspace.jobs.begin(job.id, item.number, startedAt, runId);
    });
    void work.then((outcome) => {
      this.going.delete(key);
      if (this.stopping) return;
      this.settle(entry, outcome);
      this.pump();
      this.tell();
    });
  }

  private settle(entry: Going, outcome: Outcome): void {
    const { job, item } = entry;
    const { jobs } = this.options.workspace;
    const state = jobs.find(job.id)?.state;
    // The job was removed with the workspace, or the mailbox left it.
    if (state === undefined) return;
    const cutShort = outcome.state === 'queued' || outcome.symptom?.key === 'cancelled';
    if (entry.returns && cutShort) {
      jobs.end(job.id, item.number, {
        state: 'queued',
        reason: 'Goes on in the hours of the job.',
        symptom: null,
        endedAt: null,
      });
      return;
    }
    if (state === 'stopped' && cutShort) {
      jobs.end(job.id, item.number, this.ended(stoppedOutcome));
      return;
    }
    if (outcome.symptom?.key === 'failed vault.locked') {
      jobs.end(job.id, item.number, { state: 'queued', reason: outcome.reason, symptom: null, endedAt: null });
      if (state === 'running') this.pauseFor(job.id, 'Paused: the passwords are locked. Unlock them, then resume.');
      return;
    }
    jobs.end(job.id, item.number, outcome.state === 'queued' ? { ...outcome, endedAt: null } : this.ended(outcome));
    this.countFailures(entry, outcome, state === 'running');
  }

  /** A server that is down fails everything: rather pause the job than go through all of it. */
  private countFailures({ job, item }: Going, outcome: Outcome, running: boolean): void {
    const [, code, side] = outcome.symptom?.key.split(' ') ?? [];
    const sides = {
      source: job.options.sourceEndpointId ?? item.sourceEndpointId,
      destination: item.destinationEndpointId,
    };
    if (outcome.state !== 'failed') {
      for (const id of Object.values(sides)) if (id !== null) this.failuresInARow.delete(id);
      return;
    }
    if (!SERVER_TROUBLE.has(code as ErrorCode) || (side !== 'source' && side !== 'destination')) return;
    const id = sides[side];
    if (id === null) return;
    const times = (this.failuresInARow.get(id) ?? 0) + 1;
    this.failuresInARow.set(id, times);
    // The last ones have failed: there is nothing to spare any more.
    if (times < FAILURES_IN_A_ROW || !running || this.stored(job.id).counts.queued === 0) return;
    const name = this.options.workspace.endpoints.find(id)?.name ?? 'A server';
    this.pauseFor(
      job.id,
      `Paused: ${name} failed ${times} times in a row (${outcome.reason ?? ''}). Resume when it answers, and try again what failed.`,
    );
  }

  private concludeIfDone(job: JobCore): void {
    const { jobs } = this.options.workspace;
    if (this.goingOf(job.id).length > 0) return;
    const stored = jobs.find(job.id);
    if (stored?.state !== 'running' || stored.counts.queued + stored.counts.running > 0) return;
    jobs.setState(job.id, 'done', this.now());
    const { done, findings, failed, skipped } = stored.counts;
    const rest = [
      findings > 0 ? `${formatNumberOf(findings, 'item')} with findings` : '',
      failed > 0 ? `${formatNumberOf(failed, 'item')} failed` : '',
      skipped > 0 ? `${formatNumberOf(skipped, 'item')} left out` : '',
    ].filter(Boolean);
    this.remark(job.id, `Ended: ${formatNumberOf(done, 'item')} done${rest.length > 0 ? `, ${rest.join(', ')}` : ''}.`);
    this.tell();
  }

  private pauseFor(id: string, why: string): void {
    this.options.workspace.jobs.setState(id, 'paused', this.now());
    this.remark(id, why);
    for (const entry of this.goingOf(id)) {
      if (entry.runId !== null) this.options.runs.pause(entry.runId);
      else {
        entry.returns = true;
        entry.abort.abort();
      }
    }
    this.tell();
  }

  private restingServers(): Set<string> {
    const { workspace, budgets } = this.options;
    return new Set(workspace.endpoints.list().flatMap(({ id }) => (budgets.quietUntil(id) === null ? [] : [id])));
  }

  private waitingForCaches(job: JobCore): { id: string; at: string | null }[] {
    if (!job.schedule.afterCachesLetGo) return [];
    const now = this.now();
    return this.options.workspace.jobs
      .waitingDomains(job.id)
      .map((id) => ({ id, at: this.options.lastCopyFrom(id).at }))
      .filter(({ at }) => at === null || at > now);
  }

  private shown({ seenAt: _seenAt, ...job }: StoredJob): Job {
    return { ...job, waits: this.waits(job) };
  }

  /** Why a job does nothing at this moment, in words. */
  private waits(job: Omit<StoredJob, 'seenAt'>): string | null {
    const going = this.goingOf(job.id).length > 0;
    if (job.state === 'scheduled') return `Starts at ${atWords(job.schedule.startAt)}`;
    if (job.state !== 'running' || going || job.counts.queued === 0) return null;
    const nowMs = this.options.clock.now();
    const core = { ...job, seenAt: null };
    return waitingWords({
      opens: isOpenAt(job.schedule.window, nowMs) ? null : opensAt(job.schedule.window, nowMs),
      caches: this.waitingForCaches(core),
      resting: [...this.restingServers()].map((id) => this.options.workspace.endpoints.find(id)?.name ?? id),
    });
  }

  private goingOf(id: string): Going[] {
    return [...this.going.values()].filter((entry) => entry.job.id === id);
  }

  private progressOf(id: string) {
    const runIds = new Set(this.goingOf(id).map((entry) => entry.runId));
    return this.options.runs.activeProgress().filter((one) => runIds.has(one.runId));
  }

  /** What of the items that go on is done, in items. */
  private shares(id: string): number {
    return this.progressOf(id).reduce((sum, { totals }) => {
      const over = totals.copied + totals.alreadyThere + totals.skipped;
      return sum + (totals.messages > 0 ? Math.min(1, over / totals.messages) : 0);
    }, 0);
  }

  private sampleSoon(): void {
    if (this.undoSample !== null || this.stopping || this.going.size === 0) return;
    this.undoSample = this.options.clock.after(SAMPLE_MS, () => {
      this.undoSample = null;
      for (const id of new Set([...this.going.values()].map((entry) => entry.job.id))) {
        const job = this.options.workspace.jobs.find(id);
        if (!job) continue;
        const { done, findings, failed, skipped } = job.counts;
        const pace = this.paces.get(id) ?? new JobPace();
        this.paces.set(id, pace);
        const ended = done + findings + failed + skipped;
        pace.sample(this.options.clock.now(), ended + this.shares(id), job.state === 'running');
      }
      this.tell();
      this.sampleSoon();
    });
  }

  private stored(id: string): StoredJob {
    const job = this.options.workspace.jobs.find(id);
    if (!job) throw new AppError({ code: 'workspace.not-found', message: `There is no job ${id} here.` });
    return job;
  }

  private ended(outcome: Outcome) {
    return { ...outcome, endedAt: this.now() };
  }

  private remark(id: string, text: string): void {
    this.options.workspace.jobs.remark(id, this.now(), text);
  }

  private now(): string {
    return isoTime(this.options.clock.now());
  }

  private tell(): void {
    if (this.stopping) return;
    this.undoTell ??= this.options.clock.after(TELL_MS, () => {
      this.undoTell = null;
      this.options.changes.send({ topic: 'jobs' });
    });
  }
}

type StoredItems = JobServiceOptions['workspace']['jobs']['items'];

/** So many that wait are looked at together. */
const CANDIDATES = 100;
/** Mailboxes that others work on, or whose servers are full, are passed over; not without end in one look. */
const MOST_PASSED_OVER = 2000;

const stoppedOutcome: Outcome = {
  state: 'skipped',
  reason: 'The job was stopped.',
  symptom: { key: 'stopped', words: 'Left out because the job was stopped' },
};
