import type { FolderMapEntry } from '../../../shared/domain/folder.ts';
import type { RunOptions } from '../../../shared/domain/run.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import { headerOf, shownHeadersOf } from '../verify/identity.ts';
import type { MessageFilter } from '../verify/message-filter.ts';
import type { Turn } from '../verify/turns.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { RunTracker } from './run-tracker.ts';
import type { NewFinding, RunContext } from './run-types.ts';
import type { RunBudget } from './server-budgets.ts';
import type { Throttle } from './throttle.ts';

/** What copying one folder needs to know. */
export interface FolderJob {
  readonly entry: FolderMapEntry & { readonly destination: string };
  readonly mailboxId: string;
  readonly runId: string;
  readonly options: RunOptions;
  /** Which messages of the folder the run looks after. */
  readonly filter: MessageFilter;
  /** Resolves when the destination folder exists; made on this connection where nobody is making it. */
  readonly ready: (writer: MailSession) => Promise<void>;
  readonly destinationExists: () => boolean;
  /** How often this run lost its connection over a message, and in how large a batch the last time. By source UID. */
  readonly losses: Map<number, { readonly times: number; readonly batch: number }>;
  /** The folder is alone in its destination, nothing of it is left out, and nobody will compare it. */
  readonly markable: boolean;
  /** Gives everything else its turn between two long pieces of work, and stops there once the run is cancelled. */
  readonly turn: Turn;
  /** A life sign of a long look: so many messages of the folder listed or identified. */
  readonly onLooked: (done: 'listed' | 'identified', messages: number) => void;
}

export interface CopyServices {
  readonly context: RunContext;
  readonly tracker: RunTracker;
  readonly budget: ByteBudget;
  /** What the servers allow all runs together a second. */
  readonly serverBudget: RunBudget | undefined;
  /** Waits as long as the cap on the rate asks for. */
  readonly throttle: Throttle;
  /** Does what changes the destination; not in a pause, which waits for what was begun. */
  readonly moving: <T>(work: () => Promise<T>) => Promise<T>;
  /** Takes what may come to its end while other folders are worked on; the run waits for it. */
  readonly later: (work: Promise<void>) => void;
}

/** A finding about one source message. */
export function findingFor(
  job: FolderJob,
  message: MessageListing,
  bytesOrHeader: Uint8Array,
  kind: NewFinding['kind'],
  detail: string,
): NewFinding {
  const ms = imapDateMs(message.internalDate);
  return {
    kind,
    sourceFolder: job.entry.source,
    destinationFolder: job.entry.destination,
    sourceUid: message.uid,
    destinationUid: null,
    ...shownHeadersOf(headerOf(bytesOrHeader)),
    date: Number.isNaN(ms) ? null : new Date(ms).toISOString(),
    size: message.size,
    detail,
  };
}
