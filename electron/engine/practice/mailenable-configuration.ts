/** A post office as it is to be written into configuration files. */
export interface PostofficePlan {
  readonly name: string;
  readonly domains: readonly DomainPlan[];
  readonly mailboxes: readonly MailboxPlan[];
  /** Addresses of mailing lists. */
  readonly lists?: readonly string[];
}

export interface DomainPlan {
  readonly name: string;
  /** The mailbox that gets what no other one does. */
  readonly catchAll?: string;
  /** The host all its mail is passed on to. */
  readonly redirectedTo?: string;
}

export interface MailboxPlan {
  readonly name: string;
  /** Null: no login. */
  readonly password: string | null;
  readonly enabled?: boolean;
  /** -1: unlimited. */
  readonly limitKb?: number;
  readonly sizeKb?: number;
  readonly redirect?: { readonly mode: 1 | 2; readonly to: readonly string[] };
  /** Addresses beside its name in every domain of the post office. */
  readonly aliases?: readonly string[];
  /** False: no address leads to it. */
  readonly mapped?: boolean;
  readonly rights?: 'USER' | 'ADMIN' | 'SYSADMIN';
}

export interface ConfigurationStyle {
  readonly encoding?: 'utf-8' | 'utf-8-mark' | 'windows-1252';
  readonly lineEnd?: '\r\n' | '\n';
  /** A first line with the names of the columns. */
  readonly header?: boolean;
  /** Whether there are tables of domains, maps and mailboxes, of which only logins are documented. */
  readonly tables?: boolean;
}

const CP1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Composes the files of a configuration folder, by path, as a MailEnable server has them. */
export function mailEnableConfiguration(
  postoffices: readonly PostofficePlan[],
  style: ConfigurationStyle = {},
): ReadonlyMap<string, Uint8Array> {
  const { lineEnd = '\r\n', header = false, tables = true } = style;
  const files = new Map<string, Uint8Array>();
  const write = (path: string, names: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
    const lines = [...(header ? [names] : []), ...rows].map((row) => `${row.join('\t')}${lineEnd}`);
    files.set(path, encoded(lines.join(''), style.encoding ?? 'utf-8'));
  };
  write(
    'AUTH.TAB',
    ['UserName', 'Status', 'Password', 'Account', 'Rights'],
    postoffices.flatMap(({ name: office, mailboxes }) =>
      mailboxes.flatMap(({ name, password, enabled = true, rights = 'USER' }) =>
        password === null ? [] : [[`${name}@${office}`, enabled ? 1 : 0, password, office, rights]],
      ),
    ),
  );
  // A copy from before the last change, which nobody should believe.
  files.set('AUTH.SAV', encoded(`old.login@gone.test\t1\tNot-Any-More\tgone.test\tUSER${lineEnd}`, 'utf-8'));
  files.set('SMTP-DENY.TAB', encoded(`203.0.113.7\t1\tCONNECT\tSYSTEM${lineEnd}`, 'utf-8'));
  for (const { name: office, mailboxes } of postoffices) {
    files.set(`Postoffices/${office}/postoffice.sys`, encoded(`POEnabled=1${lineEnd}`, 'utf-8'));
    for (const { name } of mailboxes)
      files.set(`Postoffices/${office}/MAILBOXES/${name}.SYS`, encoded(`ReplyAddress=${lineEnd}`, 'utf-8'));
  }
  if (!tables) return files;
  write(
    'SMTP-DOMAINS.TAB',
    ['Domain', 'Status', 'RedirectionStatus', 'RedirectionHosts', 'Account'],
    postoffices.flatMap(({ name: office, domains }) =>
      domains.map(({ name, redirectedTo }) => [name, 1, redirectedTo ? 1 : 0, redirectedTo ?? '', office]),
    ),
  );
  write('ADDRESS-MAP.TAB', ['Source', 'Destination', 'Scope', 'Account', 'Status'], postoffices.flatMap(addressMaps));
  for (const { name: office, mailboxes } of postoffices) {
    write(
      `Postoffices/${office}/MAILBOXES.TAB`,
      ['Postoffice', 'Mailbox', 'RedirectAddress', 'RedirectStatus', 'Status', 'Limit', 'Size'],
      mailboxes.map(({ name, redirect, enabled = true, limitKb = -1, sizeKb = 0 }) => [
        office,
        name,
        redirect ? redirect.to.map((address) => `[SMTP:${address}]`).join(';') : '',
        redirect?.mode ?? 0,
        enabled ? 1 : 0,
        limitKb,
        sizeKb,
      ]),
    );
  }
  return files;
}

function addressMaps({ name: office, domains, mailboxes, lists = [] }: PostofficePlan): (string | number)[][] {
  const map = (from: string, to: string): (string | number)[] => [`[SMTP:${from}]`, to, '', office, 1];
  const local = (name: string): string => `[SF:${office}/${name}]`;
  return [
    ...mailboxes.flatMap(({ name, aliases = [], mapped = true }) => [
      ...(mapped ? domains.map((domain) => map(`${name}@${domain.name}`, local(name))) : []),
      ...aliases.map((alias) => map(alias, local(name))),
    ]),
    ...lists.map((list) => map(list, `[LS:${office}/${list.slice(0, list.lastIndexOf('@'))}]`)),
    ...domains.flatMap(({ name, catchAll }) => (catchAll ? [map(`*@${name}`, local(catchAll))] : [])),
  ];
}

function encoded(text: string, encoding: NonNullable<ConfigurationStyle['encoding']>): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-mark') return new TextEncoder().encode(`\ufeff${text}`);
  return Uint8Array.from([...text], (character) => {
    const special = CP1252.indexOf(character);
    const code = character.codePointAt(0) ?? 0;
    return special >= 0 ? 0x80 + special : code < 256 ? code : 0x3f;
  });
}
