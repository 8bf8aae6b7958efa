import type { MessageTable } from '../mail/message-table.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';
import type { LedgerTable } from '../workspace/ledger-table.ts';

export interface BelievedLines {
  readonly lines: LedgerTable;
  /** Source UIDs of lines that speak of other messages than those that have the numbers now. */
  readonly forgotten: readonly number[];
  /** Lines whose copy is known to be over, but not to be the message that has its number now. */
  readonly unplaced: readonly LedgerEntry[];
}

/**
 * Holds the lines of the ledger against what both sides list. A server that makes its index anew may give old numbers to other
 * messages without a new UIDVALIDITY (MailEnable keeps both in one file an administrator may delete). The internal date of a
 * message never changes (RFC 3501, 2.3.3), so a number with another date is another message. The destination may have ignored
 * the date it was given: there the size must differ too, or the date be that of another message we brought; and only what has a
 * Message-ID to be found again by is doubted. Pure.
 */
export function believedLines(
  lines: LedgerTable,
  source: MessageTable,
  destination: MessageTable | null,
): BelievedLines {
  const forgotten = new Set(linesOfOthers(lines, source));
  // Once numbers were given anew, those that nobody has any more may be old ones of messages that are still there.
  if (forgotten.size > 0)
    for (let at = 0; at < lines.size; at += 1) {
      const uid = lines.sourceUidAt(at);
      if (!source.has(uid)) forgotten.add(uid);
    }
  const unplaced = new Set(destination === null ? [] : misplaced(lines, destination, forgotten));
  const believed = lines.without(forgotten, unplaced);
  return {
    lines: believed,
    forgotten: [...forgotten],
    unplaced: [...unplaced].flatMap((uid) => believed.get(uid) ?? []),
  };
}

function linesOfOthers(lines: LedgerTable, source: MessageTable): number[] {
  const others: number[] = [];
  for (let at = 0; at < lines.size; at += 1) {
    const uid = lines.sourceUidAt(at);
    const place = source.placeOf(uid);
    if (place >= 0 && isOtherDate(lines.dateMsAt(at), source.dateMsAt(place))) others.push(uid);
  }
  return others;
}

function misplaced(lines: LedgerTable, destination: MessageTable, forgotten: ReadonlySet<number>): number[] {
  const found: number[] = [];
  /** Made when a date is in doubt, which is hardly ever. */
  let dates: Set<number> | null = null;
  for (let at = 0; at < lines.size; at += 1) {
    const destinationUid = lines.destinationUidAt(at);
    const place = destinationUid === null ? -1 : destination.placeOf(destinationUid);
    if (place < 0 || !lines.hasMessageIdAt(at) || forgotten.has(lines.sourceUidAt(at))) continue;
    const now = destination.dateMsAt(place);
    if (!isOtherDate(lines.dateMsAt(at), now)) continue;
    dates ??= datesOf(lines);
    if (destination.sizeAt(place) !== lines.sizeAt(at) || dates.has(now)) found.push(lines.sourceUidAt(at));
  }
  return found;
}

function datesOf(lines: LedgerTable): Set<number> {
  const dates = new Set<number>();
  for (let at = 0; at < lines.size; at += 1) dates.add(lines.dateMsAt(at));
  return dates;
}

/** The ledger writes 0 where there was no date. */
function isOtherDate(before: number, now: number): boolean {
  return before !== 0 && !Number.isNaN(now) && now !== before;
}
