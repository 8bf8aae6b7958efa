import { z } from 'zod';
import { originKind } from './origin.ts';

/** Where a directory is read from: a server's configuration folder, the same packed, or a table. */
export const importKind = z.enum(['folder', 'zip', 'csv']);
export type ImportKind = z.infer<typeof importKind>;

/** `sure`: documented and fitting. `likely`: the values leave little doubt. `unsure`: a guess to be looked at. */
export const sureness = z.enum(['sure', 'likely', 'unsure']);
export type Sureness = z.infer<typeof sureness>;

/** What a file of the configuration tells. */
export const tableRole = z.enum(['logins', 'address-maps', 'domains', 'mailboxes', 'lists', 'people', 'ignored']);
export type TableRole = z.infer<typeof tableRole>;

/** What a column of such a file tells. */
export const columnRole = z.enum([
  'ignored',
  'user',
  'password',
  'postoffice',
  'status',
  'rights',
  'source',
  'target',
  'domain',
  'mailbox',
  'redirect-to',
  'redirect-mode',
  'redirect-hosts',
  'limit',
  'size',
  'address',
  'customer',
  'destination-user',
  'destination-password',
  'aliases',
  'note',
]);
export type ColumnRole = z.infer<typeof columnRole>;

/** The columns each kind of table may have, in the order of a menu. */
export const columnsOf: Readonly<Record<TableRole, readonly ColumnRole[]>> = {
  logins: ['user', 'password', 'postoffice', 'status', 'rights'],
  'address-maps': ['source', 'target', 'postoffice', 'status'],
  domains: ['domain', 'postoffice', 'status', 'redirect-mode', 'redirect-hosts'],
  mailboxes: ['mailbox', 'postoffice', 'status', 'redirect-to', 'redirect-mode', 'limit', 'size'],
  lists: [],
  people: [
    'address',
    'user',
    'password',
    'customer',
    'limit',
    'aliases',
    'redirect-to',
    'status',
    'destination-user',
    'destination-password',
    'note',
  ],
  ignored: [],
};

/** Columns whose values nobody gets to see. */
export const secretColumns: ReadonlySet<ColumnRole> = new Set(['password', 'destination-password']);

export const recognisedColumn = z.object({
  index: z.number().int(),
  /** As the file's first line names it; null without one. */
  header: z.string().nullable(),
  role: columnRole,
  sure: sureness,
  /** A few values, each once; nothing of a column that holds or may hold passwords. */
  samples: z.array(z.string()),
});
export type RecognisedColumn = z.infer<typeof recognisedColumn>;

export const recognisedTable = z.object({
  /** Path below the folder; names the table in corrections. */
  path: z.string(),
  role: tableRole,
  sure: sureness,
  /** What the role rests on, in words. */
  why: z.string(),
  encoding: z.string(),
  rows: z.number().int(),
  /** The first line names the columns. */
  header: z.boolean(),
  columns: z.array(recognisedColumn),
  /** Lines that could not be used, with why; never their content. */
  problems: z.array(z.object({ line: z.number().int(), text: z.string() })),
  /** How many more problems there are than are listed. */
  moreProblems: z.number().int(),
});
export type RecognisedTable = z.infer<typeof recognisedTable>;

/** What limits are counted in; MailEnable counts kilobytes. */
export const quotaUnit = z.enum(['KB', 'MB', 'bytes']);
export type QuotaUnit = z.infer<typeof quotaUnit>;

/** What an agent says of a table instead of what was recognised. */
export const tableCorrection = z.object({
  path: z.string(),
  role: tableRole.optional(),
  header: z.boolean().optional(),
  /** By index of the column. */
  columns: z.record(z.string(), columnRole).optional(),
});
export type TableCorrection = z.infer<typeof tableCorrection>;

/** What was read, before anything is compared or written. */
export const importLook = z.object({
  id: z.string(),
  kind: importKind,
  /** The name of the folder or file, not where it lies. */
  name: z.string(),
  tables: z.array(recognisedTable),
  /** CSV only. */
  delimiter: z.string().nullable(),
  quotaUnit,
  postoffices: z.number().int(),
  mailboxes: z.number().int(),
  /** Of both sides. */
  passwords: z.number().int(),
  /** Files that were looked at beside the tables: mailbox options. */
  optionFiles: z.number().int(),
  /** What is wrong with the whole, for instance that no table was found. */
  problems: z.array(z.string()),
});
export type ImportLook = z.infer<typeof importLook>;

