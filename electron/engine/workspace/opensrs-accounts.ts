import type { OpensrsAccountSettings, OpensrsAccountTest } from '../../../shared/domain/opensrs-account.ts';
import type { Database } from './database.ts';

/** An account as it is kept; its password is in the vault. */
export type OpensrsAccount = OpensrsAccountSettings & { readonly test: OpensrsAccountTest | null };

/** The OpenSRS accounts of destination servers. */
export interface OpensrsAccounts {
  list(): OpensrsAccount[];
  find(endpointId: string): OpensrsAccount | undefined;
  /** Adds or replaces; a test of the former settings says nothing any more. */
  save(settings: OpensrsAccountSettings): void;
  setTest(endpointId: string, test: OpensrsAccountTest): void;
  remove(endpointId: string): void;
}

type Columns = OpensrsAccountSettings & { test: string | null };

/** Accounts on the workspace database. */
export function openOpensrsAccounts(database: Database): OpensrsAccounts {
  const columns = 'endpoint_id AS endpointId, cluster, url, user, company, test';
  const list = database.prepare(`SELECT ${columns} FROM opensrs_account ORDER BY endpoint_id`);
  const find = database.prepare(`SELECT ${columns} FROM opensrs_account WHERE endpoint_id = ?`);
  const save = database.prepare(
    `INSERT OR REPLACE INTO opensrs_account (endpoint_id, cluster, url, user, company, test) VALUES (?, ?, ?, ?, ?, NULL)`,
  );
  const setTest = database.prepare('UPDATE opensrs_account SET test = ? WHERE endpoint_id = ?');
  const remove = database.prepare('DELETE FROM opensrs_account WHERE endpoint_id = ?');

  return {
    list: () => list.all<Columns>().map(toAccount),
    find(endpointId) {
      const found = find.get<Columns>(endpointId);
      return found && toAccount(found);
    },
    save: ({ endpointId, cluster, url, user, company }) => void save.run(endpointId, cluster, url, user, company),
    setTest: (endpointId, test) => void setTest.run(JSON.stringify(test), endpointId),
    remove: (endpointId) => void remove.run(endpointId),
  };
}

function toAccount({ test, ...settings }: Columns): OpensrsAccount {
  return { ...settings, test: test === null ? null : (JSON.parse(test) as OpensrsAccountTest) };
}
