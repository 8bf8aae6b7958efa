import type { Run } from './run.ts';
import type { Finding } from './verification.ts';

/** What two runs of a mailbox found, set against each other. */
export interface RunComparison {
  /** Found by the first and no longer by the second. */
  readonly settled: readonly Finding[];
  /** Found by the second only. */
  readonly fresh: readonly Finding[];
  /** Found by both, as the second tells it. */
  readonly still: readonly Finding[];
}

/** The older one first, whichever way round they were chosen. */
export function inOrder(one: Run, other: Run): readonly [Run, Run] {
  return one.queuedAt <= other.queuedAt ? [one, other] : [other, one];
}

/**
 * Sets the findings of two runs against each other. Findings are about the same thing when kind, folder and message agree; a
 * message is known by its Message-ID, else by its UID, else by what it shows. Repeats count.
 */
export function compareFindings(before: readonly Finding[], after: readonly Finding[]): RunComparison {
  const open = Map.groupBy(before, keyOf);
  const still: Finding[] = [];
  const fresh: Finding[] = [];
  for (const finding of after) {
    const same = open.get(keyOf(finding));
    if (same?.shift() === undefined) fresh.push(finding);
    else still.push(finding);
  }
  return { settled: [...open.values()].flat(), fresh, still };
}

function keyOf({
  kind,
  sourceFolder,
  destinationFolder,
  messageId,
  sourceUid,
  destinationUid,
  ...shown
}: Finding): string {
  const message = messageId ?? sourceUid ?? destinationUid ?? [shown.subject, shown.from, shown.date].join('\0');
  return JSON.stringify([kind, sourceFolder, destinationFolder, message]);
}
