import { z } from 'zod';
import { type StepState, step, stepState } from './directory.ts';

/** One thing that was looked at: what, and what was found. */
export const checkFact = z.object({
  label: z.string(),
  value: z.string(),
  /** Whether this speaks for the step; null: told for information. */
  ok: z.boolean().nullable(),
});
export type CheckFact = z.infer<typeof checkFact>;

/**
 * What a check of a step found. `passed`: all that the step promises was seen. `partly`: some of it. `failed`: none of it, or the opposite.
 * `unknown`: could not be looked at; says nothing about the step.
 */
export const checkOutcome = z.enum(['passed', 'partly', 'failed', 'unknown']);
export type CheckOutcome = z.infer<typeof checkOutcome>;

/** What one look found, before it is filed under a domain and a step. */
export const stepFinding = z.object({
  outcome: checkOutcome,
  /** One sentence for the timeline, with the numbers it rests on. */
  summary: z.string(),
  facts: z.array(checkFact),
});
export type StepFinding = z.infer<typeof stepFinding>;

/** Evidence of a step: kept for good, the newest first on screen. */
export const stepCheck = stepFinding.extend({
  id: z.string(),
  domainId: z.string(),
  step,
  /** ISO 8601. */
  at: z.string(),
  /** Who asked: the agent, a job of many domains, a watch or schedule, or the end of a run. */
  by: z.enum(['agent', 'bulk', 'schedule', 'run']),
});
export type StepCheck = z.infer<typeof stepCheck>;

const entry = z.object({
  id: z.string(),
  domainId: z.string(),
  step,
  /** ISO 8601. */
  at: z.string(),
});

/** All that is kept about a step: checks, and what an agent wrote down. Nothing of it is ever changed or removed. */
export const stepEvidence = z.discriminatedUnion('kind', [
  stepCheck.extend({ kind: z.literal('check'), stateAfter: stepState }),
  entry.extend({ kind: z.literal('remark'), text: z.string() }),
  /** The agent said that the step is to be done again, with the reason. */
  entry.extend({ kind: z.literal('set-back'), text: z.string() }),
]);
export type StepEvidence = z.infer<typeof stepEvidence>;

/** The state a step has after a check. A step is done by a check that passed and by nothing else; a later one that fails takes it back. */
export function stateAfterCheck(before: StepState, outcome: CheckOutcome): StepState {
  if (outcome === 'passed') return 'done';
  if (outcome === 'partly') return 'doing';
  if (outcome === 'unknown') return before;
  return before === 'done' || before === 'doing' ? 'doing' : 'todo';
}