export const importFindingKind = z.enum([
  'name-not-possible',
  'domain-not-possible',
  'catch-all',
  'redirect-only',
  'forwards',
  'no-address',
  'no-login',
  'disabled',
  'duplicate-address',
  'postoffice-not-domain',
  'domain-redirected',
  'passwords-encrypted',
  'no-password',
  'password-not-possible',
  'quota-tier',
  'quota-large',
  'quota-unit',
  'alias-not-possible',
  'leads-nowhere',
  'lists-and-groups',
  'other-server',
  'running',
  'lines-unreadable',
]);
export type ImportFindingKind = z.infer<typeof importFindingKind>;

/** Something to know or to decide before the import; most belong to one mailbox or domain. */
export const importFinding = z.object({
  kind: importFindingKind,
  /** `stop`: this one is not imported as it is. `look`: decide. `note`: nothing to do now. */
  weight: z.enum(['stop', 'look', 'note']),
  /** The mailbox by its key; null where it is about something else. */
  key: z.string().nullable(),
  /** What it is about: an address, a domain, a post office, a file. */
  about: z.string(),
  text: z.string(),
  cure: z.string(),
});
export type ImportFinding = z.infer<typeof importFinding>;

/** What an import would do with one mailbox. */
export const importChange = z.enum(['new', 'changed', 'same', 'gone']);
export type ImportChange = z.infer<typeof importChange>;

export const importRow = z.object({
  /** The address in lower case. */
  key: z.string(),
  address: z.string(),
  customer: z.string(),
  change: importChange,
  kind: originKind,
  enabled: z.boolean().nullable(),
  sourceUser: z.string(),
  destinationUser: z.string(),
  limitKb: z.number().int().nullable(),
  redirectTo: z.array(z.string()),
  aliases: z.array(z.string()),
  /** `new`: goes into the vault; `changed`: another one than is stored there; `unknown`: the vault is locked. */
  password: z.enum(['new', 'same', 'changed', 'stored', 'none', 'unknown']),
  /** In words, for a changed one. */
  differences: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  /** How many findings are about it. */
  findings: z.number().int(),
  /** Why it is left out as things are; null: it is imported. */
  leftOut: z.string().nullable(),
  /** Present for one that is in the workspace. */
  mailboxId: z.string().nullable(),
});
export type ImportRow = z.infer<typeof importRow>;

/** What an agent decides about an import. */
export const importChoices = z.object({
  sourceEndpointId: z.string(),
  destinationEndpointId: z.string(),
  /** One customer for all domains that are new; null: the one the file names, else the post office. */
  customerName: z.string().trim().max(120).nullable().default(null),
  /** Logins at the destination by key, where another one than the suggested is wanted. */
  destinationUsers: z.record(z.string(), z.string().trim()).default({}),
  /** Keys of mailboxes that are not imported. */
  leaveOut: z.array(z.string()).default([]),
  /** Keys of mailboxes that are gone at the source and shall go here, too. */
  remove: z.array(z.string()).default([]),
  passwords: z.enum(['store', 'leave']).default('store'),
});
export type ImportChoices = z.infer<typeof importChoices>;

export const importPreview = z.object({
  counts: z.record(importChange, z.number().int()),
  domains: z.object({ new: z.number().int(), known: z.number().int() }),
  passwords: z.object({ new: z.number().int(), changed: z.number().int(), unknown: z.number().int() }),
  /** New, changed and gone ones first; not more than `MOST_ROWS`. */
  rows: z.array(importRow),
  findings: z.array(importFinding),
  /** Of all findings, by kind. */
  findingCounts: z.partialRecord(importFindingKind, z.number().int()),
});
export type ImportPreview = z.infer<typeof importPreview>;

/** What an import did. */
export const importReport = z.object({
  id: z.string(),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  unchanged: z.number().int(),
  leftOut: z.number().int(),
  domains: z.array(z.object({ id: z.string(), name: z.string(), mailboxes: z.number().int() })),
  passwords: z.number().int(),
  /** Why passwords are not in the vault although they should be; null: all are. */
  passwordProblem: z.string().nullable(),
});
export type ImportReport = z.infer<typeof importReport>;

/** An import that was made, for whoever asks where the directory came from. */
export const importRecord = z.object({
  id: z.string(),
  /** ISO 8601. */
  at: z.string(),
  kind: importKind,
  /** The name of the folder or file, not where it lay. */
  name: z.string(),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  unchanged: z.number().int(),
});
export type ImportRecord = z.infer<typeof importRecord>;

/** Rows and findings of a preview; the counts tell of all. */
export const MOST_ROWS = 20_000;
export const MOST_FINDINGS = 5_000;
