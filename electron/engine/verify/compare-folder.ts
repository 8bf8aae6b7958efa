import { type Identity, matchInSteps } from '../../../shared/domain/comparison.ts';
import type { VerifyDepth } from '../../../shared/domain/run.ts';
import type { IdentityLayer } from '../../../shared/domain/verification.ts';
import type { MessageTable } from '../mail/message-table.ts';
import type { MessageListing, MessageReading } from '../mail/session.ts';
import { readForgiving } from '../mail/whole-folder.ts';
import { LedgerTable } from '../workspace/ledger-table.ts';
import { identityOf, identityOfEntry, readIdentities } from './identities.ts';
import { headerOf, keysOfMessage, type MessageKeys, type ShownHeaders, shownHeadersOf } from './identity.ts';
import { LedgerPairs } from './ledger-pairs.ts';
import { tellApart } from './look-alikes.ts';
import { eventLoopTurn, inTurns, type Turn } from './turns.ts';

/** A message on one side, with as much identity as was needed. */
export interface SideMessage {
  readonly listing: MessageListing;
  readonly identity: Identity;
  readonly keys: MessageKeys | null;
  readonly shown: ShownHeaders | null;
}

export interface PairedMessages {
  readonly source: SideMessage;
  readonly destination: SideMessage;
  readonly layer: IdentityLayer;
}

/** One folder pair compared message by message. */
export interface FolderComparison {
  /** Pairs the ledger vouches for. */
  readonly confirmed: LedgerPairs;
  /** Pairs that were recognised. */
  readonly pairs: readonly PairedMessages[];
  readonly sourceOnly: readonly SideMessage[];
  readonly destinationOnly: readonly SideMessage[];
  /** Source messages the server lists but does not hand over: nothing can be said of them. */
  readonly unread: readonly SideMessage[];
  /** All that was looked at. */
  readonly sourceTotal: Total;
  readonly destinationTotal: Total;
}

interface Total {
  readonly messages: number;
  readonly bytes: number;
}

export interface CompareFolderInput {
  /** Sessions on which the two folders are open, and their listings. */
  readonly source: MessageReading;
  readonly destination: MessageReading;
  readonly sourceListing: MessageTable;
  readonly destinationListing: MessageTable;
  readonly lines: LedgerTable;
  readonly depth: VerifyDepth;
  readonly turn?: Turn;
}

/**
 * Pairs the messages of two open folders. `standard` believes the ledger where the copy it names is still there, and reads
 * headers of all others. `deep` believes nothing: it reads the bytes of every message at the destination, and of every
 * source message whose bytes the ledger does not know.
 */
export async function compareFolder(input: CompareFolderInput): Promise<FolderComparison> {
  const { sourceListing, destinationListing, lines, turn = eventLoopTurn } = input;
  const believed = input.depth === 'deep' ? LedgerTable.of([]) : lines;
  const confirmed = new LedgerPairs(sourceListing, destinationListing, believed);
  const pairs: PairedMessages[] = [];
  const leftSource = confirmed.leftOver('source');
  const leftDestination = confirmed.leftOver('destination');
  await turn();
  const source = await identify(input.source, leftSource, input.depth, lines, sourceListing);
  const destination = await identify(input.destination, leftDestination, input.depth, null, destinationListing);
  const told = await tellApart(
    { session: input.source, messages: source },
    { session: input.destination, messages: destination },
    turn,
  );
  await turn();
  const matching = await inTurns(matchInSteps(told.source, told.destination), turn);
  await turn();
  for (const match of matching.matches) {
    const a = source.get(match.source);
    const b = destination.get(match.destination);
    if (a && b) pairs.push({ source: a, destination: b, layer: match.layer });
  }
  return {
    confirmed,
    pairs,
    sourceOnly: matching.sourceOnly.flatMap((uid) => source.get(uid) ?? []),
    destinationOnly: matching.destinationOnly.flatMap((uid) => destination.get(uid) ?? []),
    unread: leftSource.flatMap((uid) => {
      const listing = source.has(uid) ? undefined : sourceListing.get(uid);
      return listing === undefined ? [] : [unreadMessage(listing)];
    }),
    sourceTotal: { messages: sourceListing.size, bytes: sourceListing.bytes },
    destinationTotal: { messages: destinationListing.size, bytes: destinationListing.bytes },
  };
}

/** Reads what the depth asks for; a source message whose bytes are in the ledger need not be read again. */
async function identify(
  session: MessageReading,
  uids: readonly number[],
  depth: VerifyDepth,
  lines: LedgerTable | null,
  listings: MessageTable,
): Promise<ReadonlyMap<number, SideMessage>> {
  if (depth !== 'deep') {
    return readIdentities(session, uids);
  }
  const result = new Map<number, SideMessage>();
  const toRead: number[] = [];
  for (const uid of uids) {
    const entry = lines?.get(uid);
    const listing = listings.get(uid);
    if (entry?.bytesHash && listing && entry.state !== 'pending') {
      result.set(uid, { listing, identity: identityOfEntry(entry).identity, keys: null, shown: null });
    } else {
      toRead.push(uid);
    }
  }
  if (toRead.length > 0) {
    const missing = new Set(toRead);
    const read = (some: readonly number[]): Promise<void> =>
      session.fetchMessages(some, ({ bytes, ...listing }) => {
        if (!missing.delete(listing.uid)) return;
        const keys = keysOfMessage(bytes, bytes.length, listing.internalDate);
        result.set(listing.uid, {
          listing,
          identity: { ...identityOf(listing, keys), size: bytes.length },
          keys,
          shown: shownHeadersOf(headerOf(bytes)),
        });
      });
    await readForgiving(read, toRead, missing);
  }
  return result;
}

function unreadMessage(listing: MessageListing): SideMessage {
  const identity = { uid: listing.uid, size: listing.size, dateMs: Number.NaN, bytesHash: null, messageKey: null };
  return { listing, identity: { ...identity, headerKey: '' }, keys: null, shown: null };
}
