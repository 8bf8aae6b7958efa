import { createHash, randomBytes } from 'node:crypto';
import type { AdminRole } from './documented.ts';

export interface SimulatedUser {
  readonly id: string;
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  /** Of the password; null without one. */
  passwordHash: string | null;
  readonly createdAt: number;
  folders: string[];
}

export interface SimulatedDomain {
  readonly id: string;
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly users: Map<string, SimulatedUser>;
}

export interface Admin {
  readonly user: string;
  readonly password: string;
  readonly role: AdminRole;
  /** For the role `domain`. */
  readonly domain?: string;
}

/** A login to the API itself. */
export interface ApiToken {
  readonly admin: Admin;
  readonly until: number;
}

/** What outlives the process. */
export type StateSnapshot = readonly {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly users: readonly Pick<SimulatedUser, 'name' | 'attributes' | 'passwordHash' | 'createdAt'>[];
}[];

const MB = 1024 * 1024;

/** Everything the simulated company has. */
export class OmaState {
  readonly company: string;
  readonly companyAttributes: Record<string, unknown>;
  readonly domains = new Map<string, SimulatedDomain>();
  readonly foreignDomains: ReadonlySet<string>;
  readonly admins: readonly Admin[];
  readonly apiTokens = new Map<string, ApiToken>();
  #nextId = 1;

  constructor(options: { company: string; admins: readonly Admin[]; foreignDomains?: readonly string[] }) {
    this.company = options.company;
    this.admins = options.admins;
    this.foreignDomains = new Set(options.foreignDomains?.map((name) => name.toLowerCase()));
    // Megabytes for companies, both of them.
    this.companyAttributes = {
      account: options.company,
      quota: 5 * 1024,
      quota_maximum: 20 * 1024,
      spamfolder: 'Spam',
    };
  }

  domain(name: string): SimulatedDomain | undefined {
    return this.domains.get(name.toLowerCase());
  }

  /** Whose alias the domain's name is. */
  ownerOfAlias(name: string): SimulatedDomain | undefined {
    return [...this.domains.values()].find((domain) => aliasesOf(domain.attributes).includes(name.toLowerCase()));
  }

  addDomain(name: string, attributes: Record<string, unknown>): SimulatedDomain {
    const domain: SimulatedDomain = {
      id: String(this.#nextId++),
      name: name.toLowerCase(),
      attributes: { quota: 5 * 1024 * MB, quota_maximum: 20 * 1024, ...attributes },
      users: new Map(),
    };
    this.domains.set(domain.name, domain);
    return domain;
  }

  user(address: string): SimulatedUser | undefined {
    const name = address.toLowerCase();
    return this.domain(domainOf(name))?.users.get(name);
  }

  /** The mailbox an alias belongs to. */
  aliasTarget(address: string): SimulatedUser | undefined {
    const name = address.toLowerCase();
    const users = this.domain(domainOf(name))?.users.values() ?? [];
    return [...users].find((user) => aliasesOf(user.attributes).includes(name));
  }

  /** Everything that calls may change, fit for a file; no password, only hashes. */
  snapshot(): StateSnapshot {
    return [...this.domains.values()].map(({ name, attributes, users }) => ({
      name,
      attributes,
      users: [...users.values()].map((user) => ({
        name: user.name,
        attributes: user.attributes,
        passwordHash: user.passwordHash,
        createdAt: user.createdAt,
      })),
    }));
  }

  /** Puts back what a snapshot has; what it does not name stays. */
  restore(snapshot: StateSnapshot): void {
    for (const { name, attributes, users } of snapshot) {
      const domain = this.domain(name) ?? this.addDomain(name, {});
      Object.assign(domain.attributes, attributes);
      for (const kept of users) {
        const user = domain.users.get(kept.name) ?? this.addUser(domain, kept.name, {}, kept.createdAt * 1000);
        Object.assign(user.attributes, kept.attributes);
        user.passwordHash = kept.passwordHash;
      }
    }
  }

  addUser(domain: SimulatedDomain, address: string, attributes: Record<string, unknown>, now: number): SimulatedUser {
    const { password, ...rest } = attributes;
    const user: SimulatedUser = {
      id: String(this.#nextId++),
      name: address.toLowerCase(),
      attributes: { type: 'mailbox', delivery_local: rest.type !== 'forward', quota: domain.attributes.quota, ...rest },
      passwordHash: typeof password === 'string' ? hashOf(password) : null,
      createdAt: Math.floor(now / 1000),
      folders: ['INBOX', 'Drafts', 'Sent Items', 'Spam', 'Trash'],
    };
    domain.users.set(user.name, user);
    return user;
  }
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

export function aliasesOf(attributes: Readonly<Record<string, unknown>>): string[] {
  const { aliases } = attributes;
  return Array.isArray(aliases) ? aliases.map((alias) => String(alias).toLowerCase()) : [];
}

/** A token nobody guesses. */
export function newToken(): string {
  return randomBytes(24).toString('hex');
}

/** A salted hash; the simulator keeps no password, as the platform it stands for. */
export function hashOf(password: string, salt = randomBytes(8).toString('hex')): string {
  return `${salt}:${createHash('sha256').update(`${salt}${password}`).digest('hex')}`;
}

export function matches(hash: string, password: string): boolean {
  const [salt] = hash.split(':');
  return hashOf(password, salt) === hash;
}
