import type { ColumnRole, Sureness, TableRole } from '../../../../shared/domain/import.ts';
import { type ColumnValues, columnValues, isDomain } from './column-values.ts';
import type { TabRow } from './tab-file.ts';

/** What a table is taken for, and what that rests on. */
export interface Recognised {
  readonly role: TableRole;
  readonly sure: Sureness;
  readonly why: string;
  readonly columns: readonly RecognisedRole[];
}

export interface RecognisedRole {
  readonly role: ColumnRole;
  readonly sure: Sureness;
}

/** Only AUTH.TAB is documented; the other names are those the files probably have. */
const NAMES: readonly (readonly [RegExp, TableRole])[] = [
  [/(^|\/)auth\.tab$/i, 'logins'],
  [/address-?_?map/i, 'address-maps'],
  [/domains?\.tab$/i, 'domains'],
  [/mailbox(es)?\.tab$/i, 'mailboxes'],
  [/(list|group)s?(-?_?members?)?\.tab$/i, 'lists'],
  [/(deny|whitelist|allow|relay|filter|connection|ban)/i, 'ignored'],
];

/** Takes a table for what its values say, and for what its name says where they fit. */
export function recogniseTable(path: string, rows: readonly TabRow[], postoffices: ReadonlySet<string>): Recognised {
  const columns = columnValues(rows);
  const named = NAMES.find(([pattern]) => pattern.test(path))?.[1];
  const shaped = shapeOf(columns);
  if (rows.length === 0) return { role: named ?? 'ignored', sure: 'unsure', why: 'It is empty.', columns: [] };
  if (named === 'ignored' || named === 'lists')
    return { role: named, sure: 'likely', why: 'By its name.', columns: unread(columns) };
  const role = named ?? shaped;
  if (role === null)
    return { role: 'ignored', sure: 'likely', why: 'Nothing in it is known.', columns: unread(columns) };
  const agree = named === shaped;
  const documented = role === 'logins' && named !== undefined;
  return {
    role,
    sure: agree ? (documented ? 'sure' : 'likely') : 'unsure',
    why: agree
      ? 'By its name and by what is in it.'
      : named === undefined
        ? 'By what is in it; its name says nothing.'
        : 'By its name; what is in it looks different.',
    columns: assignColumns(role, columns, postoffices),
  };
}

function unread(columns: readonly ColumnValues[]): RecognisedRole[] {
  return columns.map(() => ({ role: 'ignored', sure: 'likely' }));
}

function shapeOf(columns: readonly ColumnValues[]): TableRole | null {
  const tokens = columns.filter((column) => column.token > 0.7 && column.filled > 0.7);
  if (tokens.length >= 2) return 'address-maps';
  const [first, second] = columns;
  if (columns.some((column) => column.rights > 0.9)) return 'logins';
  if (first && first.address > 0.7 && second && second.bit > 0.9 && columns.length >= 4) return 'logins';
  const numbers = columns.filter((column) => column.integer > 0.9 && column.filled > 0.7);
  if (columns.some((column) => column.tokens > 0.7) && numbers.length >= 2) return 'mailboxes';
  if (first && first.domain > 0.9 && columns.length >= 3 && numbers.length >= 1) return 'domains';
  return null;
}

/** Says what each column of a table of this kind is. */
export function assignColumns(
  role: TableRole,
  columns: readonly ColumnValues[],
  postoffices: ReadonlySet<string>,
): RecognisedRole[] {
  const roles: RecognisedRole[] = columns.map(() => ({ role: 'ignored', sure: 'likely' }));
  const set = (column: ColumnValues | undefined, as: ColumnRole, sure: Sureness): void => {
    if (column && roles[column.index]?.role === 'ignored') roles[column.index] = { role: as, sure };
  };
  const free = (column: ColumnValues): boolean => roles[column.index]?.role === 'ignored';
  const known = (column: ColumnValues): number => {
    const filled = column.values.filter((value) => value !== '');
    if (filled.length === 0) return 0;
    return filled.filter((value) => postoffices.has(value.toLowerCase())).length / filled.length;
  };
  if (role === 'logins') logins(columns, set, free, known);
  if (role === 'address-maps') {
    const tokens = columns.filter((column) => column.token > 0.5);
    set(tokens[0], 'source', 'likely');
    set(tokens[1], 'target', 'likely');
    set(best(columns.filter(free), known), 'postoffice', 'likely');
    set(
      columns.filter(free).findLast((column) => column.bit > 0.9 && column.filled > 0.9 && share('1')(column) > 0.5),
      'status',
      'unsure',
    );
  }
  if (role === 'domains') domains(columns, set, free, known);
  if (role === 'mailboxes') mailboxes(columns, set, free, known);
  return roles;
}

type Assign = (column: ColumnValues | undefined, as: ColumnRole, sure: Sureness) => void;
type Free = (column: ColumnValues) => boolean;
type Share = (column: ColumnValues) => number;

