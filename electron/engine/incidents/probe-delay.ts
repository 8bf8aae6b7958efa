import { answers, type ProbeState } from '../../../shared/domain/service-probe.ts';

/** A first failure is looked at again soon: was it one, or an outage? */
const CONFIRM_MS = 30_000;
/** What never answered is most likely not there. */
const NEVER_SEEN_FACTOR = 6;
const FAILING_FACTOR = 2;

/** What the time to the next probe depends on. */
export interface DelayFacts {
  readonly state: ProbeState;
  /** Failures in a row, this one included. */
  readonly failures: number;
  readonly everUp: boolean;
  /** What is usual between two probes. */
  readonly everyMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

/**
 * Milliseconds until the next probe of a service. Spread by a tenth, so that services do not come to be probed all at once; a first failure
 * is confirmed soon, further ones ever later, up to twice the usual time.
 */
export function nextProbeDelay({ state, failures, everUp, everyMs, random }: DelayFacts): number {
  const spread = 0.9 + 0.2 * random;
  if (answers(state) || state === 'unclear') return Math.round(everyMs * spread);
  if (!everUp) return Math.round(everyMs * NEVER_SEEN_FACTOR * spread);
  const backedOff = CONFIRM_MS * 2 ** Math.max(0, failures - 1);
  return Math.round(Math.min(backedOff, everyMs * FAILING_FACTOR) * spread);
}
