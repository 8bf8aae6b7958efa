import type { ImportRecord } from '../../../shared/domain/import.ts';
import type { DomainOrigin, MailboxOrigin } from '../../../shared/domain/origin.ts';
import type { Database } from './database.ts';

/** What imports know of mailboxes and domains beyond addresses and logins; gone with them. */
export interface Origins {
  ofMailbox(mailboxId: string): MailboxOrigin | undefined;
  /** Those of a domain's mailboxes that were imported, by mailbox. */
  ofMailboxesIn(domainId: string): ReadonlyMap<string, MailboxOrigin>;
  ofDomain(domainId: string): DomainOrigin | undefined;
  /** All of them by mailbox, for comparing a whole directory. */
  all(): ReadonlyMap<string, MailboxOrigin>;
  allDomains(): ReadonlyMap<string, DomainOrigin>;
  save(origin: MailboxOrigin, importId: string): void;
  saveDomain(origin: DomainOrigin, importId: string): void;
  record(entry: ImportRecord): void;
  /** The newest first. */
  imports(limit: number): ImportRecord[];
}

interface Columns extends Omit<MailboxOrigin, 'enabled' | 'redirectTo' | 'aliases'> {
  enabled: number | null;
  redirectTo: string;
  aliases: string;
}

interface DomainColumns extends Omit<DomainOrigin, 'aliasDomains'> {
  aliasDomains: string;
}

const COLUMNS = `o.mailbox_id AS mailboxId, o.kind, o.postoffice, o.name, o.enabled, o.limit_kb AS limitKb, o.size_kb AS sizeKb,
  o.redirect_mode AS redirectMode, o.redirect_to AS redirectTo, o.aliases`;
const DOMAIN_COLUMNS = 'domain_id AS domainId, postoffice, catch_all AS catchAll, alias_domains AS aliasDomains';

/** Origins on the workspace database. */
export function openOrigins(database: Database): Origins {
  const ofMailbox = database.prepare(`SELECT ${COLUMNS} FROM mailbox_origin o WHERE o.mailbox_id = ?`);
  const ofMailboxesIn = database.prepare(
    `SELECT ${COLUMNS} FROM mailbox m JOIN mailbox_origin o ON o.mailbox_id = m.id WHERE m.domain_id = ?`,
  );
  const all = database.prepare(`SELECT ${COLUMNS} FROM mailbox_origin o`);
  const ofDomain = database.prepare(`SELECT ${DOMAIN_COLUMNS} FROM domain_origin WHERE domain_id = ?`);
  const allDomains = database.prepare(`SELECT ${DOMAIN_COLUMNS} FROM domain_origin`);
  const save = database.prepare(
    `INSERT OR REPLACE INTO mailbox_origin
       (mailbox_id, kind, postoffice, name, enabled, limit_kb, size_kb, redirect_mode, redirect_to, aliases, import_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const saveDomain = database.prepare(
    `INSERT OR REPLACE INTO domain_origin (domain_id, postoffice, catch_all, alias_domains, import_id) VALUES (?, ?, ?, ?, ?)`,
  );
  const record = database.prepare(
    `INSERT INTO directory_import (id, at, kind, name, added, changed, removed, unchanged) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const imports = database.prepare(
    'SELECT id, at, kind, name, added, changed, removed, unchanged FROM directory_import ORDER BY at DESC LIMIT ?',
  );

  return {
    ofMailbox(mailboxId) {
      const found = ofMailbox.get<Columns>(mailboxId);
      return found && toOrigin(found);
    },
    ofMailboxesIn: (domainId) => byMailbox(ofMailboxesIn.all<Columns>(domainId)),
    ofDomain(domainId) {
      const found = ofDomain.get<DomainColumns>(domainId);
      return found && toDomainOrigin(found);
    },
    all: () => byMailbox(all.all<Columns>()),
    allDomains: () => new Map(allDomains.all<DomainColumns>().map((row) => [row.domainId, toDomainOrigin(row)])),
    save(origin, importId) {
      save.run(
        origin.mailboxId,
        origin.kind,
        origin.postoffice,
        origin.name,
        origin.enabled === null ? null : Number(origin.enabled),
        origin.limitKb,
        origin.sizeKb,
        origin.redirectMode,
        JSON.stringify(origin.redirectTo),
        JSON.stringify(origin.aliases),
        importId,
      );
    },
    saveDomain(origin, importId) {
      saveDomain.run(
        origin.domainId,
        origin.postoffice,
        origin.catchAll,
        JSON.stringify(origin.aliasDomains),
        importId,
      );
    },
    record(entry) {
      record.run(
        entry.id,
        entry.at,
        entry.kind,
        entry.name,
        entry.added,
        entry.changed,
        entry.removed,
        entry.unchanged,
      );
    },
    imports: (limit) => imports.all<ImportRecord>(limit),
  };
}

function byMailbox(rows: readonly Columns[]): ReadonlyMap<string, MailboxOrigin> {
  return new Map(rows.map((row) => [row.mailboxId, toOrigin(row)]));
}

// The lists are written here alone, as JSON arrays of texts.
function toOrigin(columns: Columns): MailboxOrigin {
  return {
    ...columns,
    enabled: columns.enabled === null ? null : columns.enabled === 1,
    redirectTo: JSON.parse(columns.redirectTo) as string[],
    aliases: JSON.parse(columns.aliases) as string[],
  };
}

function toDomainOrigin(columns: DomainColumns): DomainOrigin {
  return { ...columns, aliasDomains: JSON.parse(columns.aliasDomains) as string[] };
}
