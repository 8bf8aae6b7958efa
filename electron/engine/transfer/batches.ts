import type { ServerFacts } from '../../../shared/domain/inspection.ts';

/**
 * Measured: a destination's cost is per APPEND command, not per byte, and what a command costs grows with the folder: some servers go
 * through all of it after each. In a folder of 100,000 messages nothing else weighs as much.
 */
export const MOST_TOGETHER = 500;
/** Answered one by one, so more on their way together would gain nothing. */
export const MOST_IN_FLIGHT = 50;
const MAX_BYTES = 4 * 1024 * 1024;
/** So many of the newest messages are asked for at once, where they are to go first. */
const NEWEST_AT_ONCE = 50;

/** How a destination takes messages: many with one APPEND, several APPENDs on their way together, or one after the other. */
export type AppendManner = 'together' | 'in-flight' | 'singly';

/**
 * What a server's capabilities allow. Without non-synchronising literals (RFC 7888) each APPEND waits for the server's word, so
 * nothing is gained by asking for several, and a cancel should leave no more than one on its way.
 */
export function appendManner({
  multiappend,
  capabilities,
}: Pick<ServerFacts, 'multiappend' | 'capabilities'>): AppendManner {
  if (multiappend) return 'together';
  return capabilities.some((name) => name === 'LITERAL+' || name === 'LITERAL-') ? 'in-flight' : 'singly';
}

/** Cuts a queue's head into the next batch: how many of these messages go out without waiting in between. At least one. */
export function batchLength(sizes: readonly number[], manner: AppendManner): number {
  if (manner === 'singly' || sizes.length === 0) return Math.min(sizes.length, 1);
  const most = manner === 'together' ? MOST_TOGETHER : MOST_IN_FLIGHT;
  let bytes = 0;
  let count = 0;
  for (const size of sizes) {
    if (count > 0 && (count >= most || bytes + size > MAX_BYTES)) break;
    bytes += size;
    count += 1;
  }
  return count;
}

/**
 * Reads of messages in order of arrival are asked for in chunks, so that a cancel or a lost connection costs little and a huge
 * message stands alone. Servers answer a chunk in that order, so chunks are small where the newest messages are to go first.
 */
export function readChunks(
  uids: readonly number[],
  sizeOf: (uid: number) => number,
  newestFirst = false,
  mostBytes = 16 * 1024 * 1024,
  mostMessages = 500,
): number[][] {
  const longest = Math.min(newestFirst ? NEWEST_AT_ONCE : 500, mostMessages);
  const chunks: number[][] = [];
  let current: number[] = [];
  let bytes = 0;
  for (const uid of newestFirst ? uids.toReversed() : uids) {
    const size = sizeOf(uid);
    if (current.length > 0 && (current.length >= longest || bytes + size > mostBytes)) {
      chunks.push(current);
      current = [];
      bytes = 0;
    }
    current.push(uid);
    bytes += size;
  }
  if (current.length > 0) chunks.push(current);
  return newestFirst ? chunks.map((chunk) => chunk.reverse()) : chunks;
}
