import {
  type Bytes,
  bytes,
  bytesOfMegabytes,
  type Megabytes,
  megabytes,
} from '../../../../../shared/domain/opensrs-quota.ts';
import {
  companyAnswer,
  domainAnswer,
  domainsAnswer,
  envelope,
  foldersAnswer,
  jobAnswer,
  jobsAnswer,
  type MigrationUser,
  settableOf,
  statusAnswer,
  tokenAnswer,
  traceAnswer,
  type UserEntry,
  userAnswer,
  usersAnswer,
} from './oma-answers.ts';
import { type OmaConnection, OmaRefusal } from './oma-connection.ts';
import { isOmaError, OmaError } from './oma-error.ts';
import type { OmaTraceEntry } from './oma-trace.ts';

export interface OmaCompany {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Megabytes here, unlike everywhere else. */
  readonly quota: Megabytes | null;
  readonly quotaMaximum: Megabytes | null;
  readonly settable: readonly string[];
}

/** A domain that is there, or what may be set when it is made. */
export type OmaDomain =
  | {
      readonly exists: true;
      readonly aliases: readonly string[];
      readonly catchAll: string | null;
      readonly disabled: boolean;
      /** What new mailboxes get. */
      readonly quota: Bytes | null;
      /** The most a mailbox may have. */
      readonly quotaMaximum: Bytes | null;
      readonly settable: readonly string[];
    }
  | { readonly exists: false; readonly settable: readonly string[] };

/** A mailbox or forward that is there, or what may be set when it is made. */
export type OmaUser =
  | {
      readonly exists: true;
      readonly type: string;
      readonly aliases: readonly string[];
      readonly quota: Bytes | null;
      readonly bytesUsed: Bytes | null;
      readonly deliveryLocal: boolean | null;
      readonly deliveryForward: boolean | null;
      readonly forwardRecipients: readonly string[];
      readonly imap: string | null;
      readonly folders: readonly string[];
      readonly spamFolder: string | null;
      readonly roles: readonly string[];
      readonly status: string | null;
      readonly settable: readonly string[];
    }
  | { readonly exists: false; readonly settable: readonly string[] };

export interface DomainAttributes {
  readonly aliases?: readonly string[];
  readonly quota?: Bytes;
  readonly quota_maximum?: Megabytes;
}

export interface UserAttributes {
  readonly type?: 'mailbox' | 'forward';
  readonly password?: string;
  readonly quota?: Bytes;
  /** Replaces all of them: read, merge, write. */
  readonly aliases?: readonly string[];
  readonly delivery_local?: boolean;
  readonly delivery_forward?: boolean;
  readonly forward_recipients?: readonly string[];
  readonly name?: string;
  readonly service_imap4?: 'enabled' | 'disabled' | 'suspended';
}

export interface MigrationRequest {
  readonly local: string;
  readonly remote: string;
  readonly password: string;
  /** `host:port`. */
  readonly server: string;
  readonly method: 'imap4' | 'imap4s' | 'pop3' | 'pop3s';
  readonly skip?: readonly string[];
  readonly translate?: Readonly<Record<string, string>>;
}

export interface MigrationStatus {
  readonly rate: string | null;
  readonly users: readonly MigrationUser[];
}

export interface Page<T> {
  readonly entries: readonly T[];
  readonly total: number;
}

/** What is asked for at once: nothing documents how much OpenSRS would send by itself. */
const PAGE = 200;
/** More than documents advise would be one job too large. */
export const MIGRATION_BATCH = 500;

/**
 * The mail API of OpenSRS, method by method. Every method rejects with an `OmaError`; quotas carry their unit in the type. Nothing here
 * deletes anything.
 */
export class OmaClient {
  readonly #connection: OmaConnection;

  constructor(connection: OmaConnection) {
    this.#connection = connection;
  }

  trace(): readonly OmaTraceEntry[] {
    return this.#connection.trace();
  }

  close(): void {
    this.#connection.close();
  }

  /** Logs in and gets a token for the calls to come. */
  authenticate(signal?: AbortSignal): Promise<void> {
    return this.#connection.authenticate(signal);
  }

  /** The cheapest call there is. */
  async echo(signal?: AbortSignal): Promise<void> {
    await this.#connection.call({ method: 'echo', body: {}, signal }, envelope);
  }

