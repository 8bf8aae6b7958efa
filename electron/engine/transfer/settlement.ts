import { type Identity, matchInSteps } from '../../../shared/domain/comparison.ts';

/** Which destination messages nobody accounts for turned out to be copies of which source messages. */
export interface Settlement {
  /** Place in `over` to destination UID. */
  readonly over: ReadonlyMap<number, number>;
  /** Source UID of a candidate to destination UID. */
  readonly candidates: ReadonlyMap<number, number>;
}

/**
 * Pairs strangers with source messages, one to one. What is known to be over takes its copy first: of equal messages the ones
 * whose copies are known to have arrived must not lose them to one that still has to be copied. Pure; comes in steps.
 */
export function* settleStrangers(
  over: readonly Identity[],
  candidates: readonly Identity[],
  strangers: readonly Identity[],
  /** The strangers once more, with what tells them from other candidates. */
  told: readonly Identity[] = strangers,
): Generator<undefined, Settlement, void> {
  const first = yield* matchInSteps(
    over.map((identity, place) => ({ ...identity, uid: place })),
    // A text that was read says what a key cannot.
    strangers.map((stranger, place) => ({ ...stranger, bytesHash: told[place]?.bytesHash ?? stranger.bytesHash })),
  );
  const taken = new Set(first.matches.map((match) => match.destination));
  const second = yield* matchInSteps(
    candidates,
    told.filter((stranger) => !taken.has(stranger.uid)),
  );
  const byDestination = (matches: typeof first.matches): Map<number, number> =>
    new Map(matches.map((match) => [match.source, match.destination]));
  return { over: byDestination(first.matches), candidates: byDestination(second.matches) };
}
