import type { DomainRow } from '../../../shared/contract/directory.ts';
import type { MoveStanding } from '../../../shared/contract/moves.ts';
import type { DomainStep, StepState } from '../../../shared/domain/directory.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { type Stage, stagesInOrder, stepOfStage } from '../../../shared/domain/stage.ts';
import type { StepCheck } from '../../../shared/domain/step-check.ts';

/** One place on the way of a domain, as the timeline shows it. */
export interface Station {
  readonly stage: Stage;
  readonly state: StepState;
  /** Whether the domain is here now. */
  readonly current: boolean;
  /** What its state rests on, in a sentence. */
  readonly evidence: string | null;
  /** ISO 8601; when that was seen. */
  readonly at: string | null;
  /** The newest check of its step; the first copy leaves it to the last. */
  readonly check: StepCheck | null;
  readonly entries: number;
}

/** The way of a domain with what is known of each place. The step "copy" of the standard order stands on it twice. */
export function stationsOf(
  domain: DomainRow,
  steps: readonly DomainStep[],
  standing: MoveStanding | undefined,
): readonly Station[] {
  return stagesInOrder(domain.order).map((stage) => {
    const which = stepOfStage(stage);
    const step = steps.find((entry) => entry.step === which);
    const check = standing?.latest.find((entry) => entry.step === which) ?? null;
    const common = {
      stage,
      current: domain.stage === stage,
      check,
      entries: standing?.entries[which] ?? 0,
    };
    if (stage === 'first-copy') return { ...common, ...firstCopy(domain, step) };
    const state = step?.state ?? 'unknown';
    if (stage === 'last-copy' && step?.state !== 'done') {
      return { ...common, state: lastCopyState(domain), evidence: lastCopyWords(domain, step, standing), at: null };
    }
    return { ...common, state, evidence: step?.evidence ?? null, at: step?.at ?? null };
  });
}

function firstCopy({ counts }: DomainRow, step: DomainStep | undefined): Pick<Station, 'state' | 'evidence' | 'at'> {
  const { mailboxes, verified } = counts;
  const all = formatNumberOf(mailboxes, 'mailbox', 'mailboxes');
  if (step?.state === 'done' || step?.firstCopied) {
    return { state: 'done', evidence: `${all} copied and verified.`, at: null };
  }
  if (!step || step.state === 'unknown' || step.state === 'todo') {
    return { state: step?.state ?? 'unknown', evidence: step?.evidence ?? null, at: step?.at ?? null };
  }
  return { state: 'doing', evidence: `${formatCount(verified)} of ${all} verified.`, at: step.at };
}

function lastCopyState({ stage }: DomainRow): StepState {
  return stage === 'last-copy' ? 'doing' : 'todo';
}

function lastCopyWords(
  { stage }: DomainRow,
  step: DomainStep | undefined,
  standing: MoveStanding | undefined,
): string | null {
  if (stage === 'last-copy') return step?.evidence ?? null;
  return standing?.lastCopyFrom.at === null ? 'After the caches have let go of the old records.' : null;
}
