import type { ErrorWire } from './errors.ts';
import { formatNumberOf } from './format.ts';
import type { Preflight } from './inspection.ts';

/** How an action on one mailbox of several went, in one line. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
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