  async getCompany(company: string, signal?: AbortSignal): Promise<OmaCompany> {
    const answer = await this.#connection.send({ method: 'get_company', body: { company }, signal });
    const { attributes } = companyAnswer.parse(answer);
    return {
      attributes,
      quota: numberOf(attributes.quota, megabytes),
      quotaMaximum: numberOf(attributes.quota_maximum, megabytes),
      settable: settableOf(answer),
    };
  }

  async searchDomains(
    options: { match?: string; first?: number; limit?: number; signal?: AbortSignal } = {},
  ): Promise<Page<{ domain: string; type: string | null; id: string | null }>> {
    const { match, first = 0, limit = PAGE, signal } = options;
    const answer = await this.#connection.call(
      {
        method: 'search_domains',
        body: {
          criteria: { ...(match === undefined ? {} : { match }) },
          range: { first, limit },
          sort: { by: 'domain', direction: 'ascending' },
        },
        signal,
      },
      domainsAnswer,
    );
    return { entries: answer.domains, total: answer.total_count ?? answer.domains.length };
  }

  async getDomain(domain: string, signal?: AbortSignal): Promise<OmaDomain> {
    const answer = await this.#orAbsent({ method: 'get_domain', body: { domain }, signal });
    if (answer.absent) return { exists: false, settable: settableOf(answer.answer) };
    const { attributes } = domainAnswer.parse(answer.answer);
    const quotaMaximum = numberOf(attributes.quota_maximum, megabytes);
    return {
      exists: true,
      aliases: textsOf(attributes.aliases),
      catchAll: textOf(attributes.catchall),
      disabled: flagOf(attributes.disabled) ?? false,
      quota: numberOf(attributes.quota, bytes),
      quotaMaximum: quotaMaximum === null ? null : bytesOfMegabytes(quotaMaximum),
      settable: settableOf(answer.answer),
    };
  }

  /** With `createOnly` an existing domain is refused (`exists`), never changed. */
  async changeDomain(
    domain: string,
    attributes: DomainAttributes,
    { createOnly, signal }: { createOnly: boolean; signal?: AbortSignal | undefined },
  ): Promise<void> {
    await this.#connection.send({
      method: 'change_domain',
      body: { domain, attributes, ...(createOnly ? { create_only: true } : {}) },
      signal,
    });
  }

  async searchUsers(
    domain: string,
    options: { first?: number; limit?: number; signal?: AbortSignal | undefined } = {},
  ): Promise<Page<UserEntry>> {
    const { first = 0, limit = PAGE, signal } = options;
    const answer = await this.#connection.call(
      {
        method: 'search_users',
        body: {
          criteria: { domain, type: ['mailbox', 'filter', 'forward', 'alias'] },
          fields: ['type', 'status', 'forward', 'createtime', 'lastlogin'],
          range: { first, limit },
          sort: { by: 'user', direction: 'ascending' },
        },
        signal,
      },
      usersAnswer,
    );
    return { entries: answer.users, total: answer.total_count ?? answer.users.length };
  }

  /** Everything in a domain, page by page. */
  async allUsers(domain: string, signal?: AbortSignal): Promise<readonly UserEntry[]> {
    const found: UserEntry[] = [];
    for (;;) {
      const { entries, total } = await this.searchUsers(domain, { first: found.length, signal });
      found.push(...entries);
      // An empty page ends it whatever the total says: else a wrong total would ask for ever.
      if (found.length >= total || entries.length === 0) return found;
    }
  }

  async getUser(user: string, signal?: AbortSignal): Promise<OmaUser> {
    const answer = await this.#orAbsent({ method: 'get_user', body: { user }, signal });
    if (answer.absent) return { exists: false, settable: settableOf(answer.answer) };
    const { type, attributes, metadata } = userAnswer.parse(answer.answer);
    return {
      exists: true,
      type: type ?? textOf(attributes.type) ?? 'mailbox',
      aliases: textsOf(attributes.aliases),
      quota: numberOf(attributes.quota, bytes) ?? numberOf(metadata?.quota?.bytes_max, bytes),
      bytesUsed: numberOf(metadata?.quota?.bytes_used, bytes),
      deliveryLocal: flagOf(attributes.delivery_local),
      deliveryForward: flagOf(attributes.delivery_forward),
      forwardRecipients: textsOf(attributes.forward_recipients),
      imap: textOf(attributes.service_imap4),
      folders: metadata?.folders ?? [],
      spamFolder: metadata?.special_folders?.spam ?? textOf(attributes.spamfolder),
      roles: metadata?.roles ?? [],
      status: metadata?.status ?? null,
      settable: settableOf(answer.answer),
    };
  }

  /** With `createOnly` an existing name is refused (`exists`), never changed. */
  async changeUser(
    user: string,
    attributes: UserAttributes,
    { createOnly, signal }: { createOnly: boolean; signal?: AbortSignal | undefined },
  ): Promise<void> {
    await this.#connection.send({
      method: 'change_user',
      body: { user, attributes, ...(createOnly ? { create_only: true } : {}) },
      signal,
    });
  }

  async getUserFolders(user: string, signal?: AbortSignal): Promise<{ folders: string[]; deleted: string[] }> {
    const answer = await this.#connection.call({ method: 'get_user_folders', body: { user }, signal }, foldersAnswer);
    return { folders: answer.folders, deleted: answer.deleted_folders };
  }

  /** A token that logs in to IMAP as often as needed until it expires; neither shows nor changes the password. */
  async generateToken(
    user: string,
    { reason, hours, signal }: { reason: string; hours: number; signal?: AbortSignal | undefined },
  ): Promise<{ token: string; hours: number }> {
    const answer = await this.#connection.call(
      { method: 'generate_token', body: { user, reason, type: 'session', duration: hours }, signal },
      tokenAnswer,
    );
    return { token: answer.token, hours: answer.duration ?? hours };
  }

  /**
   * Begins a server-side copy. Not repeated by itself: a job whose answer was lost may be going on; `migrationJobs` tells.
   *
   * @throws RangeError for more mailboxes than a job should have
   */
  async migrationAdd(job: string, users: readonly MigrationRequest[], signal?: AbortSignal): Promise<string> {
    if (users.length > MIGRATION_BATCH) throw new RangeError(`A job takes at most ${MIGRATION_BATCH} mailboxes.`);
    const call = { method: 'migration_add', body: { job, users }, signal, repeatable: false };
    return (await this.#connection.call(call, jobAnswer)).job;
  }

  async migrationStatus(job: string, signal?: AbortSignal): Promise<MigrationStatus> {
    const answer = await this.#connection.call({ method: 'migration_status', body: { job }, signal }, statusAnswer);
    return { rate: answer.rate ?? null, users: answer.users };
  }

  /** Only jobs of this very login. */
  async migrationJobs(signal?: AbortSignal): Promise<{ job: string; date: number | null }[]> {
    return (await this.#connection.call({ method: 'migration_jobs', body: {}, signal }, jobsAnswer)).jobs;
  }

  /** The address of a job's own log. It carries a login: treat it as a secret. */
  async migrationTrace(job: string, user: string, signal?: AbortSignal): Promise<string> {
    return (await this.#connection.call({ method: 'migration_trace', body: { job, user }, signal }, traceAnswer)).trace;
  }

  /** An answer, or the answer that says the object is not there: it tells what could be set. */
  async #orAbsent(call: Parameters<OmaConnection['send']>[0]): Promise<{ absent: boolean; answer: unknown }> {
    try {
      return { absent: false, answer: await this.#connection.send(call) };
    } catch (error) {
      if (error instanceof OmaRefusal && error.meaning === 'absent') return { absent: true, answer: error.answer };
      if (isOmaError(error, 'alias')) {
        const name = String(call.body.user ?? call.body.domain ?? '');
        throw new OmaError('alias', `${name} is an alias at OpenSRS; what it belongs to has another name.`, {
          errorNumber: error.errorNumber,
          ...(error.wire.serverText === undefined ? {} : { serverText: error.wire.serverText }),
        });
      }
      throw error;
    }
  }
}

function numberOf<T>(value: unknown, brand: (count: number) => T): T | null {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) ? brand(count) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : value.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

function flagOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === '1' || value === 'true') return true;
  if (value === 0 || value === '0' || value === 'false') return false;
  return null;
}
