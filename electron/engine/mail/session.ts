import type { FolderInfo, FolderStatus } from '../../../shared/domain/folder.ts';
import type { Quota, ServerFacts } from '../../../shared/domain/inspection.ts';

/** A message as a listing shows it; nothing of its content has been read. */
export interface MessageListing {
  readonly uid: number;
  /** As the server spells them, `\Recent` included. */
  readonly flags: readonly string[];
  /**
   * INTERNALDATE as sent, for instance `17-Jul-1996 02:44:25 -0700`; empty when the server gave none. Over POP3 it is made
   * of the header, so it is empty in a mere listing.
   */
  readonly internalDate: string;
  /** RFC822.SIZE in bytes; a hint, since servers are known to count wrong. */
  readonly size: number;
}

export interface MessageHeader extends MessageListing {
  /** BODY.PEEK[HEADER], or some fields of it. */
  readonly header: Uint8Array;
}

export interface FetchedMessage extends MessageListing {
  /** BODY.PEEK[], the whole message as the server has it. */
  readonly bytes: Uint8Array;
}

/** A message on its way into a folder. */
export interface OutgoingMessage {
  readonly bytes: Uint8Array;
  readonly flags: readonly string[];
  /** An IMAP date-time; empty lets the server choose. */
  readonly internalDate: string;
}

/**
 * One condition of a search; all given have to hold. Days are `2026-03-01` and count as SINCE (from that day on) and BEFORE
 * (earlier than that day); `sent…` goes by the Date header, the others by the internal date.
 */
export type SearchTerm =
  | { readonly key: 'since' | 'before' | 'sentsince' | 'sentbefore'; readonly day: string }
  | { readonly key: 'from' | 'to' | 'subject' | 'text'; readonly value: string }
  | { readonly key: 'message-id'; readonly value: string }
  | { readonly key: 'uid'; readonly uids: readonly number[] };

/** What APPEND told: the UIDs in the order of the messages where the server gives them (UIDPLUS), else null. */
export interface AppendResult {
  readonly uidValidity: string | null;
  readonly uids: readonly number[] | null;
}

/** Where messages went: the new UID by the old one, as far as the server told (UIDPLUS), in the numbering of the folder they went to. */
export interface MoveResult {
  readonly uidValidity: string | null;
  readonly uids: ReadonlyMap<number, number>;
}

/** A folder that has been opened. */
export interface OpenFolder {
  readonly path: string;
  readonly uidValidity: string;
  readonly uidNext: number | null;
  readonly messages: number;
  /** HIGHESTMODSEQ (RFC 7162), decimal; null where the server or the folder has none. */
  readonly highestModseq: string | null;
  /** Flags that can be kept here; null when the server does not say (then all may be tried). */
  readonly permanentFlags: readonly string[] | null;
}

/** The flags of a message and nothing else. */
export interface FlagListing {
  readonly uid: number;
  /** As the server spells them, `\Recent` included. */
  readonly flags: readonly string[];
}

/** Bytes that went over a connection, as the system counts them. */
export interface Traffic {
  readonly read: number;
  readonly written: number;
}

/** The part of a session that comparing messages takes. */
export type MessageReading = Pick<MailSession, 'fetchHeaders' | 'fetchMessages'>;

/**
 * What the engine needs of a mail server. One session is one connection; what is asked of it is done in the order of the calls.
 * Calls made without waiting in between go out together where their answers cannot be confused, and then cost one round trip:
 * `status`, `createFolder`, `subscribe` and `append` of any number, listings, `examine` or `select` followed by what is to be
 * read there. A folder that cannot be opened fails what was to be read in it, too.
 * Every refusal and fault is an `AppError`. Nothing here sets a flag on, moves, or deletes a message of a folder opened
 * with `examine`, or of the source.
 */
export interface MailSession {
  readonly facts: ServerFacts;
  /** False where the protocol knows no flags (POP3): an empty list then says nothing. */
  readonly keepsFlags: boolean;
  /** False once the connection is gone; a session never comes back to life. */
  readonly usable: boolean;
  readonly traffic: Traffic;
  listFolders(): Promise<readonly FolderInfo[]>;
  status(path: string): Promise<FolderStatus>;
  /** LIST and STATUS of everything; one round trip where the server has LIST-STATUS (RFC 5819). */
  listWithStatus(): Promise<readonly (FolderInfo & { status: FolderStatus | null })[]>;
  /** Opens read-only (EXAMINE): leaves \Recent and every flag alone. */
  examine(path: string): Promise<OpenFolder>;
  /** Opens read-write (SELECT), for the destination only: its permanent flags are known only this way. */
  select(path: string): Promise<OpenFolder>;
  /**
   * Lists messages of the open folder with the UIDs given, or all. Here and below, `onMessage` is called as the server
   * answers, and its failure is the call's.
   */
  listMessages(uids: readonly number[] | 'all', onMessage: (message: MessageListing) => void): Promise<void>;
  /** Flags of messages of the open folder; with `changedSince` (a HIGHESTMODSEQ, CONDSTORE) only where they changed after it. */
  listFlags(
    uids: readonly number[] | 'all',
    onMessage: (message: FlagListing) => void,
    changedSince?: string | null,
  ): Promise<void>;
  /**
   * UIDs of the open folder for which all terms hold, as far as the server is to be believed; many do not decode headers.
   *
   * @throws AppError `mail.refused` where the server cannot search, or not for this
   */
  search(terms: readonly SearchTerm[]): Promise<readonly number[]>;
  /** Reads whole headers, or only the fields named where the protocol can pick them out. */
  fetchHeaders(
    uids: readonly number[],
    onMessage: (message: MessageHeader) => void,
    fields?: readonly string[],
  ): Promise<void>;
  /** Reads whole messages in the order the server sends them; while `onMessage` has not resolved, the socket is not read. */
  fetchMessages(uids: readonly number[], onMessage: (message: FetchedMessage) => Promise<void> | void): Promise<void>;
  createFolder(path: string): Promise<void>;
  subscribe(path: string): Promise<void>;
  /** Appends messages in order with one command where MULTIAPPEND (RFC 3502) is offered; all or nothing per command. */
  append(path: string, messages: readonly OutgoingMessage[]): Promise<AppendResult>;
  /** Adds flags to messages of the folder opened with `select`, in one go; takes none away. */
  addFlags(uids: readonly number[], flags: readonly string[]): Promise<void>;
  /** Takes flags away from messages of the folder opened with `select`; adds none. */
  removeFlags(uids: readonly number[], flags: readonly string[]): Promise<void>;
  /**
   * Moves messages of the folder opened with `select` into another folder: MOVE (RFC 6851), or COPY and then UID EXPUNGE of exactly these
   * (RFC 4315). Only at the destination, and only for `electron/engine/surgery/`, which has the rules.
   *
   * @throws AppError `mail.cannot-move` where the server has neither
   */
  moveMessages(uids: readonly number[], toFolder: string): Promise<MoveResult>;
  /** Removes exactly these messages of the folder opened with `select` for good, as `moveMessages` under the same rules. */
  removeMessages(uids: readonly number[]): Promise<void>;
  /** Storage of the INBOX' quota root, null where the server has no QUOTA (RFC 9208) or no limit. */
  quota(): Promise<Quota | null>;
  noop(): Promise<void>;
  /** Compresses both directions once all that was asked before is answered; false where the server will not. */
  compress(): Promise<boolean>;
  /** Logs out, or cuts the connection when the server does not answer soon. Never fails. */
  close(): Promise<void>;
  /** Cuts the connection at once. */
  abort(): void;
}
