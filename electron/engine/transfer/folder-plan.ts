import type { MessageListing } from '../mail/session.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';

/** What the plan of one folder is made from. */
export interface FolderPlanInput {
  readonly source: readonly MessageListing[];
  readonly entries: readonly LedgerEntry[];
  /** UIDs in the destination folder now; empty when it does not exist. */
  readonly destinationUids: ReadonlySet<number>;
  /** Destination UIDs that belong to other source folders mapped to the same place. */
  readonly othersUids: ReadonlySet<number>;
  /** Whether the run's own choice leaves a message out. */
  readonly leavesOut: (message: MessageListing) => boolean;
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
  const entries = new Map(input.entries.map((entry) => [entry.sourceUid, entry]));
  const accounted = new Set<number>(input.othersUids);
  const candidates: number[] = [];
  const unresolved: LedgerEntry[] = [];
  const gone: number[] = [];
  const leftOut = new Set<number>();
  const tooBig: number[] = [];
  let settled = 0;

  const sizeLimit = Math.min(input.maxSize ?? Number.POSITIVE_INFINITY, input.appendLimit ?? Number.POSITIVE_INFINITY);
  for (const message of input.source) {
    const entry = entries.get(message.uid);
    const over = entry !== undefined && isOver(entry);
    const out = input.leavesOut(message);
    if (out) leftOut.add(message.uid);
    if (over && entry.destinationUid === null) {
      unresolved.push(entry);
    } else if (over && entry.destinationUid !== null && input.destinationUids.has(entry.destinationUid)) {
      accounted.add(entry.destinationUid);
      if (!out) settled += 1;
    } else if (out) {
      // Neither copied nor missed.
    } else if (over && !input.redeliver) {
      gone.push(message.uid);
    } else if (message.size > sizeLimit) {
      tooBig.push(message.uid);
    } else {
      candidates.push(message.uid);
    }
  }
  // Lines of messages that left the source still account for their copies.
  const seen = new Set(input.source.map((message) => message.uid));
  const departed: LedgerEntry[] = [];
  for (const entry of input.entries) {
    if (!seen.has(entry.sourceUid)) {
      if (input.renumbersUnseen) continue;
      if (isOver(entry)) departed.push(entry);
    }
    if (entry.destinationUid !== null) accounted.add(entry.destinationUid);
  }
  const strangers = [...input.destinationUids].filter((uid) => !accounted.has(uid)).sort((a, b) => a - b);
  return { candidates, unresolved, strangers, settled, gone, leftOut, tooBig, departed };
}

/** True when the ledger knows the message as copied or found at the destination. */
export function isOver({ state }: LedgerEntry): boolean {
  return state === 'committed' || state === 'found';
}
