import { randomUUID } from 'node:crypto';
import type { MoveStanding } from '../../../../shared/contract/moves.ts';
import type { Change } from '../../../../shared/contract/workspace.ts';
import { type DomainStep, type Step, type StepState, stepsInOrder } from '../../../../shared/domain/directory.ts';
import { AppError, isAppError } from '../../../../shared/domain/errors.ts';
import { isFirstCopied } from '../../../../shared/domain/stage.ts';
import {
  type StepCheck,
  type StepEvidence,
  type StepFinding,
  stateAfterCheck,
} from '../../../../shared/domain/step-check.ts';
import { isoTime } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { judgeCopy } from './copy-check.ts';
import { lastCopyFrom } from './last-copy.ts';
import type { StepCheckers } from './step-checker.ts';

export interface MoveServiceOptions {
  readonly workspace: Workspace;
  readonly checkers: StepCheckers;
  /** When the old records of a domain have expired everywhere; null where that is not known. */
  readonly cachesLetGoAt: (domainId: string) => string | null;
  readonly changes: { send(change: Change): void };
  readonly log: Log;
  /** Takes known secrets out of a text. */
  readonly redact: (text: string) => string;
  readonly now: () => number;
}

/** The four steps of each domain: looks at them, files what was seen, and sets their states by that alone. */
export class MoveService {
  private readonly options: MoveServiceOptions;
  private readonly workspace: Workspace;
  private readonly going = new Map<string, Promise<StepCheck>>();
  private readonly stopping = new AbortController();

  constructor(options: MoveServiceOptions) {
    this.options = options;
    this.workspace = options.workspace;
  }

  /**
   * Looks at a step now. Whoever asks while somebody is looking already gets the same answer. A look that could not be made is filed as
   * `unknown` with its reason and changes nothing.
   *
   * @throws AppError `workspace.not-found`, `engine.stopped`
   */
  check(domainId: string, step: Step, by: StepCheck['by']): Promise<StepCheck> {
    this.mustKnow(domainId);
    const key = `${step} ${domainId}`;
    const known = this.going.get(key);
    if (known) return known;
    const look = this.look(domainId, step)
      .then((finding) => {
        this.mustGoOn();
        return this.file(domainId, step, by, finding);
      })
      .finally(() => this.going.delete(key));
    this.going.set(key, look);
    return look;
  }

  /** All four steps, in the domain's own order. @throws AppError as `check` */
  async checkAll(domainId: string, by: StepCheck['by']): Promise<StepCheck[]> {
    const { order } = this.mustKnow(domainId);
    const ahead = stepsInOrder(order).filter((step) => step !== 'copy');
    const looks = await Promise.all(ahead.map((step) => this.check(domainId, step, by)));
    // Last, because when the caches let go follows from what the routing looks like now.
    const checks = [...looks, await this.check(domainId, 'copy', by)];
    return stepsInOrder(order).flatMap((step) => checks.filter((check) => check.step === step));
  }

  /**
   * What the mailboxes prove about the step "copy" now, without asking any server. Nothing is filed before the first run. Call it in the
   * transaction that stores the end of a run.
   */
  settleCopy(domainId: string, by: StepCheck['by'] = 'run'): void {
    const finding = this.judgeCopy(domainId);
    if (this.workspace.domains.copyStanding(domainId, null).started === 0) return;
    this.file(domainId, 'copy', by, finding);
  }

  /** Says that somebody has begun with a step; one that is done stays done. @throws AppError `workspace.not-found` */
  begun(domainId: string, step: Step): void {
    this.mustKnow(domainId);
    const before = this.stepOf(domainId, step);
    if (before.state === 'doing' || before.state === 'done') return;
    this.workspace.domains.setStep(domainId, { ...before, state: 'doing', at: this.at() });
    this.tell(domainId);
  }

  /** The step is to be done again. What was found before stays. @throws AppError `workspace.not-found` */
  setBack(domainId: string, step: Step, text: string): StepEvidence {
    this.mustKnow(domainId);
    return this.workspace.transaction(() => {
      const evidence = this.write(domainId, step, 'set-back', text);
      this.workspace.domains.setStep(domainId, { step, state: 'todo', at: evidence.at, evidence: `Set back: ${text}` });
      return evidence;
    });
  }

  /** Writes something down beside the checks of a step. @throws AppError `workspace.not-found` */
  remark(domainId: string, step: Step, text: string): StepEvidence {
    this.mustKnow(domainId);
    return this.write(domainId, step, 'remark', text);
  }

  /** What the states of the steps alone do not tell. @throws AppError `workspace.not-found` */
  standing(domainId: string): MoveStanding {
    this.mustKnow(domainId);
    return {
      latest: this.workspace.stepEvidence.latestChecks(domainId),
      entries: this.workspace.stepEvidence.counts(domainId),
      secondsNeeded: this.workspace.domains.secondsNeeded(domainId),
      lastCopyFrom: this.lastCopyFrom(domainId),
    };
  }

