import { formatBytes, formatDuration, formatNumberOf } from '../../../shared/domain/format.ts';
import type { Preflight } from '../../../shared/domain/inspection.ts';

/** `About 1,204 messages to copy, 34 MB, 2 min`. */
export function estimateWords(estimate: Preflight['estimate']): string {
  if (estimate.messages === 0) return 'Nothing to copy, by the counts of both sides.';
  const parts = [
    `About ${formatNumberOf(estimate.messages, 'message')} to copy`,
    estimate.bytes === null ? '' : formatBytes(estimate.bytes),
    estimate.seconds === null ? '' : `${formatDuration(estimate.seconds)} at the usual speed`,
  ].filter(Boolean);
  return `${parts.join(', ')}.`;
}
