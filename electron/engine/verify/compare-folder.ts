import { type Identity, matchMessages } from '../../../shared/domain/comparison.ts';
import type { VerifyDepth } from '../../../shared/domain/run.ts';
import type { IdentityLayer } from '../../../shared/domain/verification.ts';
import type { MessageListing, MessageReading } from '../mail/session.ts';
import { readForgiving } from '../mail/whole-folder.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';
import { identityOf, identityOfEntry, readIdentities } from './identities.ts';
import { headerOf, keysOfMessage, type MessageKeys, type ShownHeaders, shownHeadersOf } from './identity.ts';
import { tellApart } from './look-alikes.ts';

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
  readonly pairs: readonly PairedMessages[];
  readonly sourceOnly: readonly SideMessage[];
  readonly destinationOnly: readonly SideMessage[];
  /** Source messages the server lists but does not hand over: nothing can be said of them. */
  readonly unread: readonly SideMessage[];
  readonly source: ReadonlyMap<number, MessageListing>;
  readonly destination: ReadonlyMap<number, MessageListing>;
}

export interface CompareFolderInput {
  /** Sessions on which the two folders are open, and their listings. */
  readonly source: MessageReading;
  readonly destination: MessageReading;
  readonly sourceListing: ReadonlyMap<number, MessageListing>;
  readonly destinationListing: ReadonlyMap<number, MessageListing>;
  readonly entries: readonly LedgerEntry[];
  readonly depth: VerifyDepth;
}

/**
 * Pairs the messages of two open folders. `standard` believes the ledger where the copy it names is still there, and reads
 * headers of all others. `deep` believes nothing: it reads the bytes of every message at the destination, and of every
 * source message whose bytes the ledger does not know.
 */
export async function compareFolder(input: CompareFolderInput): Promise<FolderComparison> {
  const { sourceListing, destinationListing } = input;
  const entries = new Map(input.entries.map((entry) => [entry.sourceUid, entry]));
  const pairs: PairedMessages[] = [];
  const doneSource = new Set<number>();
  const doneDestination = new Set<number>();
  if (input.depth !== 'deep') {
    for (const pair of pairsOfLedger(entries, sourceListing, destinationListing)) {
      pairs.push(pair);
      doneSource.add(pair.sourceUid);
      doneDestination.add(pair.destinationUid);
    }
  }
  const leftSource = [...sourceListing.keys()].filter((uid) => !doneSource.has(uid));
  const leftDestination = [...destinationListing.keys()].filter((uid) => !doneDestination.has(uid));
  const source = await identify(input.source, leftSource, input.depth, entries, sourceListing);
  const destination = await identify(input.destination, leftDestination, input.depth, new Map(), destinationListing);
  const told = await tellApart(
    { session: input.source, messages: source },
    { session: input.destination, messages: destination },
  );
  const matching = matchMessages(told.source, told.destination);
  for (const match of matching.matches) {
    const a = source.get(match.source);
    const b = destination.get(match.destination);
    if (a && b) pairs.push({ source: a, destination: b, layer: match.layer });
  }
  return {
    pairs,
    sourceOnly: matching.sourceOnly.flatMap((uid) => source.get(uid) ?? []),
    destinationOnly: matching.destinationOnly.flatMap((uid) => destination.get(uid) ?? []),
    unread: leftSource.flatMap((uid) => {
      const listing = source.has(uid) ? undefined : sourceListing.get(uid);
      return listing === undefined ? [] : [unreadMessage(listing)];
    }),
    source: sourceListing,
    destination: destinationListing,
  };
}

/**
 * A pair the ledger vouches for. There may be a hundred thousand of them, and hardly one is looked at closely: what it shows is
 * made when asked for.
 */
class PairOfLedger implements PairedMessages {
  readonly #source: ReadonlyMap<number, MessageListing>;
  readonly sourceUid: number;
  readonly #destination: ReadonlyMap<number, MessageListing>;
  readonly destinationUid: number;
  readonly #entry: LedgerEntry;

  constructor(
    source: ReadonlyMap<number, MessageListing>,
    uid: number,
    destination: ReadonlyMap<number, MessageListing>,
    copyUid: number,
    entry: LedgerEntry,
  ) {
    this.#source = source;
    this.sourceUid = uid;
    this.#destination = destination;
    this.destinationUid = copyUid;
    this.#entry = entry;
  }

  get source(): SideMessage {
    const entry = this.#entry;
    return {
      listing: listed(this.#source, this.sourceUid),
      get identity() {
        return identityOfEntry(entry).identity;
      },
      keys: null,
      shown: null,
    };
  }

  get destination(): SideMessage {
    const entry = this.#entry;
    const listing = listed(this.#destination, this.destinationUid);
    return {
      listing,
      get identity() {
        return { ...identityOfEntry(entry).identity, uid: listing.uid, size: listing.size };
      },
      keys: null,
      shown: null,
    };
  }

  /** "Found" was by headers when the run met it; "committed" is a copy the server confirmed under this UID. */
  get layer(): IdentityLayer {
    return this.#entry.state === 'committed' ? 'ledger' : 'message-id';
  }
}

function listed(listing: ReadonlyMap<number, MessageListing>, uid: number): MessageListing {
  const message = listing.get(uid);
  if (message === undefined) throw new Error(`No message ${uid} in the listing.`);
  return message;
}

function* pairsOfLedger(
  entries: ReadonlyMap<number, LedgerEntry>,
  source: ReadonlyMap<number, MessageListing>,
  destination: ReadonlyMap<number, MessageListing>,
): Generator<PairOfLedger> {
  const taken = new Set<number>();
  for (const uid of source.keys()) {
    const entry = entries.get(uid);
    if (entry?.destinationUid == null || entry.state === 'pending' || entry.state === 'refused') continue;
    const copyUid = entry.destinationUid;
    if (taken.has(copyUid) || !destination.has(copyUid)) continue;
    taken.add(copyUid);
    yield new PairOfLedger(source, uid, destination, copyUid, entry);
  }
}

/** Reads what the depth asks for; a source message whose bytes are in the ledger need not be read again. */
async function identify(
  session: MessageReading,
  uids: readonly number[],
  depth: VerifyDepth,
  entries: ReadonlyMap<number, LedgerEntry>,
  listings: ReadonlyMap<number, MessageListing>,
): Promise<ReadonlyMap<number, SideMessage>> {
  if (depth !== 'deep') {
    const read = await readIdentities(session, uids);
    return new Map([...read].map(([uid, message]) => [uid, message]));
  }
  const result = new Map<number, SideMessage>();
  const toRead: number[] = [];
  for (const uid of uids) {
    const entry = entries.get(uid);
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
