import type { ColumnRole, TableRole } from '../../../../shared/domain/import.ts';
import type { RedirectMode } from '../../../../shared/domain/origin.ts';
import type { TabProblem, TabRow } from './tab-file.ts';
import { parseToken, parseTokens, type Token } from './tokens.ts';

/** A table with what each of its columns is. */
export interface ConfigTable {
  readonly path: string;
  readonly role: TableRole;
  readonly columns: readonly ColumnRole[];
  readonly rows: readonly TabRow[];
}

/** The options of one mailbox: all that says it exists where there is no table of mailboxes. */
export interface MailboxOptions {
  readonly postoffice: string;
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

export interface Login {
  readonly user: string;
  readonly enabled: boolean | null;
  readonly password: string;
}

export interface ServerMailbox {
  readonly name: string;
  /** A table or an option file names it; otherwise only a login does. */
  listed: boolean;
  login: Login | null;
  enabled: boolean | null;
  limitKb: number | null;
  sizeKb: number | null;
  redirectMode: RedirectMode;
  redirectTo: string[];
  /** All addresses that lead to it, in the order of the maps. */
  readonly addresses: string[];
}

export interface ServerDomain {
  readonly name: string;
  enabled: boolean | null;
  /** Where its mail is passed on to as a whole; null: it stays here. */
  redirectedTo: string | null;
  catchAll: Token | null;
}

export interface Postoffice {
  readonly name: string;
  readonly mailboxes: Map<string, ServerMailbox>;
  readonly domains: Map<string, ServerDomain>;
  readonly lists: string[];
}

/** An address that two maps lead to two places, or to no place at all. */
export interface OddMap {
  readonly address: string;
  readonly leadsTo: string;
  readonly instead: string | null;
}

/** All that a configuration folder says. Names are kept as first written and compared without regard to case. */
export interface MailEnableServer {
  readonly postoffices: ReadonlyMap<string, Postoffice>;
  readonly duplicates: readonly OddMap[];
  readonly nowhere: readonly OddMap[];
  /** Lines that could not be used, by table. */
  readonly problems: ReadonlyMap<string, readonly TabProblem[]>;
}

type Cells = (role: ColumnRole) => string;

/** Puts the tables together: mailboxes with their logins, addresses, redirections and limits. */
export function readServer(
  tables: readonly ConfigTable[],
  optionFiles: readonly MailboxOptions[] = [],
): MailEnableServer {
  const postoffices = new Map<string, Postoffice>();
  const problems = new Map<string, TabProblem[]>();
  const duplicates: OddMap[] = [];
  const nowhere: OddMap[] = [];
  const owners = new Map<string, Token>();

  const postofficeOf = (name: string): Postoffice => {
    const key = name.toLowerCase();
    const known = postoffices.get(key);
    if (known) return known;
    const fresh: Postoffice = { name, mailboxes: new Map(), domains: new Map(), lists: [] };
    postoffices.set(key, fresh);
    return fresh;
  };
  const each = (role: TableRole, take: (cells: Cells, table: ConfigTable) => string | null): void => {
    for (const table of tables.filter((one) => one.role === role)) {
      const place = new Map(table.columns.map((column, index) => [column, index]));
      for (const row of table.rows) {
        const cells: Cells = (column) => {
          const value = row.fields[place.get(column) ?? -1] ?? '';
          return column === 'password' ? value : value.trim();
        };
        const problem = take(cells, table);
        if (problem === null) continue;
        const list = problems.get(table.path) ?? [];
        list.push({ line: row.line, text: problem });
        problems.set(table.path, list);
      }
    }
  };

  each('logins', (cells, table) => {
    const user = cells('user');
    if (user === '') return 'has no user name';
    const at = user.lastIndexOf('@');
    const postoffice = cells('postoffice') || (at > 0 ? user.slice(at + 1) : '') || postofficeInPath(table.path);
    if (!postoffice) return 'names no post office';
    const name = at > 0 ? user.slice(0, at) : user;
    const mailbox = mailboxOf(postofficeOf(postoffice), name);
    if (mailbox.login) return `is a second login of ${name} in ${postoffice}; the first one is used`;
    mailbox.login = { user, enabled: bit(cells('status')), password: cells('password') };
    return null;
  });

  each('mailboxes', (cells, table) => {
    const name = cells('mailbox');
    const postoffice = cells('postoffice') || postofficeInPath(table.path);
    if (name === '') return 'names no mailbox';
    if (!postoffice) return 'names no post office';
    const mailbox = mailboxOf(postofficeOf(postoffice), name);
    mailbox.listed = true;
    mailbox.enabled = bit(cells('status')) ?? mailbox.enabled;
    mailbox.limitKb = integer(cells('limit')) ?? mailbox.limitKb;
    mailbox.sizeKb = integer(cells('size')) ?? mailbox.sizeKb;
    const targets = parseTokens(cells('redirect-to')).flatMap(addressOf);
    const mode = integer(cells('redirect-mode'));
    mailbox.redirectTo = targets;
    mailbox.redirectMode = mode === 1 || mode === 2 ? mode : 0;
    if (mailbox.redirectMode !== 0 && targets.length === 0) {
      mailbox.redirectMode = 0;
      return `redirects ${name}, but names no address to redirect to`;
    }
    return null;
  });

  each('domains', (cells, table) => {
    const name = cells('domain').toLowerCase();
    if (name === '') return 'names no domain';
    const postoffice = cells('postoffice') || postofficeInPath(table.path);
    if (!postoffice) return `names no post office for ${name}`;
    const domain = domainOf(postofficeOf(postoffice), name);
    domain.enabled = bit(cells('status')) ?? domain.enabled;
    if ((integer(cells('redirect-mode')) ?? 0) > 0) domain.redirectedTo = cells('redirect-hosts') || 'another server';
    return null;
  });

  // Maps come last: they may lead to mailboxes of any table.
  for (const { postoffice, name, options } of optionFiles) {
    const mailbox = mailboxOf(postofficeOf(postoffice), name);
    mailbox.listed = true;
    mailbox.limitKb ??= integer(options.get('limit') ?? options.get('mailboxlimit') ?? '');
    mailbox.enabled ??= bit(options.get('status') ?? options.get('mailboxstatus') ?? '');
  }
  each('address-maps', (cells) => {
    const [source, target] = [parseToken(cells('source')), parseToken(cells('target'))];
    if (!source || !target) return 'is no pair of addresses in brackets';
    if (bit(cells('status')) === false) return null;
    if (source.kind !== 'smtp' && source.kind !== 'catch-all') return 'does not begin with an address';
    const postoffice = 'postoffice' in target ? target.postoffice : cells('postoffice');
    if (!postoffice) return 'leads to no post office';
    const office = postofficeOf(postoffice);
    const domain = domainOf(office, source.domain.toLowerCase());
    if (source.kind === 'catch-all') {
      domain.catchAll ??= target;
      return null;
    }
    const address = `${source.local}@${source.domain.toLowerCase()}`;
    const earlier = owners.get(address.toLowerCase());
    if (earlier) {
      if (placeOf(earlier) !== placeOf(target))
        duplicates.push({ address, leadsTo: wordsOf(earlier), instead: wordsOf(target) });
      return null;
    }
    owners.set(address.toLowerCase(), target);
    if (target.kind === 'list') office.lists.push(address);
    if (target.kind !== 'local') return null;
    const mailbox = office.mailboxes.get(target.name.toLowerCase());
    if (mailbox) mailbox.addresses.push(address);
    else nowhere.push({ address, leadsTo: wordsOf(target), instead: null });
    return null;
  });
  return { postoffices, duplicates, nowhere, problems };
}

function mailboxOf(postoffice: Postoffice, name: string): ServerMailbox {
  const key = name.toLowerCase();
  const known = postoffice.mailboxes.get(key);
  if (known) return known;
  const fresh: ServerMailbox = {
    name,
    listed: false,
    login: null,
    enabled: null,
    limitKb: null,
    sizeKb: null,
    redirectMode: 0,
    redirectTo: [],
    addresses: [],
  };
  postoffice.mailboxes.set(key, fresh);
  return fresh;
}

function domainOf(postoffice: Postoffice, name: string): ServerDomain {
  const known = postoffice.domains.get(name);
  if (known) return known;
  const fresh: ServerDomain = { name, enabled: null, redirectedTo: null, catchAll: null };
  postoffice.domains.set(name, fresh);
  return fresh;
}

/** The post office a file belongs to by the folder it lies in. */
export function postofficeInPath(path: string): string {
  return /(?:^|\/)postoffices\/([^/]+)\//i.exec(path)?.[1] ?? '';
}

function bit(text: string): boolean | null {
  return text === '1' ? true : text === '0' ? false : null;
}

function integer(text: string): number | null {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : null;
  return value;
}

function addressOf(token: Token): string[] {
  return token.kind === 'smtp' ? [`${token.local}@${token.domain}`] : [];
}

function placeOf(token: Token): string {
  return wordsOf(token).toLowerCase();
}

/** A place in words. */
export function wordsOf(token: Token): string {
  if (token.kind === 'smtp') return `${token.local}@${token.domain}`;
  if (token.kind === 'catch-all') return `*@${token.domain}`;
  return `${token.kind === 'list' ? 'the list ' : ''}${token.name} of ${token.postoffice}`;
}
