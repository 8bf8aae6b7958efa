/** What in a capsule names somebody, by what it is called instead. */
export interface Names {
  readonly addresses: readonly string[];
  readonly domains: readonly string[];
  readonly people: readonly string[];
  readonly subjects: readonly string[];
  readonly folders: readonly string[];
}

const ADDRESS =
  /[^\s<>()[\]"',;:\\]+@[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9\u0080-\uffff.-]*[A-Za-z0-9\u0080-\uffff])?/gu;
/** Words and numbers of ours, never of a customer: what programs compare has to stay as it is. */
const KEPT: ReadonlySet<string> = new Set(
  `format madeAt kind state code side step order level id runId mailboxId domainId protocol platform depth at queuedAt startedAt
   endedAt deadlineAt bytesHash messageKey headerKey capabilities retry verify endpointId sourceEndpointId since before quietHours
   reference findingIds mailferry node`.split(/\s+/),
);
/** A name of a letter or two is in every other word; it is replaced only where it stands alone. */
const SHORTEST = 3;

/**
 * Replaces what names somebody by stand-ins that are the same wherever it stands, so that what belongs together can still be
 * seen: `person-3@domain-1.example`, `Subject 12`. Works on every text in the value; numbers, keys and hashes stay.
 */
export function pseudonymised<T>(value: T, names: Names): T {
  const standIns = new StandIns(names);
  return standIns.in(value) as T;
}

class StandIns {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #pattern: RegExp | null;

  constructor({ addresses, domains, people, subjects, folders }: Names) {
    for (const domain of domains) this.#domain(domain);
    for (const address of addresses) this.#address(address);
    for (const person of people) this.#name(person, 'Name');
    for (const subject of subjects) this.#name(subject, 'Subject');
    for (const folder of folders) this.#name(folder, 'Folder');
    const sought = [...this.#known.keys()].filter((one) => one.length >= SHORTEST).sort((a, b) => b.length - a.length);
    this.#pattern =
      sought.length === 0
        ? null
        : new RegExp(`(?<![\\p{L}\\p{N}])(?:${sought.map(literally).join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  }

  in(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((one) => this.in(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, KEPT.has(name) ? one : this.in(one)]));
  }

  #text(text: string): string {
    const whole = this.#known.get(key(text));
    if (whole !== undefined) return whole;
    const named =
      this.#pattern === null ? text : text.replace(this.#pattern, (found) => this.#known.get(key(found)) ?? found);
    return named.replace(ADDRESS, (found) => this.#address(found));
  }

  #address(address: string): string {
    const at = address.lastIndexOf('@');
    if (at < 1) return this.#name(address, 'Name');
    // What has been replaced already.
    if (/@domain-\d+\.example$/.test(address) && address.startsWith('person-')) return address;
    return this.#remember(address, () => `person-${this.#count('person')}@${this.#domain(address.slice(at + 1))}`);
  }

  #domain(domain: string): string {
    if (/^domain-\d+\.example$/.test(domain)) return domain;
    return this.#remember(domain, () => `domain-${this.#count('domain')}.example`);
  }

  #name(name: string, kind: 'Name' | 'Subject' | 'Folder'): string {
    return name.trim() === '' ? name : this.#remember(name, () => `${kind} ${this.#count(kind)}`);
  }

  #remember(name: string, make: () => string): string {
    const known = this.#known.get(key(name));
    if (known !== undefined) return known;
    const standIn = make();
    this.#known.set(key(name), standIn);
    return standIn;
  }

  #count(kind: string): number {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return count;
  }
}

function key(name: string): string {
  return name.toLowerCase();
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
