import type { MessageTable } from '../mail/message-table.ts';
import type { MessageListing } from '../mail/session.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';
import type { LedgerTable } from '../workspace/ledger-table.ts';

/** What the plan of one folder is made from. */
export interface FolderPlanInput {
  readonly source: MessageTable;
  readonly lines: LedgerTable;
  /** What is in the destination folder now; empty when it does not exist. */
  readonly destination: MessageTable;
  /** Destination UIDs that belong to other source folders mapped to the same place. */
  readonly othersUids: ReadonlySet<number>;
  /** Whether the run's own choice leaves a message out; null when it leaves out none. */
  readonly leavesOut: ((message: MessageListing) => boolean) | null;
  readonly maxSize: number | null;
  readonly appendLimit: number | null;
  readonly redeliver: boolean;
  /**
   * Nothing tells when the source gives its messages new numbers (POP3). Then the copies of messages that left are strangers:
   * they may be those of messages that seem to be new.
   */
  readonly renumbersUnseen?: boolean;
}

export interface FolderPlan {
  /** Not known to be over: to copy unless a stranger turns out to be it. In the order of the listing. */
  readonly candidates: readonly number[];
  /** Over, but under a destination UID we do not know; a stranger is expected to be it. */
  readonly unresolved: readonly LedgerEntry[];
  /** Destination UIDs nobody accounts for. */
  readonly strangers: readonly number[];
  /** Known to be over and still there. */
  readonly settled: number;
  /** Copied once, gone at the destination since, and not to be brought back. */
  readonly gone: readonly number[];
  /** Left out by the run's own choice; their copies are accounted for all the same. */
  readonly leftOut: ReadonlySet<number>;
  /** Larger than the run or the destination allows. */
  readonly tooBig: readonly number[];
  /** Over, and gone on the source since; in the order of their UIDs. */
  readonly departed: readonly LedgerEntry[];
}

/** Decides for every message of a source folder what has to happen with it. Pure. */
export function planFolder(input: FolderPlanInput): FolderPlan {
  const { source, destination, lines, leavesOut } = input;
  const accounted = new Uint8Array(destination.size);
  const account = (uid: number | null): void => {
    const place = uid === null ? -1 : destination.placeOf(uid);
    if (place >= 0) accounted[place] = 1;
  };
  for (const uid of input.othersUids) account(uid);
  const candidates: number[] = [];
  const unresolved: LedgerEntry[] = [];
  const gone: number[] = [];
  const leftOut = new Set<number>();
  const tooBig: number[] = [];
  let settled = 0;

  const sizeLimit = Math.min(input.maxSize ?? Number.POSITIVE_INFINITY, input.appendLimit ?? Number.POSITIVE_INFINITY);
  for (let place = 0; place < source.size; place += 1) {
    const uid = source.uidAt(place);
    const line = lines.placeOf(uid);
    const over = line >= 0 && lines.isOverAt(line);
    const copyUid = over ? lines.destinationUidAt(line) : null;
    const message = leavesOut === null ? undefined : source.get(uid);
    const out = message !== undefined && leavesOut?.(message) === true;
    if (out) leftOut.add(uid);
    if (over && copyUid === null) {
      unresolved.push(lines.entryAt(line));
    } else if (copyUid !== null && destination.has(copyUid)) {
      if (!out) settled += 1;
    } else if (out) {
      // Neither copied nor missed.
    } else if (over && !input.redeliver) {
      gone.push(uid);
    } else if (source.sizeAt(place) > sizeLimit) {
      tooBig.push(uid);
    } else {
      candidates.push(uid);
    }
  }
  // Lines of messages that left the source still account for their copies.
  const departed: LedgerEntry[] = [];
  for (let line = 0; line < lines.size; line += 1) {
    if (!source.has(lines.sourceUidAt(line))) {
      if (input.renumbersUnseen) continue;
      if (lines.isOverAt(line)) departed.push(lines.entryAt(line));
    }
    account(lines.destinationUidAt(line));
  }
  const strangers: number[] = [];
  for (let place = 0; place < destination.size; place += 1)
    if (accounted[place] === 0) strangers.push(destination.uidAt(place));
  strangers.sort((a, b) => a - b);
  return { candidates, unresolved, strangers, settled, gone, leftOut, tooBig, departed };
}

/** True when the ledger knows the message as copied or found at the destination. */
export function isOver({ state }: LedgerEntry): boolean {
  return state === 'committed' || state === 'found';
}
