/** Middle and ends of some measurements. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Median and range. Throws a RangeError when nothing was measured. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  const least = sorted[0];
  const most = sorted.at(-1);
  if (low === undefined || high === undefined || least === undefined || most === undefined) {
    throw new RangeError('No measurement, no median');
  }
  return { median: (low + high) / 2, least, most };
}

/**
 * How many times `other` each round took: the quotients of runs that followed each other, so that a machine that is slower for a
 * while slows both. Null when no round has both.
 */
export function ratioByRounds(
  runs: readonly { readonly round: number; readonly seconds: number }[],
  others: readonly { readonly round: number; readonly seconds: number }[],
): Spread | null {
  const quotients = runs.flatMap(({ round, seconds }) => {
    const other = others.find((candidate) => candidate.round === round);
    return other === undefined ? [] : [seconds / other.seconds];
  });
  return quotients.length === 0 ? null : spreadOf(quotients);
}
