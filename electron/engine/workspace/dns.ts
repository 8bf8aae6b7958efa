import type { DnsAccount } from '../../../shared/domain/dns-account.ts';
import type { DnsChange, DnsChangeState } from '../../../shared/domain/dns-change.ts';
import type { DnsLook, DnsWorld } from '../../../shared/domain/dns-look.ts';
import type { DnsTemplate } from '../../../shared/domain/dns-plan.ts';
import type { WebmailLook } from '../../../shared/domain/webmail.ts';
import type { Database } from './database.ts';

/** What an agent chose for the names of a domain; null for what follows from its servers. */
export interface DomainDnsChoice {
  readonly accountId: string | null;
  readonly byHand: boolean;
  readonly templateId: string | null;
}

/** A lifetime the old mail route was seen with, and since when no server gives it any more. */
export interface OldRoute {
  readonly ttl: number;
  readonly seenAt: string;
  readonly goneAt: string | null;
}

/** Accounts, templates, looks and changes of names. */
export interface DnsStore {
  accounts(): DnsAccount[];
  findAccount(id: string): DnsAccount | undefined;
  saveAccount(account: DnsAccount): void;
  /** What domains chose it and what it changed stays; those domains have no account any more. */
  removeAccount(id: string): void;
  templates(): DnsTemplate[];
  saveTemplate(template: DnsTemplate): void;
  removeTemplate(id: string): void;
  world(): DnsWorld | undefined;
  saveWorld(world: DnsWorld): void;
  choice(domainId: string): DomainDnsChoice;
  choose(domainId: string, choice: DomainDnsChoice): void;
  look(domainId: string): DnsLook | undefined;
  saveLook(domainId: string, look: DnsLook): void;
  webmail(domainId: string): WebmailLook | undefined;
  saveWebmail(domainId: string, look: WebmailLook): void;
  /** Since when all servers send mail to the destination alone. */
  settledAt(domainId: string): string | null;
  setSettled(domainId: string, at: string | null): void;
  oldRoutes(domainId: string): OldRoute[];
  setOldRoute(domainId: string, route: OldRoute): void;
  addChange(change: DnsChange): void;
  findChange(id: string): DnsChange | undefined;
  setChangeState(id: string, state: DnsChangeState, more?: { appliedAt?: string; error?: DnsChange['error'] }): void;
  /** Newest first; dry runs that were never applied are left out. */
  changes(domainId: string): DnsChange[];
  /** What was written with an account, in that order, undone or not. */
  carriedOut(accountId: string): DnsChange[];
  /** Those that were being written when the process ended. */
  cutOff(): DnsChange[];
  /** Forgets dry runs that nobody applied. */
  dropPlanned(before: string): void;
}

type Json = Record<'sets' | 'warnings', string> & { error: string | null };