// 0 user name, 2 password, 3 post office are known; 1 is the status by the order of the programming interfaces.
function logins(columns: readonly ColumnValues[], set: Assign, free: Free, known: Share): void {
  const user = columns.find((column) => column.address > 0.5) ?? columns[0];
  const at = user?.index ?? 0;
  set(user, 'user', (user?.address ?? 0) > 0.5 ? (at === 0 ? 'sure' : 'likely') : 'unsure');
  set(
    columns.find((column) => column.rights > 0.9),
    'rights',
    'sure',
  );
  const own = (column: ColumnValues): number => {
    const pairs = column.values.map((value, row) => [value, user?.values[row] ?? ''] as const);
    const fitting = pairs.filter(
      ([value, name]) => value !== '' && name.toLowerCase().endsWith(`@${value.toLowerCase()}`),
    );
    return Math.max(known(column), fitting.length / Math.max(1, pairs.length));
  };
  const usual = columns[at + 3];
  const postoffice = usual && own(usual) > 0.5 ? usual : best(columns.filter(free), own);
  set(postoffice ?? usual, 'postoffice', postoffice === usual && postoffice ? 'sure' : 'likely');
  const status = columns[at + 1];
  set(
    status && status.bit > 0.9 ? status : columns.filter(free).find((column) => column.bit > 0.9),
    'status',
    status && status.bit > 0.9 ? 'sure' : 'unsure',
  );
  const password = columns[at + 2];
  if (password && free(password) && password.bit < 0.9) set(password, 'password', 'sure');
  else
    set(
      columns.filter(free).find((column) => column.filled > 0.5 && column.integer < 0.5),
      'password',
      'unsure',
    );
}

function domains(columns: readonly ColumnValues[], set: Assign, free: Free, known: Share): void {
  const name = columns.find((column) => column.domain > 0.5 && column.filled > 0.9);
  set(name, 'domain', name?.index === 0 ? 'likely' : 'unsure');
  set(best(columns.filter(free), known), 'postoffice', 'likely');
  const small = columns.filter((column) => free(column) && column.filled > 0.7 && column.trit > 0.9);
  set(small[0], 'status', 'unsure');
  set(small[1], 'redirect-mode', 'unsure');
  const host = (value: string): boolean => isDomain(value) || /^\d+(\.\d+){3}(:\d+)?$/.test(value);
  const hosts = (column: ColumnValues): number => {
    const filled = column.values.filter((value) => value !== '');
    return filled.length > 0 && filled.every((value) => value.split(/[;,]/).every((part) => host(part.trim()))) ? 1 : 0;
  };
  const after = small[1]?.index ?? name?.index ?? -1;
  set(
    columns.find((column) => column.index > after && free(column) && hosts(column) === 1),
    'redirect-hosts',
    'unsure',
  );
}

// The interfaces have: post office, name, redirection, its status, status, limit, size.
function mailboxes(columns: readonly ColumnValues[], set: Assign, free: Free, known: Share): void {
  const redirect = columns.find((column) => column.tokens > 0.5);
  set(redirect, 'redirect-to', 'sure');
  const postoffice = best(columns.filter(free), known);
  set(postoffice, 'postoffice', 'likely');
  const name = columns.find((column) => free(column) && column.filled > 0.9 && column.integer < 0.9);
  set(name, 'mailbox', 'likely');
  const small = columns.filter((column) => free(column) && column.filled > 0.7 && column.trit > 0.95);
  // A redirection that is on goes with somewhere to go to.
  const goesWith = (column: ColumnValues): number => {
    if (!redirect) return 0;
    const rows = column.values.map((value, row) => (value !== '0') === (redirect.values[row] !== ''));
    return rows.filter(Boolean).length / Math.max(1, rows.length);
  };
  const mode =
    small.find((column) => column.values.includes('2')) ??
    best(small, goesWith, 0.9) ??
    (small.length > 1 ? best(small, share('0'), -1) : undefined);
  set(mode, 'redirect-mode', mode && (mode.values.includes('2') || goesWith(mode) > 0.9) ? 'likely' : 'unsure');
  set(small.find(free), 'status', small.length === 2 ? 'likely' : 'unsure');
  const large = columns.filter((column) => free(column) && column.filled > 0.5 && column.integer > 0.9);
  const limit = large.find((column) => column.values.includes('-1')) ?? large[0];
  set(limit, 'limit', limit?.values.includes('-1') || large.length === 1 ? 'likely' : 'unsure');
  set(
    large.find((column) => free(column) && column.index > (limit?.index ?? -1)),
    'size',
    'unsure',
  );
}

function share(wanted: string): Share {
  return (column) => column.values.filter((value) => value === wanted).length / Math.max(1, column.values.length);
}

function best(columns: readonly ColumnValues[], rank: Share, least = 0.5): ColumnValues | undefined {
  const sorted = columns.map((column) => ({ column, rank: rank(column) })).sort((a, b) => b.rank - a.rank);
  return sorted[0] && sorted[0].rank > least ? sorted[0].column : undefined;
}
