import { z } from 'zod';
import type { Order, Step } from './directory.ts';

/**
 * How far a domain is. The standard order copies twice: all of it before the routing changes, and what came since once the caches have
 * let go; both are the step "copy".
 */
export const stage = z.enum(['provision', 'first-copy', 'routing', 'webmail', 'last-copy', 'copy']);
export type Stage = z.infer<typeof stage>;

const stages: Readonly<Record<Order, readonly Stage[]>> = {
  standard: ['provision', 'first-copy', 'routing', 'webmail', 'last-copy'],
  forced: ['provision', 'routing', 'webmail', 'copy'],
};

/** The stages in the order in which a domain goes through them. */
export function stagesInOrder(order: Order): readonly Stage[] {
  return stages[order];
}

/** The step a stage belongs to. */
export function stepOfStage(stage: Stage): Step {
  return stage === 'first-copy' || stage === 'last-copy' ? 'copy' : stage;
}

/** The first stage that is not over, or null when all are. `firstCopied`: every mailbox was verified once. */
export function stageOf(order: Order, done: ReadonlySet<Step>, firstCopied: boolean): Stage | null {
  const over = (stage: Stage): boolean => done.has(stepOfStage(stage)) || (stage === 'first-copy' && firstCopied);
  return stages[order].find((stage) => !over(stage)) ?? null;
}

/**
 * Whether the first copy is over, given how it stood before: all mailboxes are verified, or were and are being copied again. It begins
 * anew with a mailbox that is new or no longer agrees.
 */
export function isFirstCopied(
  before: boolean,
  standing: { readonly mailboxes: number; readonly verified: number; readonly running: number },
): boolean {
  const { mailboxes, verified, running } = standing;
  if (mailboxes === 0 || verified + running < mailboxes) return false;
  return running === 0 || before;
}