/** Names and their changes on the workspace database. */
export function openDns(database: Database): DnsStore {
  const accounts = database.prepare('SELECT settings FROM dns_account ORDER BY name COLLATE NOCASE');
  const account = database.prepare('SELECT settings FROM dns_account WHERE id = ?');
  const saveAccount = database.prepare(
    `INSERT INTO dns_account (id, name, settings) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings`,
  );
  const removeAccount = database.prepare('DELETE FROM dns_account WHERE id = ?');
  const unchooseAccount = database.prepare('UPDATE domain_dns SET account_id = NULL WHERE account_id = ?');
  const templates = database.prepare('SELECT template FROM dns_template ORDER BY name COLLATE NOCASE');
  const saveTemplate = database.prepare(
    `INSERT INTO dns_template (id, name, template) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, template = excluded.template`,
  );
  const removeTemplate = database.prepare('DELETE FROM dns_template WHERE id = ?');
  const unchooseTemplate = database.prepare('UPDATE domain_dns SET template_id = NULL WHERE template_id = ?');
  const world = database.prepare('SELECT world FROM dns_world');
  const saveWorld = database.prepare(
    'INSERT INTO dns_world (only, world) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET world = excluded.world',
  );
  const domain = database.prepare('SELECT * FROM domain_dns WHERE domain_id = ?');
  const choose = database.prepare(
    `INSERT INTO domain_dns (domain_id, account_id, by_hand, template_id) VALUES (?, ?, ?, ?)
     ON CONFLICT (domain_id) DO UPDATE SET account_id = excluded.account_id, by_hand = excluded.by_hand, template_id = excluded.template_id`,
  );
  const set = (column: 'look' | 'webmail' | 'settled_at') =>
    database.prepare(
      `INSERT INTO domain_dns (domain_id, ${column}) VALUES (?, ?) ON CONFLICT (domain_id) DO UPDATE SET ${column} = excluded.${column}`,
    );
  const [setLook, setWebmail, setSettled] = [set('look'), set('webmail'), set('settled_at')];
  const oldRoutes = database.prepare(
    'SELECT ttl, seen_at AS seenAt, gone_at AS goneAt FROM dns_old_route WHERE domain_id = ? ORDER BY ttl',
  );
  const setOldRoute = database.prepare(
    `INSERT INTO dns_old_route (domain_id, ttl, seen_at, gone_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (domain_id, ttl) DO UPDATE SET seen_at = excluded.seen_at, gone_at = excluded.gone_at`,
  );
  const columns = `id, domain_id AS domainId, account_id AS accountId, account_name AS accountName, kind, undoes, zone, state, sets, warnings,
    planned_at AS plannedAt, applied_at AS appliedAt, error`;
  const addChange = database.prepare(
    `INSERT INTO dns_change (id, domain_id, account_id, account_name, kind, undoes, zone, state, sets, warnings, planned_at, applied_at, error)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const change = database.prepare(`SELECT ${columns} FROM dns_change WHERE id = ?`);
  const setState = database.prepare(
    'UPDATE dns_change SET state = ?2, applied_at = coalesce(?3, applied_at), error = ?4 WHERE id = ?1',
  );
  const changes = database.prepare(
    `SELECT ${columns} FROM dns_change WHERE domain_id = ? AND state <> 'planned' ORDER BY planned_at DESC, rowid DESC`,
  );
  const carriedOut = database.prepare(
    `SELECT ${columns} FROM dns_change WHERE account_id = ? AND state IN ('applied', 'undone') ORDER BY applied_at, rowid`,
  );
  const cutOff = database.prepare(`SELECT ${columns} FROM dns_change WHERE state = 'applying'`);
  const dropPlanned = database.prepare(`DELETE FROM dns_change WHERE state = 'planned' AND planned_at < ?`);
  const toChange = ({ sets, warnings, error, ...row }: Omit<DnsChange, keyof Json> & Json): DnsChange => ({
    ...row,
    sets: JSON.parse(sets),
    warnings: JSON.parse(warnings),
    error: error === null ? null : JSON.parse(error),
  });
  type ChangeRow = Parameters<typeof toChange>[0];
  interface DomainColumns {
    account_id: string | null;
    by_hand: number;
    template_id: string | null;
    look: string | null;
    webmail: string | null;
    settled_at: string | null;
  }
  const of = (domainId: string): DomainColumns | undefined => domain.get<DomainColumns>(domainId);
  const parsed = <T>(text: string | null | undefined): T | undefined =>
    text === null || text === undefined ? undefined : (JSON.parse(text) as T);

  return {
    accounts: () => accounts.all<{ settings: string }>().map(({ settings }) => JSON.parse(settings)),
    findAccount: (id) => parsed<DnsAccount>(account.get<{ settings: string }>(id)?.settings),
    saveAccount: (saved) => void saveAccount.run(saved.id, saved.name, JSON.stringify(saved)),
    removeAccount: (id) =>
      database.transaction(() => {
        unchooseAccount.run(id);
        removeAccount.run(id);
      }),
    templates: () => templates.all<{ template: string }>().map(({ template }) => JSON.parse(template)),
    saveTemplate: (saved) => void saveTemplate.run(saved.id, saved.name, JSON.stringify(saved)),
    removeTemplate: (id) =>
      database.transaction(() => {
        unchooseTemplate.run(id);
        removeTemplate.run(id);
      }),
    world: () => parsed<DnsWorld>(world.get<{ world: string }>()?.world),
    saveWorld: (saved) => void saveWorld.run(JSON.stringify(saved)),
    choice(domainId) {
      const row = of(domainId);
      return { accountId: row?.account_id ?? null, byHand: row?.by_hand === 1, templateId: row?.template_id ?? null };
    },
    choose: (domainId, { accountId, byHand, templateId }) =>
      void choose.run(domainId, accountId, byHand ? 1 : 0, templateId),
    look: (domainId) => parsed<DnsLook>(of(domainId)?.look),
    saveLook: (domainId, look) => void setLook.run(domainId, JSON.stringify(look)),
    webmail: (domainId) => parsed<WebmailLook>(of(domainId)?.webmail),
    saveWebmail: (domainId, look) => void setWebmail.run(domainId, JSON.stringify(look)),
    settledAt: (domainId) => of(domainId)?.settled_at ?? null,
    setSettled: (domainId, at) => void setSettled.run(domainId, at),
    oldRoutes: (domainId) => oldRoutes.all<OldRoute>(domainId),
    setOldRoute: (domainId, { ttl, seenAt, goneAt }) => void setOldRoute.run(domainId, ttl, seenAt, goneAt),
    addChange: (added) =>
      void addChange.run(
        added.id,
        added.domainId,
        added.accountId,
        added.accountName,
        added.kind,
        added.undoes,
        added.zone,
        added.state,
        JSON.stringify(added.sets),
        JSON.stringify(added.warnings),
        added.plannedAt,
        added.appliedAt,
        added.error === null ? null : JSON.stringify(added.error),
      ),
    findChange(id) {
      const row = change.get<ChangeRow>(id);
      return row && toChange(row);
    },
    setChangeState: (id, state, { appliedAt, error = null } = {}) =>
      void setState.run(id, state, appliedAt ?? null, error === null ? null : JSON.stringify(error)),
    changes: (domainId) => changes.all<ChangeRow>(domainId).map(toChange),
    carriedOut: (accountId) => carriedOut.all<ChangeRow>(accountId).map(toChange),
    cutOff: () => cutOff.all<ChangeRow>().map(toChange),
    dropPlanned: (before) => void dropPlanned.run(before),
  };
}
