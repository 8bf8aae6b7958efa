import type { LedgerEntry, LedgerState } from './ledger.ts';

// The place of a state is the number in the column, here as in the database.
export const LEDGER_STATES: readonly LedgerState[] = ['pending', 'committed', 'found', 'refused'];

const NO_KEY = new Uint8Array(0);

/**
 * The lines of a folder by source UID, in columns: there may be some hundred thousand, and nearly all are only asked whether and
 * where their copy is. The whole line, with the keys, is read when somebody asks for it. Source UIDs ascend.
 */
export class LedgerTable {
  #sourceUids = new Float64Array(16);
  #states = new Uint8Array(16);
  /** NaN where it is not known. */
  #destinationUids = new Float64Array(16);
  #sizes = new Float64Array(16);
  #dates = new Float64Array(16);
  #messageIds = new Uint8Array(16);
  /** Places in `#flagTexts`: most messages have the same few flags. */
  #flags = new Uint32Array(16);
  readonly #flagTexts: (string | null)[] = [];
  readonly #flagPlaces = new Map<string | null, number>();
  #size = 0;
  readonly #wholeLine: (sourceUid: number) => LedgerEntry | undefined;

  constructor(wholeLine: (sourceUid: number) => LedgerEntry | undefined) {
    this.#wholeLine = wholeLine;
  }

  /** A table of lines that are in memory anyway. */
  static of(entries: readonly LedgerEntry[]): LedgerTable {
    const known = new Map(entries.map((entry) => [entry.sourceUid, entry]));
    const table = new LedgerTable((sourceUid) => known.get(sourceUid));
    for (const entry of [...known.values()].sort((a, b) => a.sourceUid - b.sourceUid))
      table.add(
        entry.sourceUid,
        LEDGER_STATES.indexOf(entry.state),
        entry.destinationUid,
        entry.size,
        entry.internalDateMs,
        entry.messageKey !== null,
        entry.sourceFlags,
      );
    return table;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a line; its source UID is larger than all before. `state` is a place in `LEDGER_STATES`. */
  add(
    sourceUid: number,
    state: number,
    destinationUid: number | null,
    size: number,
    internalDateMs: number,
    hasMessageId: boolean,
    sourceFlags: string | null,
  ): void {
    const place = this.#size;
    if (place === this.#sourceUids.length) this.#grow();
    this.#sourceUids[place] = sourceUid;
    this.#states[place] = state;
    this.#destinationUids[place] = destinationUid ?? Number.NaN;
    this.#sizes[place] = size;
    this.#dates[place] = internalDateMs;
    this.#messageIds[place] = hasMessageId ? 1 : 0;
    let flags = this.#flagPlaces.get(sourceFlags);
    if (flags === undefined) {
      flags = this.#flagTexts.push(sourceFlags) - 1;
      this.#flagPlaces.set(sourceFlags, flags);
    }
    this.#flags[place] = flags;
    this.#size += 1;
  }

  /** Where the line of a source message stands; -1 when there is none. */
  placeOf(sourceUid: number): number {
    let low = 0;
    let high = this.#size - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#sourceUids[middle] ?? 0;
      if (found === sourceUid) return middle;
      if (found < sourceUid) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  has(sourceUid: number): boolean {
    return this.placeOf(sourceUid) >= 0;
  }

  sourceUidAt(place: number): number {
    return this.#sourceUids[place] ?? 0;
  }

  stateAt(place: number): LedgerState {
    return LEDGER_STATES[this.#states[place] ?? 0] ?? 'pending';
  }

  /** True when the message is known as copied or found at the destination. */
  isOverAt(place: number): boolean {
    const state = this.stateAt(place);
    return state === 'committed' || state === 'found';
  }

  destinationUidAt(place: number): number | null {
    const uid = this.#destinationUids[place] ?? Number.NaN;
    return Number.isNaN(uid) ? null : uid;
  }

  sizeAt(place: number): number {
    return this.#sizes[place] ?? 0;
  }

  dateMsAt(place: number): number {
    return this.#dates[place] ?? 0;
  }

  hasMessageIdAt(place: number): boolean {
    return this.#messageIds[place] === 1;
  }

  /** As `LedgerEntry` has them. */
  sourceFlagsAt(place: number): string | null {
    return this.#flagTexts[this.#flags[place] ?? 0] ?? null;
  }

  /** The whole line. Of one that was forgotten meanwhile there is nothing its message could be recognised by. */
  entryAt(place: number): LedgerEntry {
    const sourceUid = this.sourceUidAt(place);
    const whole = this.#wholeLine(sourceUid);
    return {
      sourceUid,
      state: this.stateAt(place),
      destinationUid: this.destinationUidAt(place),
      size: this.sizeAt(place),
      internalDateMs: this.dateMsAt(place),
      bytesHash: whole?.bytesHash ?? null,
      messageKey: whole?.messageKey ?? null,
      headerKey: whole?.headerKey ?? NO_KEY,
      sourceFlags: this.sourceFlagsAt(place),
    };
  }

  /** The whole line of a source message. */
  get(sourceUid: number): LedgerEntry | undefined {
    const place = this.placeOf(sourceUid);
    return place < 0 ? undefined : this.entryAt(place);
  }

  /** The same lines without those in `dropped`, and those in `unplaced` without their destination UID; both by source UID. */
  without(dropped: ReadonlySet<number>, unplaced: ReadonlySet<number>): LedgerTable {
    if (dropped.size + unplaced.size === 0) return this;
    return this.#copy(
      (uid) => dropped.has(uid),
      (uid) => unplaced.has(uid),
    );
  }

  /** The same lines for a destination whose numbers mean nothing any more. */
  unplaced(): LedgerTable {
    return this.#copy(
      () => false,
      () => true,
    );
  }

  #copy(dropped: (sourceUid: number) => boolean, unplaced: (sourceUid: number) => boolean): LedgerTable {
    const copy = new LedgerTable(this.#wholeLine);
    for (let place = 0; place < this.#size; place += 1) {
      const uid = this.sourceUidAt(place);
      if (dropped(uid)) continue;
      const destinationUid = unplaced(uid) ? null : this.destinationUidAt(place);
      const state = this.#states[place] ?? 0;
      copy.add(
        uid,
        state,
        destinationUid,
        this.sizeAt(place),
        this.dateMsAt(place),
        this.hasMessageIdAt(place),
        this.sourceFlagsAt(place),
      );
    }
    return copy;
  }

  #grow(): void {
    const length = this.#sourceUids.length * 2;
    this.#sourceUids = longer(this.#sourceUids, new Float64Array(length));
    this.#states = longer(this.#states, new Uint8Array(length));
    this.#destinationUids = longer(this.#destinationUids, new Float64Array(length));
    this.#sizes = longer(this.#sizes, new Float64Array(length));
    this.#dates = longer(this.#dates, new Float64Array(length));
    this.#messageIds = longer(this.#messageIds, new Uint8Array(length));
    this.#flags = longer(this.#flags, new Uint32Array(length));
  }
}

function longer<T extends { set(values: T): void }>(values: T, room: T): T {
  room.set(values);
  return room;
}
