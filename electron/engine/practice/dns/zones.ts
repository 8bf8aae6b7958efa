import { type RecordSet, type RecordType, type SetChange, sameRecords } from '../../../../shared/domain/dns.ts';

/** A zone as it begins. */
export interface ZoneStart {
  readonly name: string;
  /** Host names of its servers. */
  readonly servers: readonly string[];
  readonly sets: readonly RecordSet[];
  /** Names below it that others serve, with the hosts of their servers. */
  readonly delegations?: Readonly<Record<string, readonly string[]>>;
  /** Seconds for which it is remembered that something is not there. */
  readonly negativeTtl?: number;
}

/** One zone with its serial number, in memory. */
export class Zone {
  readonly name: string;
  readonly servers: readonly string[];
  readonly delegations: ReadonlyMap<string, readonly string[]>;
  readonly negativeTtl: number;
  readonly #start: ZoneStart;
  readonly #sets = new Map<string, RecordSet>();
  #serial = 1;

  constructor(start: ZoneStart) {
    this.#start = start;
    this.name = start.name;
    this.servers = start.servers;
    this.delegations = new Map(Object.entries(start.delegations ?? {}));
    this.negativeTtl = start.negativeTtl ?? 300;
    this.reset();
  }

  get serial(): number {
    return this.#serial;
  }

  get sets(): RecordSet[] {
    return [...this.#sets.values()];
  }

  find(name: string, type: RecordType): RecordSet | undefined {
    return this.#sets.get(`${name} ${type}`);
  }

  /** Whether anything is at a name or below it (RFC 8020). */
  has(name: string): boolean {
    return name === this.name || this.sets.some((set) => set.name === name || set.name.endsWith(`.${name}`));
  }

  /** Puts a set in the place of what was there, or takes it away; one change is one serial number. */
  put(changes: readonly Pick<SetChange, 'name' | 'type' | 'after'>[]): void {
    for (const { name, type, after } of changes) {
      if (after === null) this.#sets.delete(`${name} ${type}`);
      else this.#sets.set(`${name} ${type}`, { ...after, ttl: after.ttl ?? 3600, name, type });
    }
    this.#serial += 1;
  }

  /** Writes a change only when every set still is as the change knows it. @returns false when one is not; then nothing is written */
  write(changes: readonly SetChange[]): boolean {
    const held = changes.every(({ name, type, before }) =>
      sameRecords(type, this.find(name, type) ?? null, before, 'with-ttl'),
    );
    if (held) this.put(changes);
    return held;
  }

  reset(): void {
    this.#sets.clear();
    for (const set of this.#start.sets) this.#sets.set(`${set.name} ${set.type}`, set);
    this.#serial += 1;
  }
}

/** The zone of a name among some: the one with the longest name. */
export function zoneOf(name: string, zones: readonly Zone[]): Zone | undefined {
  return zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}
