import { z } from 'zod';
import { step } from '../domain/directory.ts';
import { stepCheck, stepEvidence } from '../domain/step-check.ts';
import { domainRow } from './directory.ts';
import { procedure } from './procedure.ts';

const ofDomain = z.object({ domainId: z.string() });
const ofStep = ofDomain.extend({ step });
const written = z.string().trim().max(2000, 'Shorten it to 2,000 characters');

/** How a domain's move stands beyond the states of its steps. */
export const moveStanding = z.object({
  /** The newest check of each step that was ever checked. */
  latest: z.array(stepCheck),
  /** How many entries of evidence each step has. */
  entries: z.record(step, z.number().int()),
  /** From when on a comparison is the last one that is needed; null while that is not known, with the reason. */
  /** How long the copy still takes, carefully estimated. */
  secondsNeeded: z.number(),
  lastCopyFrom: z.object({ at: z.string().nullable(), because: z.string() }),
});
export type MoveStanding = z.infer<typeof moveStanding>;

/** A domain's move: what its steps rest on, and checks of them. Nobody ticks a step: a check that passes does. */
export const movesContract = {
  standing: procedure.input(ofDomain).output(moveStanding),
  /** Newest first; of all steps where none is named. */
  evidence: procedure
    .input(ofDomain.extend({ step: step.nullish(), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.array(stepEvidence)),
  /** Looks at one step now and files what was found. */
  check: procedure.input(ofStep).output(stepCheck),
  /** Looks at all four, in the domain's own order. */
  checkAll: procedure.input(ofDomain).output(z.array(stepCheck)),
  /** Domains with a deadline and something left to do, those with the least time to spare first. */
  deadlines: procedure.output(z.array(domainRow)),
  /** The step is to be done again; what was found before stays as evidence. */
  setBack: procedure
    .input(ofStep.extend({ text: written.min(1, 'Say why the step is to be done again') }))
    .output(stepEvidence),
  /** Writes something down beside the checks; changes no state. */
  remark: procedure.input(ofStep.extend({ text: written.min(1, 'Write the remark') })).output(stepEvidence),
};
