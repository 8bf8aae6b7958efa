import type { MailboxSnapshot } from './mailbox-snapshot.ts';
import { messageHash, usualSpelling, withCrlf } from './mailbox-snapshot.ts';

/** A message as it is to lie in a mailbox. */
export interface PlannedMessage {
  readonly bytes: Buffer;
  /** System flags and keywords; never \Recent. */
  readonly flags: readonly string[];
  /** As APPEND wants it (RFC 3501 date-time), e.g. ` 1-Feb-2009 03:04:05 +0530`. */
  readonly internalDate: string;
}

/** A folder as it is to be. */
export interface PlannedFolder {
  /** Names from the root on, without any delimiter: `['Kunden', 'Müller']`. The inbox is `['INBOX']`. */
  readonly path: readonly string[];
  /** False for a parent that exists only through its children. */
  readonly selectable: boolean;
  readonly messages: readonly PlannedMessage[];
}

/** Everything one mailbox is to hold. */
export interface MailboxPlan {
  readonly folders: readonly PlannedFolder[];
}

/** Messages in all folders together. */
export function messagesIn(plan: MailboxPlan): number {
  return plan.folders.reduce((sum, folder) => sum + folder.messages.length, 0);
}

/** How the server writes a planned path. INBOX is the same everywhere. */
export function pathOn(
  server: { readonly delimiter: string; readonly prefix: string },
  path: readonly string[],
): string {
  return path.length === 1 && path[0] === 'INBOX' ? 'INBOX' : server.prefix + path.join(server.delimiter);
}

/** The plan as a snapshot, to compare a server's snapshot with; UIDs count from 1 in the order of the plan. */
export function snapshotOfPlan(plan: MailboxPlan, { delimiter = '/', prefix = '' } = {}): MailboxSnapshot {
  return {
    folders: plan.folders.map((folder) => ({
      path: pathOn({ delimiter, prefix }, folder.path),
      delimiter,
      attributes: folder.selectable ? [] : ['\\Noselect'],
      selectable: folder.selectable,
      subscribed: folder.selectable,
      uidValidity: 0,
      uidNext: folder.messages.length + 1,
      messages: folder.messages.map((message, index) => ({
        uid: index + 1,
        flags: message.flags.map(usualSpelling).sort(),
        internalDate: message.internalDate,
        size: withCrlf(message.bytes).length,
        sha256: messageHash(message.bytes),
        messageId: null,
      })),
    })),
  };
}
