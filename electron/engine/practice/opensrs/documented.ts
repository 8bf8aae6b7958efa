import { z } from 'zod';

/** What a mail host does when the simulator makes or changes a mailbox. */
export interface MailHost {
  createMailbox(address: string, settings: { password: string | null; quotaBytes: number }): Promise<void>;
  changeMailbox(address: string, settings: { password?: string; quotaBytes?: number }): Promise<void>;
  /** A further password that holds until a moment (Unix milliseconds). */
  allowToken(address: string, token: string, until: number): Promise<void>;
  /** What lies in it, in bytes; undefined where the host cannot tell. */
  usedBytes?(address: string): number | undefined;
}

const text = z.string().min(1);
const service = z.enum(['enabled', 'disabled', 'suspended']);
const flag = z.union([z.boolean(), z.literal(0), z.literal(1)]);
const count = z.number().int().nonnegative();

const services = {
  service_imap4: service,
  service_pop3: service,
  service_smtpin: service,
  service_smtprelay: service,
  service_smtprelay_webmail: service,
  service_webmail: service,
};
const shared = {
  allow: z.array(text).max(1000),
  block: z.array(text).max(1000),
  brand: text,
  language: text,
  timezone: text,
  notes_external: z.string().max(4096),
  smtp_sent_limit: count.max(10_000),
  spamfolder: text.max(128),
  spamlevel: z.enum(['Normal', 'High', 'Very High']),
  spamtag: text.max(30),
  workgroup: text,
  filterdelivery: z.enum(['quarantine', 'passthrough']),
};

/** The documented attributes of a domain. Quota in bytes, quota_maximum in megabytes. */
export const domainAttributes = z.strictObject({
  ...services,
  ...shared,
  aliases: z.array(text).max(2000),
  catchall: text,
  company: text,
  default_password_encoding: text,
  disabled: flag,
  filtermx: text,
  limit_aliases: count,
  limit_users: count,
  password_strength: z.enum(['weak', 'medium', 'good', 'strong']).nullable(),
  quota: count,
  quota_maximum: count,
  regen_passwords: flag,
  spamheader: text.max(512),
  wm_domainalias: flag,
});

/** The documented attributes of a mailbox or forward. Quota in bytes. */
export const userAttributes = z.strictObject({
  ...services,
  ...shared,
  aliases: z.array(text).max(2000),
  autoresponder: z.string().max(4000),
  autoresponder_option_enddate: count,
  autoresponder_option_interval: count.max(1094),
  delivery_autoresponder: flag,
  delivery_filter: flag,
  delivery_forward: flag,
  delivery_local: flag,
  fax: z.string().max(30),
  forward_option_reply_to: text,
  forward_option_restricted: flag,
  forward_option_subject_prefix: z.string().max(128),
  forward_recipients: z.array(text).max(1000),
  max_pab_entries: count,
  name: z.string().max(512),
  password: text.max(160),
  phone: z.string().max(30),
  quota: count,
  reject_spam: flag,
  sieve: z.string(),
  title: z.string().max(60),
  type: z.enum(['mailbox', 'forward', 'filter']),
});

/** Attributes that are settable at all, as the API names them. */
export const domainSettable = Object.keys(domainAttributes.shape);
export const userSettable = Object.keys(userAttributes.shape);

const range = z.strictObject({ first: count, limit: z.number().int().positive() }).partial();
const direction = z.enum(['ascending', 'descending']);
const userType = z.enum(['mailbox', 'filter', 'forward', 'alias']);
/** Checked by itself: an unknown attribute has an error number of its own. */
const attributes = z.record(z.string(), z.unknown());

