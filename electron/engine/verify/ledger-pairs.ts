import type { IdentityLayer } from '../../../shared/domain/verification.ts';
import { comparableFlags } from '../mail/flags.ts';
import type { MessageTable } from '../mail/message-table.ts';
import type { MessageListing } from '../mail/session.ts';
import type { LedgerTable } from '../workspace/ledger-table.ts';
import type { PairedMessages, SideMessage } from './compare-folder.ts';
import { identityOfEntry } from './identities.ts';

/**
 * The pairs the ledger vouches for, in columns. There may be a hundred thousand of them, and hardly one is looked at closely: what
 * it shows is made, and what it is recognised by is read, when asked for.
 */
export class LedgerPairs implements Iterable<PairedMessages> {
  readonly #source: MessageTable;
  readonly #destination: MessageTable;
  readonly #lines: LedgerTable;
  /** Places in the three tables, pair by pair. */
  readonly #sourcePlaces: Int32Array;
  readonly #destinationPlaces: Int32Array;
  readonly #linePlaces: Int32Array;
  #length = 0;
  /** Copies that changed since the destination was listed, by UID. */
  #anew: ReadonlyMap<number, MessageListing> = new Map();

  /** Pairs what is over and still there; no copy counts twice. */
  constructor(source: MessageTable, destination: MessageTable, lines: LedgerTable) {
    this.#source = source;
    this.#destination = destination;
    this.#lines = lines;
    const most = Math.min(source.size, destination.size, lines.size);
    this.#sourcePlaces = new Int32Array(most);
    this.#destinationPlaces = new Int32Array(most);
    this.#linePlaces = new Int32Array(most);
    const taken = new Uint8Array(destination.size);
    for (let place = 0; place < source.size && lines.size > 0; place += 1) {
      const line = lines.placeOf(source.uidAt(place));
      if (line < 0 || !lines.isOverAt(line)) continue;
      const copyUid = lines.destinationUidAt(line);
      const copy = copyUid === null ? -1 : destination.placeOf(copyUid);
      if (copy < 0 || taken[copy] === 1) continue;
      taken[copy] = 1;
      this.#sourcePlaces[this.#length] = place;
      this.#destinationPlaces[this.#length] = copy;
      this.#linePlaces[this.#length] = line;
      this.#length += 1;
    }
  }

  get length(): number {
    return this.#length;
  }

  *[Symbol.iterator](): Generator<PairedMessages> {
    for (let at = 0; at < this.#length; at += 1) yield this.#pairAt(at);
  }

  /** UIDs of one side that no pair has, in the order of the listing. */
  leftOver(side: 'source' | 'destination'): number[] {
    const table = side === 'source' ? this.#source : this.#destination;
    const places = side === 'source' ? this.#sourcePlaces : this.#destinationPlaces;
    if (this.#length === table.size) return [];
    const paired = new Uint8Array(table.size);
    for (let at = 0; at < this.#length; at += 1) paired[places[at] ?? 0] = 1;
    const left: number[] = [];
    for (let place = 0; place < table.size; place += 1) if (paired[place] === 0) left.push(table.uidAt(place));
    return left;
  }

  /** UIDs of the copies. */
  *destinationUids(): Generator<number> {
    for (let at = 0; at < this.#length; at += 1) yield this.#destination.uidAt(this.#destinationPlaces[at] ?? 0);
  }

  /** RFC822.SIZE of the copies together. */
  get destinationBytes(): number {
    let sum = 0;
    for (let at = 0; at < this.#length; at += 1) sum += this.#destination.sizeAt(this.#destinationPlaces[at] ?? 0);
    return sum;
  }

  /** Adds how many pairs are known by which layer. */
  countInto(layers: Record<IdentityLayer, number>): void {
    for (let at = 0; at < this.#length; at += 1) layers[this.#layerAt(at)] += 1;
  }

  /** The same pairs with copies that were listed once more; each of them deserves a closer look. */
  listedAnew(copies: ReadonlyMap<number, MessageListing>): this {
    this.#anew = copies;
    return this;
  }

  /** The pairs of which not all agrees: size, date, or flags where they are known. All others need no closer look. */
  *remarkable(flagsKnown: boolean): Generator<PairedMessages> {
    const texts = new Map<readonly string[], string>();
    const flagsOf = (flags: readonly string[]): string => {
      const known = texts.get(flags) ?? comparableFlags(flags);
      texts.set(flags, known);
      return known;
    };
    for (let at = 0; at < this.#length; at += 1) {
      const ours = this.#sourcePlaces[at] ?? 0;
      const theirs = this.#destinationPlaces[at] ?? 0;
      const date = this.#source.dateMsAt(ours);
      const agrees =
        this.#source.sizeAt(ours) === this.#destination.sizeAt(theirs) &&
        (Number.isNaN(date) || date === this.#destination.dateMsAt(theirs)) &&
        (!flagsKnown || flagsOf(this.#source.flagsAt(ours)) === flagsOf(this.#destination.flagsAt(theirs)));
      const changed = this.#anew.size > 0 && this.#anew.has(this.#destination.uidAt(theirs));
      if (!agrees || changed) yield this.#pairAt(at);
    }
  }

  /** "Found" was by headers when the run met it; "committed" is a copy the server confirmed under this UID. */
  #layerAt(at: number): IdentityLayer {
    return this.#lines.stateAt(this.#linePlaces[at] ?? 0) === 'committed' ? 'ledger' : 'message-id';
  }

  #pairAt(at: number): PairedMessages {
    const line = this.#linePlaces[at] ?? 0;
    const lines = this.#lines;
    const copyUid = this.#destination.uidAt(this.#destinationPlaces[at] ?? 0);
    const copy = this.#anew.get(copyUid) ?? listed(this.#destination, copyUid);
    const source: SideMessage = {
      listing: listed(this.#source, this.#source.uidAt(this.#sourcePlaces[at] ?? 0)),
      get identity() {
        return identityOfEntry(lines.entryAt(line)).identity;
      },
      keys: null,
      shown: null,
    };
    const destination: SideMessage = {
      listing: copy,
      get identity() {
        return { ...identityOfEntry(lines.entryAt(line)).identity, uid: copy.uid, size: copy.size };
      },
      keys: null,
      shown: null,
    };
    return { source, destination, layer: this.#layerAt(at) };
  }
}

function listed(table: MessageTable, uid: number): MessageListing {
  const message = table.get(uid);
  if (message === undefined) throw new Error(`No message ${uid} in the listing.`);
  return message;
}
