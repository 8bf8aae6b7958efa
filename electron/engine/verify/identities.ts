import type { Identity } from '../../../shared/domain/comparison.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MessageListing, MessageReading } from '../mail/session.ts';
import { readForgiving } from '../mail/whole-folder.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';
import { headerOf, keysOfHeader, type MessageKeys, type ShownHeaders, shownHeadersOf } from './identity.ts';

/** A message of an open folder with what it is recognised by. */
export interface IdentifiedMessage {
  readonly identity: Identity;
  readonly keys: MessageKeys;
  readonly listing: MessageListing;
  readonly shown: ShownHeaders;
}

/** All that identities are made of. */
export const identityFields: readonly string[] = ['Message-ID', 'Date', 'From', 'To', 'Subject'];

/** A life sign after so many messages. */
const COUNTED = 500;

/** Reads headers of the open folder and makes identities of them, by UID. What the server does not hand over is not in it. */
export async function readIdentities(
  session: MessageReading,
  uids: readonly number[],
  onRead?: (messages: number) => void,
): Promise<ReadonlyMap<number, IdentifiedMessage>> {
  const result = new Map<number, IdentifiedMessage>();
  if (uids.length === 0) return result;
  const missing = new Set(uids);
  const headerless = new Set<number>();
  const take = (listing: MessageListing, header: Uint8Array): void => {
    headerless.delete(listing.uid);
    const keys = keysOfHeader(header, listing.size, listing.internalDate);
    result.set(listing.uid, { identity: identityOf(listing, keys), keys, listing, shown: shownHeadersOf(header) });
  };
  const read = (some: readonly number[]): Promise<void> =>
    session.fetchHeaders(some, ({ header, ...listing }) => {
      if (!missing.delete(listing.uid)) return;
      take(listing, header);
      if (result.size % COUNTED === 0) onRead?.(result.size);
      if (header.length <= 2 && listing.size > 2) headerless.add(listing.uid);
    });
  await readForgiving(read, uids, missing);
  // Some servers show no header when asked for it (an early MailEnable); the message has one.
  const bare = uids.filter((uid) => headerless.has(uid));
  if (bare.length > 0)
    await readForgiving(
      (some) => session.fetchMessages(some, ({ bytes, ...listing }) => take(listing, headerOf(bytes))),
      bare,
      headerless,
    );
  return result;
}

export function identityOf(listing: MessageListing, keys: MessageKeys): Identity {
  return {
    uid: listing.uid,
    size: listing.size,
    dateMs: imapDateMs(listing.internalDate),
    bytesHash: hex(keys.bytesHash),
    messageKey: hex(keys.messageKey),
    headerKey: hex(keys.headerKey) ?? '',
  };
}

/** A message as the ledger remembers it. */
export function identityOfEntry(entry: LedgerEntry): { readonly identity: Identity } {
  return {
    identity: {
      uid: entry.sourceUid,
      size: entry.size,
      dateMs: entry.internalDateMs,
      bytesHash: hex(entry.bytesHash),
      messageKey: hex(entry.messageKey),
      headerKey: hex(entry.headerKey) ?? '',
    },
  };
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
