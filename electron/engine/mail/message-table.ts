import { formatImapDate, imapDateMs, instantOf, isUsualSpelling, parseImapDate } from './internal-date.ts';
import type { MessageListing } from './session.ts';

const NO_DATE = 0x7fff;

/**
 * The messages of a folder by UID, in columns: a folder may have some hundred thousand, and an object with strings for each would
 * take ten times the memory. What `get` and the iterators give is made anew each time. A UID that comes twice counts once, by
 * what came last.
 */
export class MessageTable implements ReadonlyMap<number, MessageListing> {
  /** Numbers made for POP3 are larger than 32 bits. */
  #uids: Float64Array;
  #sizes: Float64Array;
  #flags: Uint32Array;
  /** Seconds of the internal date, and its zone in minutes: together they give back the text. */
  #seconds: Float64Array;
  #zones: Int16Array;
  #length = 0;
  /** Dates in any other spelling, by place. */
  readonly #oddDates = new Map<number, string>();
  readonly #flagLists: (readonly string[])[] = [];
  readonly #flagPlaces = new Map<string, number>();
  #lastFlags: readonly string[] | null = null;
  #lastFlagsPlace = 0;
  /** Place by UID; only where UIDs do not ascend. */
  #places: Map<number, number> | null = null;

  constructor(capacity = 16) {
    const length = Math.max(16, capacity);
    this.#uids = new Float64Array(length);
    this.#sizes = new Float64Array(length);
    this.#flags = new Uint32Array(length);
    this.#seconds = new Float64Array(length);
    this.#zones = new Int16Array(length);
  }

  get size(): number {
    return this.#length;
  }

