import type { Step } from '../../../../shared/domain/directory.ts';
import type { StepFinding } from '../../../../shared/domain/step-check.ts';

/** Looks at one step of one domain and says what it saw; changes nothing anywhere. */
export type StepChecker = (domainId: string, signal: AbortSignal) => Promise<StepFinding>;

/** The checker of each step but copy, which the workspace itself answers. */
export type StepCheckers = Readonly<Record<Exclude<Step, 'copy'>, StepChecker>>;
