import type { Database } from './database.ts';

/** Destination folders that were made for a mailbox and are still to be subscribed. */
export interface SubscriptionsDueStore {
  list(mailboxId: string): readonly string[];
  add(mailboxId: string, paths: readonly string[]): void;
  remove(mailboxId: string, paths: readonly string[]): void;
  removeAll(mailboxId: string): void;
}

/** Due subscriptions on the workspace database. */
export function openSubscriptionsDue(database: Database): SubscriptionsDueStore {
  const list = database.prepare('SELECT path FROM subscription_due WHERE mailbox_id = ? ORDER BY path');
  const add = database.prepare('INSERT OR IGNORE INTO subscription_due (mailbox_id, path) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM subscription_due WHERE mailbox_id = ? AND path = ?');
  const removeAll = database.prepare('DELETE FROM subscription_due WHERE mailbox_id = ?');
  return {
    list: (mailboxId) => list.all<{ path: string }>(mailboxId).map((row) => row.path),
    add(mailboxId, paths) {
      database.transaction(() => {
        for (const path of paths) add.run(mailboxId, path);
      });
    },
    remove(mailboxId, paths) {
      database.transaction(() => {
        for (const path of paths) remove.run(mailboxId, path);
      });
    },
    removeAll: (mailboxId) => void removeAll.run(mailboxId),
  };
}
