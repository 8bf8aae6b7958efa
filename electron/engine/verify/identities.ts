import type { Identity } from '../../../shared/domain/comparison.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';
import { keysOfHeader, type MessageKeys, type ShownHeaders, shownHeadersOf } from './identity.ts';

/** A message of an open folder with what it is recognised by. */
export interface IdentifiedMessage {
  readonly identity: Identity;
  readonly keys: MessageKeys;
  readonly listing: MessageListing;
  readonly shown: ShownHeaders;
}

/** Reads headers of the open folder and makes identities of them, by UID. */
export async function readIdentities(
  session: MailSession,
  uids: readonly number[],
): Promise<ReadonlyMap<number, IdentifiedMessage>> {
  const result = new Map<number, IdentifiedMessage>();
  if (uids.length === 0) return result;
  await session.fetchHeaders(uids, ({ header, ...listing }) => {
    const keys = keysOfHeader(header, listing.size, listing.internalDate);
    result.set(listing.uid, { identity: identityOf(listing, keys), keys, listing, shown: shownHeadersOf(header) });
  });
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
