import type { IdentityLayer } from '../../../shared/domain/verification.ts';
import type { LedgerTable } from './ledger-table.ts';

/** See README.md of this folder for the meaning of the states. */
export type LedgerState = 'pending' | 'committed' | 'found' | 'refused';

/** A source folder in one numbering and the destination folder it goes to. */
export interface LedgerFolder {
  readonly id: number;
  readonly sourcePath: string;
  readonly sourceUidValidity: string;
  readonly destinationPath: string;
  readonly destinationUidValidity: string | null;
  /** Flags of source messages that the destination folder does not keep, as far as a copy has noticed. */
  readonly flagsNotKept: readonly string[];
}

/** One source message as the ledger knows it. */
export interface LedgerEntry {
  readonly sourceUid: number;
  readonly state: LedgerState;
  readonly destinationUid: number | null;
  /** Bytes as sent. */
  readonly size: number;
  readonly internalDateMs: number;
  readonly bytesHash: Uint8Array | null;
  readonly messageKey: Uint8Array | null;
  readonly headerKey: Uint8Array;
  /** The flags the source had when they were last brought over, joined by blanks; null where they were never noted. */
  readonly sourceFlags: string | null;
}

/**
 * What both sides of a folder said of themselves (UIDVALIDITY, UIDNEXT, messages, HIGHESTMODSEQ) when a comparison found no
 * difference at all between them. While both still say the same, nothing has changed on either side, flags included.
 */
export interface FolderMark {
  readonly source: string;
  readonly destination: string;
  /** Messages of the source folder and their bytes, all of them paired then. */
  readonly messages: number;
  readonly sourceBytes: number;
  readonly destinationMessages: number;
  readonly destinationBytes: number;
  readonly matchedBy: Readonly<Record<IdentityLayer, number>>;
  /** False where everything was copied without a finding, but not compared: good enough for who does not compare either. */
  readonly compared?: boolean;
}

/** A message that the destination confirmed, under the UID it told; null where it tells none. */
export interface Confirmed {
  readonly sourceUid: number;
  readonly destinationUid: number | null;
}

/**
 * The ledger of one workspace. What a call writes is seen by every call after it. Every call is one transaction that is with the
 * system when it returns, so that it outlives the process, except `confirm`.
 */
export interface Ledger {
  /** Finds or makes the line for a source folder in its present numbering. */
  folder(mailboxId: string, sourcePath: string, sourceUidValidity: string, destinationPath: string): LedgerFolder;
  /** All lines of a mailbox, whatever the numbering. */
  folders(mailboxId: string): readonly LedgerFolder[];
  /**
   * Notes the destination's numbering. When it is another than before, the destination UIDs of the folder are forgotten:
   * they mean nothing any more.
   */
  setDestinationUidValidity(folderId: number, uidValidity: string): void;
  entries(folderId: number): readonly LedgerEntry[];
  /** The same lines in columns, for large folders; what a message is recognised by is read when asked for. */
  lines(folderId: number): LedgerTable;
  /** Writes entries, replacing what was known of the same source UIDs. */
  put(folderId: number, runId: string, entries: readonly LedgerEntry[]): void;
  /** Notes the flags of source messages as they are brought over now; lines that do not exist are left out. */
  setSourceFlags(folderId: number, flags: ReadonlyMap<number, string>): void;
  /** Notes which flags the destination folder does not keep. */
  setFlagsNotKept(folderId: number, flags: readonly string[]): void;
  /**
   * Marks pending entries as committed. Goes along with the next thing that is written or read, at the latest a moment later: a
   * confirmation that is lost with the process leaves a pending entry, and that is settled by looking.
   */
  confirm(folderId: number, runId: string, confirmed: readonly Confirmed[]): void;
  /** Forgets what is known of these source UIDs, so that they count as not copied. */
  forget(folderId: number, sourceUids: readonly number[]): void;
  /** Remembers how both sides of a folder looked when they agreed; null forgets it. */
  setMark(folderId: number, mark: FolderMark | null): void;
  /** The marks of a mailbox by source path, for the destination each folder has now. */
  marks(mailboxId: string): ReadonlyMap<string, FolderMark & { readonly destinationPath: string }>;
  /** Where each source folder has messages by an earlier run: source path to the latest such destination path. */
  places(mailboxId: string): ReadonlyMap<string, string>;
  /** How many messages each of the mailbox's folders has as committed or found: source path to count. */
  counts(mailboxId: string): ReadonlyMap<string, number>;
  /** New destination folders that are still to be subscribed, also when the run that made them has died. */
  subscriptionsDue(mailboxId: string): readonly string[];
  addSubscriptionsDue(mailboxId: string, paths: readonly string[]): void;
  removeSubscriptionsDue(mailboxId: string, paths: readonly string[]): void;
}