/** The documented fields of every method served; anything else is refused. */
export const requests = {
  authenticate: z.strictObject({
    generate_session_token: flag.optional(),
    session_token_duration: z.number().int().min(1).max(86_400).optional(),
    token: text.optional(),
    fetch_extra_info: flag.optional(),
  }),
  echo: z.record(z.string(), z.unknown()),
  get_company: z.strictObject({ company: text }),
  search_domains: z.strictObject({
    criteria: z
      .strictObject({
        company: text,
        match: text,
        type: z.union([z.enum(['domain', 'alias']), z.array(z.enum(['domain', 'alias']))]),
        deleted: flag,
      })
      .partial()
      .optional(),
    range: range.optional(),
    sort: z
      .strictObject({
        by: z.enum([
          'domain',
          'id',
          'type',
          'users',
          'users/mailbox',
          'users/forward',
          'users/filter',
          'users/alias',
          'users/deleted',
          'delete_time',
        ]),
        direction,
      })
      .partial()
      .optional(),
  }),
  get_domain: z.strictObject({ domain: text }),
  change_domain: z.strictObject({ domain: text, attributes, create_only: flag.optional() }),
  search_users: z.strictObject({
    criteria: z.strictObject({
      domain: text,
      match: text.optional(),
      type: z.array(userType).optional(),
      status: z.array(z.enum(['active', 'deleted', 'suspended', 'smtplimit', 'quota'])).optional(),
      workgroup: text.optional(),
      deleted: flag.optional(),
    }),
    range: range.optional(),
    sort: z
      .strictObject({
        by: z.enum(['user', 'createtime', 'delete_time', 'id', 'lastlogin', 'status', 'target', 'type', 'workgroup']),
        direction,
      })
      .partial()
      .optional(),
    fields: z
      .array(z.enum(['createtime', 'forward', 'lastlogin', 'status', 'type', 'workgroup', 'smtplimit']))
      .optional(),
  }),
  get_user: z.strictObject({ user: text }),
  change_user: z.strictObject({ user: text, attributes, create_only: flag.optional() }),
  get_user_folders: z.strictObject({ user: text }),
  generate_token: z.strictObject({
    user: text,
    reason: text,
    type: z.enum(['session', 'sso', 'oma']).optional(),
    duration: z.number().int().positive().optional(),
    token: text.optional(),
    oma: flag.optional(),
  }),
  migration_add: z.strictObject({
    job: text.optional(),
    users: z
      .array(
        z.strictObject({
          local: text,
          remote: text,
          password: text,
          server: z.string().regex(/^.+:\d+$/),
          method: z.enum(['imap4', 'imap4s', 'pop3', 'pop3s']),
          skip: z.array(text).optional(),
          translate: z.record(z.string(), text).optional(),
        }),
      )
      .min(1),
  }),
  migration_status: z.strictObject({ job: text }),
  migration_jobs: z.strictObject({}),
  migration_trace: z.strictObject({ job: text, user: text }),
};
export type Requests = { [K in keyof typeof requests]: z.output<(typeof requests)[K]> };
export type OmaMethod = keyof Requests;
export type MigrationUserRequest = Requests['migration_add']['users'][number];

/** An answer without success. */
export class Refusal extends Error {
  readonly errorNumber: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(errorNumber: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.errorNumber = errorNumber;
    this.extra = extra;
  }
}

/** Admin logins by what they may do. */
export const adminRoles = [
  'company',
  'company_mail',
  'company_mail2',
  'company_ro',
  'company_token_only',
  'domain',
] as const;
export type AdminRole = (typeof adminRoles)[number];

const READS: readonly OmaMethod[] = [
  'authenticate',
  'echo',
  'get_company',
  'search_domains',
  'get_domain',
  'search_users',
  'get_user',
  'get_user_folders',
];

/** Whether a role may call a method at all. */
export function mayCall(role: AdminRole, method: OmaMethod): boolean {
  switch (role) {
    case 'company':
    case 'domain':
      return true;
    case 'company_mail':
      return READS.includes(method) || method === 'change_user' || method === 'generate_token';
    case 'company_mail2':
      return READS.includes(method) || method === 'change_user';
    case 'company_ro':
      return READS.includes(method);
    case 'company_token_only':
      return ['authenticate', 'echo', 'generate_token'].includes(method);
  }
}

/** Whether a role may make objects, not only change them. */
export function mayCreate(role: AdminRole, object: 'domain' | 'user'): boolean {
  return role === 'company' || (role === 'domain' && object === 'user');
}

/** What a role may set of a user. */
export function settableBy(role: AdminRole, exists: boolean): readonly string[] {
  if (role === 'company' || role === 'domain') return userSettable;
  if (!exists || role === 'company_ro' || role === 'company_token_only') return [];
  return role === 'company_mail2' ? userSettable.filter((name) => name !== 'password') : userSettable;
}
