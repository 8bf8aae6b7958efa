import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Order, type Step, type StepState, step, stepsInOrder } from '../../../shared/domain/directory.ts';
import { isFirstCopied, stageOf, stagesInOrder, stepOfStage } from '../../../shared/domain/stage.ts';
import { type CheckOutcome, checkOutcome, stateAfterCheck } from '../../../shared/domain/step-check.ts';

const outcomes = fc.constantFrom<CheckOutcome>(...checkOutcome.options);
const orders = fc.constantFrom<Order>('standard', 'forced');
const someSteps = fc.subarray<Step>([...step.options]);

describe('the state of a step', () => {
  it('is done exactly while the last check that could look has passed', () => {
    fc.assert(
      fc.property(fc.array(outcomes), (checks) => {
        const state = checks.reduce<StepState>(stateAfterCheck, 'unknown');
        const seen = checks.filter((outcome) => outcome !== 'unknown');
        expect(state === 'done').toBe(seen.at(-1) === 'passed');
        if (seen.length === 0) expect(state).toBe('unknown');
      }),
    );
  });

  it('goes back to do only when it never had begun', () => {
    fc.assert(
      fc.property(fc.array(outcomes), (checks) => {
        const begun = checks.some((outcome) => outcome === 'passed' || outcome === 'partly');
        const state = [...checks, 'failed' as const].reduce<StepState>(stateAfterCheck, 'unknown');
        expect(state).toBe(begun ? 'doing' : 'todo');
      }),
    );
  });
});

describe('the stages of an order', () => {
  it('are its steps, the standard order with copy twice', () => {
    for (const order of ['standard', 'forced'] as const) {
      const steps = stagesInOrder(order).map(stepOfStage);
      expect(new Set(steps)).toEqual(new Set(stepsInOrder(order)));
      expect(steps).toHaveLength(order === 'standard' ? 5 : 4);
    }
  });

  it('are all over exactly when all steps are done', () => {
    fc.assert(
      fc.property(orders, someSteps, fc.boolean(), (order, done, firstCopied) => {
        expect(stageOf(order, new Set(done), firstCopied) === null).toBe(done.length === step.options.length);
      }),
    );
  });

  it('never stand at a step that is done, and never go back when one more is done', () => {
    fc.assert(
      fc.property(
        orders,
        someSteps,
        fc.constantFrom(...step.options),
        fc.boolean(),
        (order, done, more, firstCopied) => {
          const place = (steps: readonly Step[]): number => {
            const stage = stageOf(order, new Set(steps), firstCopied);
            return stage === null ? stagesInOrder(order).length : stagesInOrder(order).indexOf(stage);
          };
          const stage = stageOf(order, new Set(done), firstCopied);
          if (stage !== null) expect(done).not.toContain(stepOfStage(stage));
          expect(place([...done, more])).toBeGreaterThanOrEqual(place(done));
        },
      ),
    );
  });
});

describe('the first copy', () => {
  const counts = fc.record({ mailboxes: fc.nat(20), verified: fc.nat(20), running: fc.nat(20) });

  it('is over once every mailbox is verified, and stays so while they are copied again', () => {
    expect(isFirstCopied(false, { mailboxes: 3, verified: 3, running: 0 })).toBe(true);
    expect(isFirstCopied(true, { mailboxes: 3, verified: 1, running: 2 })).toBe(true);
    expect(isFirstCopied(false, { mailboxes: 3, verified: 1, running: 2 })).toBe(false);
    expect(isFirstCopied(true, { mailboxes: 4, verified: 3, running: 0 })).toBe(false);
  });

  it('is never over for a domain without mailboxes or with one nobody verified', () => {
    fc.assert(
      fc.property(fc.boolean(), counts, (before, standing) => {
        const { mailboxes, verified, running } = standing;
        if (mailboxes === 0 || verified + running < mailboxes) expect(isFirstCopied(before, standing)).toBe(false);
      }),
    );
  });
});
