import type { Customer } from '../../../shared/domain/directory.ts';
import type { Database } from './database.ts';

/** The customers of a workspace. */
export interface Customers {
  list(): Customer[];
  find(id: string): Customer | undefined;
  /** Names compare without regard to case. */
  findByName(name: string): Customer | undefined;
  add(customer: Customer): void;
  /** Removes with all domains, mailboxes, runs and ledgers. */
  removeAll(): void;
  /** Removes customers that own no domain. */
  removeEmpty(): void;
}

/** Customers on the workspace database. */
export function openCustomers(database: Database): Customers {
  const list = database.prepare('SELECT id, name FROM customer ORDER BY name COLLATE NOCASE');
  const find = database.prepare('SELECT id, name FROM customer WHERE id = ?');
  const findByName = database.prepare('SELECT id, name FROM customer WHERE name = ?');
  const add = database.prepare('INSERT INTO customer (id, name) VALUES (?, ?)');
  const removeAll = database.prepare('DELETE FROM customer');
  const removeEmpty = database.prepare(
    'DELETE FROM customer WHERE NOT EXISTS (SELECT 1 FROM domain d WHERE d.customer_id = customer.id)',
  );
  return {
    list: () => list.all<Customer>(),
    find: (id) => find.get<Customer>(id),
    findByName: (name) => findByName.get<Customer>(name),
    add: (customer) => void add.run(customer.id, customer.name),
    removeAll: () => void removeAll.run(),
    removeEmpty: () => void removeEmpty.run(),
  };
}