  /** The same messages with their UIDs ascending. */
  static ascending(table: MessageTable): MessageTable {
    if (table.#places === null) return table;
    const sorted = new MessageTable(table.size);
    for (const uid of table.#uids.slice(0, table.#length).sort()) {
      const message = table.get(uid);
      if (message !== undefined) sorted.add(message);
    }
    return sorted;
  }

  /** The same messages without those of some UIDs. */
  without(uids: { readonly size: number; has(uid: number): boolean }): MessageTable {
    if (uids.size === 0) return this;
    const kept = new MessageTable(this.#length);
    for (const message of this.values()) if (!uids.has(message.uid)) kept.add(message);
    return kept;
  }

  add(message: MessageListing): void {
    const { uid } = message;
    const last = this.#length === 0 ? 0 : (this.#uids[this.#length - 1] ?? 0);
    if (this.#places === null && uid <= last) this.#index();
    const known = this.#places?.get(uid);
    const place = known ?? this.#length;
    if (place === this.#uids.length) this.#grow();
    if (known === undefined) this.#length += 1;
    this.#places?.set(uid, place);
    this.#uids[place] = uid;
    this.#sizes[place] = message.size;
    this.#flags[place] = this.#placeOfFlags(message.flags);
    this.#setDate(place, message.internalDate);
  }

  has(uid: number): boolean {
    return this.placeOf(uid) >= 0;
  }

  get(uid: number): MessageListing | undefined {
    const place = this.placeOf(uid);
    return place < 0 ? undefined : this.#at(place);
  }

  /** RFC822.SIZE of a message; 0 for one that is not listed. */
  sizeOf(uid: number): number {
    const place = this.placeOf(uid);
    return place < 0 ? 0 : (this.#sizes[place] ?? 0);
  }

  /** Where a message stands; -1 when it is not listed. */
  placeOf(uid: number): number {
    if (this.#places !== null) return this.#places.get(uid) ?? -1;
    let low = 0;
    let high = this.#length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#uids[middle] ?? 0;
      if (found === uid) return middle;
      if (found < uid) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  uidAt(place: number): number {
    return this.#uids[place] ?? 0;
  }

  sizeAt(place: number): number {
    return this.#sizes[place] ?? 0;
  }

  /** The very same list for all messages with the same flags. */
  flagsAt(place: number): readonly string[] {
    return this.#flagLists[this.#flags[place] ?? 0] ?? [];
  }

  /** Internal date as Unix milliseconds, NaN where there is none or it is not one. */
  dateMsAt(place: number): number {
    const odd = this.#oddDates.size === 0 ? undefined : this.#oddDates.get(place);
    if (odd !== undefined) return imapDateMs(odd);
    return this.#zones[place] === NO_DATE ? Number.NaN : (this.#seconds[place] ?? 0) * 1000;
  }

  /** RFC822.SIZE of all messages together. */
  get bytes(): number {
    let sum = 0;
    for (let place = 0; place < this.#length; place += 1) sum += this.#sizes[place] ?? 0;
    return sum;
  }

  *keys(): MapIterator<number> {
    for (let place = 0; place < this.#length; place += 1) yield this.#uids[place] ?? 0;
  }

  *values(): MapIterator<MessageListing> {
    for (let place = 0; place < this.#length; place += 1) yield this.#at(place);
  }

  *entries(): MapIterator<[number, MessageListing]> {
    for (let place = 0; place < this.#length; place += 1) yield [this.#uids[place] ?? 0, this.#at(place)];
  }

  [Symbol.iterator](): MapIterator<[number, MessageListing]> {
    return this.entries();
  }

  forEach(visit: (message: MessageListing, uid: number, map: ReadonlyMap<number, MessageListing>) => void): void {
    for (const [uid, message] of this) visit(message, uid, this);
  }

  #at(place: number): MessageListing {
    return {
      uid: this.uidAt(place),
      flags: this.flagsAt(place),
      internalDate: this.#dateAt(place),
      size: this.sizeAt(place),
    };
  }

  #index(): void {
    this.#places = new Map();
    for (let place = 0; place < this.#length; place += 1) this.#places.set(this.#uids[place] ?? 0, place);
  }

  #placeOfFlags(flags: readonly string[]): number {
    // Neighbours mostly share the very same list.
    if (flags === this.#lastFlags) return this.#lastFlagsPlace;
    this.#lastFlags = flags;
    this.#lastFlagsPlace = this.#findFlags(flags);
    return this.#lastFlagsPlace;
  }

  #findFlags(flags: readonly string[]): number {
    const key = flags.join(' ');
    let place = this.#flagPlaces.get(key);
    if (place === undefined) {
      place = this.#flagLists.push(flags) - 1;
      this.#flagPlaces.set(key, place);
    }
    return place;
  }

  #setDate(place: number, text: string): void {
    this.#oddDates.delete(place);
    this.#zones[place] = NO_DATE;
    if (text === '') return;
    const parts = parseImapDate(text);
    if (parts === null) {
      this.#oddDates.set(place, text);
      return;
    }
    this.#seconds[place] = instantOf(parts) / 1000;
    this.#zones[place] = parts.zoneMinutes;
    if (!isUsualSpelling(text, parts)) this.#oddDates.set(place, text);
  }

  #dateAt(place: number): string {
    const odd = this.#oddDates.size === 0 ? undefined : this.#oddDates.get(place);
    if (odd !== undefined) return odd;
    const zoneMinutes = this.#zones[place] ?? NO_DATE;
    if (zoneMinutes === NO_DATE) return '';
    const local = new Date(((this.#seconds[place] ?? 0) + zoneMinutes * 60) * 1000);
    return formatImapDate({
      day: local.getUTCDate(),
      month: local.getUTCMonth(),
      year: local.getUTCFullYear(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      zoneMinutes,
    });
  }

  #grow(): void {
    const length = this.#uids.length * 2;
    this.#uids = longer(this.#uids, new Float64Array(length));
    this.#sizes = longer(this.#sizes, new Float64Array(length));
    this.#flags = longer(this.#flags, new Uint32Array(length));
    this.#seconds = longer(this.#seconds, new Float64Array(length));
    this.#zones = longer(this.#zones, new Int16Array(length));
  }
}

function longer<T extends { set(values: T): void }>(values: T, room: T): T {
  room.set(values);
  return room;
}
