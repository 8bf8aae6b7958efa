import { z } from 'zod';
import { step } from '../domain/directory.ts';
import { stepCheck, stepEvidence } from '../domain/step-check.ts';
import { procedure } from './procedure.ts';

const ofDomain = z.object({ domainId: z.string() });
const ofStep = ofDomain.extend({ step });
const written = z.string().trim().max(2000, 'Shorten it to 2,000 characters');

/** A domain's move: what its steps rest on, and checks of them. Nobody ticks a step: a check that passes does. */
export const movesContract = {
  /** Newest first; of all steps where none is named. */
  evidence: procedure
    .input(ofDomain.extend({ step: step.nullish(), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.array(stepEvidence)),
  /** Looks at one step now and files what was found. */
  check: procedure.input(ofStep).output(stepCheck),
  /** Looks at all four, in the domain's own order. */
  checkAll: procedure.input(ofDomain).output(z.array(stepCheck)),
  /** The step is to be done again; what was found before stays as evidence. */
  setBack: procedure
    .input(ofStep.extend({ text: written.min(1, 'Say why the step is to be done again') }))
    .output(stepEvidence),
  /** Writes something down beside the checks; changes no state. */
  remark: procedure.input(ofStep.extend({ text: written.min(1, 'Write the remark') })).output(stepEvidence),
};
