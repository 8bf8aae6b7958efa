import { imapDateMs } from '../mail/internal-date.ts';
import type { MessageListing } from '../mail/session.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';

export interface BelievedLines {
  readonly entries: readonly LedgerEntry[];
  /** Source UIDs of lines that speak of other messages than those that have the numbers now. */
  readonly forgotten: readonly number[];
  /** Lines whose copy is known to be over, but not to be the message that has its number now. */
  readonly unplaced: readonly LedgerEntry[];
}

/**
 * Holds the lines of the ledger against what both sides list. A server that made its index anew may give old numbers to other
 * messages without a new UIDVALIDITY (MailEnable keeps both in one file an administrator may delete). The internal date of a
 * message never changes (RFC 3501, 2.3.3), so a number with another date is another message. The destination may have ignored
 * the date it was given: there the size must differ too, or the date be that of another message we brought; and only what has a
 * Message-ID to be found again by is doubted. Pure.
 */
export function believedLines(
  entries: readonly LedgerEntry[],
  source: ReadonlyMap<number, MessageListing>,
  destination: ReadonlyMap<number, MessageListing>,
): BelievedLines {
  const others = entries.filter((entry) => {
    const listed = source.get(entry.sourceUid);
    return listed !== undefined && isOtherDate(entry, listed);
  });
  // Once numbers were given anew, those that nobody has any more may be old ones of messages that are still there.
  const voided = new Set(
    others.length === 0
      ? []
      : [...others, ...entries.filter(({ sourceUid }) => !source.has(sourceUid))].map(({ sourceUid }) => sourceUid),
  );
  const dates = new Set(entries.map(({ internalDateMs }) => internalDateMs));
  const unplaced: LedgerEntry[] = [];
  const believed = entries.flatMap((entry) => {
    if (voided.has(entry.sourceUid)) return [];
    const copy = entry.destinationUid === null ? undefined : destination.get(entry.destinationUid);
    if (copy === undefined || entry.messageKey === null || !isOtherDate(entry, copy)) return entry;
    if (copy.size === entry.size && !dates.has(imapDateMs(copy.internalDate))) return entry;
    const without = { ...entry, destinationUid: null };
    unplaced.push(without);
    return without;
  });
  return { entries: believed, forgotten: [...voided], unplaced };
}

function isOtherDate({ internalDateMs }: LedgerEntry, { internalDate }: MessageListing): boolean {
  const now = imapDateMs(internalDate);
  // The ledger writes 0 where there was no date.
  return internalDateMs !== 0 && !Number.isNaN(now) && now !== internalDateMs;
}
