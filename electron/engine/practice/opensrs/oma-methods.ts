import {
  domainAttributes,
  domainSettable,
  type MailHost,
  mayCreate,
  Refusal,
  type Requests,
  settableBy,
  userAttributes,
} from './documented.ts';
import type { OmaMigrations } from './oma-migrations.ts';
import {
  type Admin,
  aliasesOf,
  domainOf,
  hashOf,
  newToken,
  type OmaState,
  type SimulatedDomain,
  type SimulatedUser,
} from './oma-state.ts';
import { refusePassword } from './password-policy.ts';

/** What the methods work with. */
export interface MethodContext {
  readonly state: OmaState;
  readonly mail: MailHost;
  readonly migrations: OmaMigrations;
  readonly now: () => number;
}

type Answer = Record<string, unknown>;
export type OmaMethodsOf = { [K in keyof Requests]: (request: Requests[K], admin: Admin) => Answer | Promise<Answer> };

const MB = 1024 * 1024;
const LONGEST_PAGE = 1000;
const DEFAULT_PAGE = 100;
const LOCAL_PART = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.)){0,63}$/i;
const LABELS = /^(?=.{3,160}$)(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i;

/** The methods of the API over the state; each returns its answer or throws a `Refusal`. */
export function omaMethods({ state, mail, migrations, now }: MethodContext): OmaMethodsOf {
  /** @throws Refusal 9 for what belongs to somebody else, or is beyond the login */
  const mustBeOurs = (domain: string, admin: Admin): void => {
    const name = domain.toLowerCase();
    const beyond = admin.role === 'domain' && admin.domain?.toLowerCase() !== name;
    if (state.foreignDomains.has(name) || beyond) throw new Refusal(9, `Not permitted for domain ${domain}`);
  };
  const settable = (admin: Admin, exists: boolean): readonly string[] =>
    exists || mayCreate(admin.role, 'user') ? settableBy(admin.role, exists) : [];

  const existingDomain = (name: string, admin: Admin): SimulatedDomain => {
    mustBeOurs(name, admin);
    const found = state.domain(name);
    if (found) return found;
    const owner = state.ownerOfAlias(name);
    if (owner) throw new Refusal(3, `${name} is an alias of ${owner.name}`);
    throw new Refusal(2, `Domain ${name} does not exist`, {
      settable_attribute: mayCreate(admin.role, 'domain') ? domainSettable : [],
      metadata: { defaults: { quota: 5 * 1024 * MB }, options: {} },
    });
  };
  const existingUser = (address: string, admin: Admin): SimulatedUser => {
    const admins = state.admins.find((entry) => entry.user === address.toLowerCase());
    if (admins) return adminAsUser(admins);
    mustBeOurs(domainOf(address), admin);
    const found = state.user(address);
    if (found) return found;
    const target = state.aliasTarget(address);
    if (target) throw new Refusal(3, `${address} is an alias of ${target.name}`);
    throw new Refusal(2, `User ${address} does not exist`, {
      settable_attributes: state.domain(domainOf(address)) ? settable(admin, false) : [],
      metadata: { defaults: {}, options: {} },
    });
  };

  return {
    authenticate: () => ({}),
    echo: (request) => ({ ...request }),

    get_company({ company }, admin) {
      if (company !== state.company) throw new Refusal(9, `Not permitted for company ${company}`);
      return {
        attributes: state.companyAttributes,
        metadata: {},
        settable_attribute: admin.role === 'company' ? Object.keys(state.companyAttributes) : [],
      };
    },

    search_domains({ criteria = {}, range = {}, sort = {} }, admin) {
      const types = [criteria.type ?? ['domain', 'alias']].flat();
      const listed = [...state.domains.values()]
        .filter((domain) => admin.role !== 'domain' || domain.name === admin.domain)
        .flatMap((domain) => [
          ...(types.includes('domain')
            ? [{ domain: domain.name, type: 'domain', id: domain.id, users: domain.users.size }]
            : []),
          ...(types.includes('alias')
            ? aliasesOf(domain.attributes).map((alias) => ({ domain: alias, type: 'alias', id: domain.id, users: 0 }))
            : []),
        ])
        .filter((entry) => matchesPattern(entry.domain, criteria.match));
      return page(
        'domains',
        ordered(listed, (entry) => entry.domain, sort.direction),
        range,
      );
    },

    get_domain({ domain }, admin) {
      const found = existingDomain(domain, admin);
      return {
        attributes: { account: found.name, ...found.attributes },
        metadata: { createtime: 0, options: {}, inherit: {} },
        settable_attribute: admin.role === 'company' ? domainSettable : [],
      };
    },

    change_domain({ domain, attributes, create_only }, admin) {
      mustBeOurs(domain, admin);
      if (!LABELS.test(domain)) throw new Refusal(6, `Domain name ${domain} is not valid`);
      const checked = checkAttributes(domainAttributes, attributes);
      if (admin.role !== 'company') throw new Refusal(9, `Not permitted for domain ${domain}`);
      const existing = state.domain(domain);
      if (existing && create_only) throw new Refusal(7, `Domain ${domain} already exists`);
      if (!existing && state.ownerOfAlias(domain)) throw new Refusal(3, `${domain} is an alias`);
      if (typeof checked.catchall === 'string' && (existing?.attributes.catchall ?? null) === null) {
        throw new Refusal(6, 'catchall cannot be enabled');
      }
      for (const alias of aliasesOf(checked)) {
        const owner = state.ownerOfAlias(alias);
        if (state.domain(alias) || (owner && owner !== existing))
          throw new Refusal(7, `Domain ${alias} already exists`);
      }
      if (existing) Object.assign(existing.attributes, checked);
      else state.addDomain(domain, checked);
      return {};
    },

    search_users({ criteria, range = {}, sort = {}, fields }, admin) {
      const domain = existingDomain(criteria.domain, admin);
      const types = criteria.type ?? ['mailbox', 'filter', 'forward', 'alias'];
      const wanted = new Set(fields ?? ['workgroup', 'status']);
      const listed = [...domain.users.values()]
        .flatMap((user) => [
          listedUser(user, wanted, user.name, String(user.attributes.type ?? 'mailbox')),
          ...aliasesOf(user.attributes).map((alias) => listedUser(user, wanted, alias, 'alias')),
        ])
        .filter(
          ({ kind, entry }) =>
            types.some((type) => type === kind) && matchesPattern(String(entry.user), criteria.match),
        )
        .map(({ entry }) => entry);
      return page(
        'users',
        ordered(listed, (entry) => String(entry.user), sort.direction),
        range,
      );
    },

    get_user({ user: address }, admin) {
      const user = existingUser(address, admin);
      const { password: _never, ...attributes } = user.attributes;
      const used = mail.usedBytes?.(user.name) ?? 0;
      return {
        type: user.attributes.type ?? 'mailbox',
        attributes: { account: user.name, ...attributes },
        metadata: {
          createtime: String(user.createdAt),
          quota: { bytes_max: user.attributes.quota ?? 0, bytes_used: String(used), messages_max: 0, messages_used: 0 },
          folders: user.folders,
          special_folders: { spam: 'Spam' },
          status: 'active',
          roles: state.admins.filter((entry) => entry.user === user.name).map((entry) => entry.role),
        },
        settable_attributes: settable(admin, true),
      };
    },

    async change_user({ user: address, attributes, create_only }, admin) {
      mustBeOurs(domainOf(address), admin);
      const domain = existingDomain(domainOf(address), admin);
      const checked = checkAttributes(userAttributes, attributes);
      const existing = state.user(address);
      if (!existing && state.aliasTarget(address)) {
        // A name that is taken, whoever has it.
        throw new Refusal(create_only ? 7 : 3, `${address} is an alias`);
      }
      if (existing && create_only) throw new Refusal(7, `User ${address} already exists`);
      if (!existing) {
        const local = address.slice(0, address.lastIndexOf('@'));
        if (!LOCAL_PART.test(local)) throw new Refusal(6, `User name ${address} is not valid`);
        if (!mayCreate(admin.role, 'user')) throw new Refusal(9, 'Not permitted to create users');
      }
      const allowed = settable(admin, existing !== undefined);
      const beyond = Object.keys(checked).find((name) => !allowed.includes(name));
      if (beyond) throw new Refusal(4, `Not permitted to change attribute ${beyond}`);
      refuseQuota(checked.quota, domain);
      refuseAliases(state, domain, existing, aliasesOf(checked));
      const { password, ...rest } = checked;
      if (password !== undefined) refusePassword(String(password), address, domain);
      const type = String(rest.type ?? existing?.attributes.type ?? 'mailbox');
      if (existing) {
        if (password !== undefined) existing.passwordHash = hashOf(String(password));
        Object.assign(existing.attributes, rest);
        await mail.changeMailbox(existing.name, {
          ...(password === undefined ? {} : { password: String(password) }),
          ...(typeof rest.quota === 'number' ? { quotaBytes: rest.quota } : {}),
        });
        return {};
      }
      if (type === 'mailbox') {
        await mail.createMailbox(address.toLowerCase(), {
          password: password === undefined ? null : String(password),
          quotaBytes: Number(rest.quota ?? domain.attributes.quota),
        });
      }
      state.addUser(domain, address, checked, now());
      return {};
    },

    get_user_folders({ user: address }, admin) {
      return { folders: existingUser(address, admin).folders, deleted_folders: [] };
    },

    async generate_token({ user: address, type = 'session', duration = 24, token = newToken() }, admin) {
      const user = existingUser(address, admin);
      if (type === 'session') await mail.allowToken(user.name, token, now() + duration * 3_600_000);
      return { token, duration };
    },

    migration_add({ job, users }, admin) {
      if (users.length > 500) throw new Refusal(5, 'Too many users for one job');
      for (const { local } of users) existingUser(local, admin);
      return { job: migrations.add(job ?? `job-${newToken().slice(0, 8)}`, admin.user, users, now()) };
    },
    migration_status: ({ job }, admin) => migrations.status(job, admin.user),
    migration_jobs: (_request, admin) => ({ jobs: migrations.list(admin.user) }),
    migration_trace({ job, user }, admin) {
      migrations.trace(job, admin.user, user);
      return { trace: `https://trace.simulated.invalid/${job}?user=${encodeURIComponent(user)}&pass=${newToken()}` };
    },
  };
}

/** Attributes as documented. @throws Refusal 6, with what is refused as hints */
function checkAttributes(
  schema: typeof domainAttributes | typeof userAttributes,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result = schema.partial().safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const name = unknown ?? String(issue?.path[0] ?? '');
  throw new Refusal(6, unknown === undefined ? `Bad value for attribute ${name}` : `Unknown attribute ${name}`, {
    hints: { [name]: issue?.message ?? '' },
  });
}

function refuseQuota(quota: unknown, domain: SimulatedDomain): void {
  if (quota === undefined) return;
  const most = Number(domain.attributes.quota_maximum) * MB;
  if (Number(quota) > most)
    throw new Refusal(6, `Quota exceeds the maximum of ${most} bytes`, { hints: { quota: 'too large' } });
}

function refuseAliases(
  state: OmaState,
  domain: SimulatedDomain,
  user: SimulatedUser | undefined,
  aliases: readonly string[],
): void {
  for (const alias of aliases) {
    if (domainOf(alias) !== domain.name) throw new Refusal(6, `Alias ${alias} is in another domain`);
    if (!LOCAL_PART.test(alias.slice(0, alias.lastIndexOf('@')))) throw new Refusal(6, `Alias ${alias} is not valid`);
    const taken = state.user(alias) ?? state.aliasTarget(alias);
    if (taken && taken !== user) throw new Refusal(7, `${alias} already exists`);
  }
}

/** An admin mailbox, which is in no domain of the company. */
function adminAsUser(admin: Admin): SimulatedUser {
  return {
    id: '0',
    name: admin.user,
    attributes: { type: 'mailbox', quota: 0 },
    passwordHash: null,
    createdAt: 0,
    folders: ['INBOX'],
  };
}

function listedUser(
  user: SimulatedUser,
  fields: ReadonlySet<string>,
  name: string,
  kind: string,
): { kind: string; entry: Answer } {
  const forwards = user.attributes.forward_recipients;
  const entry: Answer = { user: name, id: user.id };
  if (fields.has('type')) entry.type = kind;
  if (fields.has('status')) entry.status = 'active';
  if (fields.has('createtime')) entry.createtime = String(user.createdAt);
  if (fields.has('lastlogin')) entry.lastlogin = 0;
  if (fields.has('workgroup')) entry.workgroup = user.attributes.workgroup ?? 'staff';
  if (kind === 'alias') entry.alias_target = user.name;
  if (fields.has('forward') && kind !== 'alias' && Array.isArray(forwards)) {
    // Misspelled in the documents, so misspelled here.
    entry.forward_recepient = forwards;
    entry.forward_recepient_count = forwards.length;
  }
  return { kind, entry };
}

function ordered<T>(
  list: readonly T[],
  by: (entry: T) => string,
  direction: 'ascending' | 'descending' = 'ascending',
): T[] {
  const sorted = [...list].sort((a, b) => (by(a) < by(b) ? -1 : 1));
  return direction === 'ascending' ? sorted : sorted.reverse();
}

function page(
  name: string,
  all: readonly unknown[],
  { first = 0, limit = DEFAULT_PAGE }: { first?: number | undefined; limit?: number | undefined },
): Answer {
  const entries = all.slice(first, first + Math.min(limit, LONGEST_PAGE));
  return { [name]: entries, count: entries.length, total_count: String(all.length) };
}

/** `*` any run, `?` exactly one character. */
function matchesPattern(text: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(text);
}