  /** Newest first. @throws AppError `workspace.not-found` */
  evidence(domainId: string, step: Step | null, limit: number): StepEvidence[] {
    this.mustKnow(domainId);
    return this.workspace.stepEvidence.list(domainId, step, limit);
  }

  /** Ends all looks; nothing of them is filed any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.going.values());
  }

  private async look(domainId: string, step: Step): Promise<StepFinding> {
    this.mustGoOn();
    if (step === 'copy') return this.judgeCopy(domainId);
    try {
      return await this.options.checkers[step](domainId, this.stopping.signal);
    } catch (error) {
      this.mustGoOn();
      return this.couldNotLook(domainId, step, error);
    }
  }

  private couldNotLook(domainId: string, step: Step, error: unknown): StepFinding {
    if (isAppError(error)) {
      const facts = error.wire.serverText ? [{ label: 'Server said', value: error.wire.serverText, ok: false }] : [];
      return { outcome: 'unknown', summary: `Could not be checked: ${error.message}`, facts };
    }
    const reference = randomUUID().slice(0, 8);
    this.options.log.error('The check of a step met a bug', { reference, domainId, step, err: error });
    const summary = `Could not be checked: something went wrong inside Mailferry (reference ${reference}).`;
    return { outcome: 'unknown', summary, facts: [] };
  }

  /** From when on a copy of the domain is its last one, and how that is known. */
  lastCopyFrom(domainId: string): MoveStanding['lastCopyFrom'] {
    return lastCopyFrom({
      routing: this.stepOf(domainId, 'routing').state,
      cachesLetGoAt: this.options.cachesLetGoAt(domainId),
      routedSince: this.workspace.stepEvidence.passingSince(domainId, 'routing'),
    });
  }

  private judgeCopy(domainId: string): StepFinding {
    const { order } = this.mustKnow(domainId);
    const from = this.lastCopyFrom(domainId);
    const standing = this.workspace.domains.copyStanding(domainId, from.at);
    return judgeCopy({ order, standing, lastCopyFrom: from.at, because: from.because });
  }

  private file(domainId: string, step: Step, by: StepCheck['by'], found: StepFinding): StepCheck {
    const finding = this.redacted(found);
    return this.workspace.transaction(() => {
      const before = this.stepOf(domainId, step);
      const state: StepState = stateAfterCheck(before.state, finding.outcome);
      const check: StepCheck = { ...finding, id: randomUUID(), domainId, step, at: this.at(), by };
      this.workspace.stepEvidence.add({ ...check, kind: 'check', stateAfter: state });
      // A look that could not be made leaves standing what was known before.
      if (finding.outcome !== 'unknown' || before.state === 'unknown') {
        this.workspace.domains.setStep(domainId, { step, state, at: check.at, evidence: finding.summary });
      }
      if (step === 'copy') this.settleFirstCopy(domainId, before.firstCopied === true);
      // Whether a last copy is still to come, and from when on, depends on where mail goes.
      if (step === 'routing' && state !== before.state) this.settleCopy(domainId, by);
      this.tell(domainId);
      return check;
    });
  }

  private settleFirstCopy(domainId: string, before: boolean): void {
    const now = isFirstCopied(before, this.workspace.domains.copyStanding(domainId, null));
    if (now !== before) this.workspace.domains.setFirstCopied(domainId, now);
  }

  private write(domainId: string, step: Step, kind: 'remark' | 'set-back', text: string): StepEvidence {
    const evidence = { id: randomUUID(), domainId, step, at: this.at(), kind, text: this.options.redact(text) };
    this.workspace.stepEvidence.add(evidence);
    this.tell(domainId);
    return evidence;
  }

  private redacted({ outcome, summary, facts }: StepFinding): StepFinding {
    const { redact } = this.options;
    return {
      outcome,
      summary: redact(summary),
      facts: facts.map((fact) => ({ ...fact, value: redact(fact.value) })),
    };
  }

  private stepOf(domainId: string, step: Step): DomainStep {
    return (
      this.workspace.domains.steps(domainId).find((entry) => entry.step === step) ?? {
        step,
        state: 'unknown',
        at: null,
        evidence: null,
      }
    );
  }

  private mustKnow(domainId: string) {
    const row = this.workspace.domains.row(domainId);
    if (!row) throw new AppError({ code: 'workspace.not-found', message: `There is no domain ${domainId} here.` });
    return row;
  }

  private mustGoOn(): void {
    if (!this.stopping.signal.aborted) return;
    throw new AppError({ code: 'engine.stopped', message: 'Mailferry is closing; nothing is checked any more.' });
  }

  private at(): string {
    return isoTime(this.options.now());
  }

  private tell(domainId: string): void {
    this.options.changes.send({ topic: 'moves', domainId });
  }
}
