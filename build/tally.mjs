// Counting what the stages of a test run found.

/** @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} Tally */

/** @type {(tallies: readonly Tally[]) => Tally} */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  };
}

/**
 * The result of a runner, from its tally and its exit status. A runner that says nothing, runs nothing, or ends badly without naming
 * a failure counts as one failure: silence must never look like success.
 * @param {Tally | undefined} tally
 * @param {number} status
 * @returns {Tally}
 */
export function settled(tally, status) {
  if (!tally) return { passed: 0, failed: 1, skipped: [] };
  const empty = tally.passed + tally.failed + tally.skipped.length === 0;
  return empty || (status !== 0 && tally.failed === 0) ? { ...tally, failed: tally.failed + 1 } : tally;
}

/**
 * The last line of a test run.
 * @param {Tally} tally
 */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}
