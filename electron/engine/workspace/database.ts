import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { AppError } from '../../../shared/domain/errors.ts';
import { migrations } from './migrations/migrations.ts';
import { fromSqlite } from './sqlite-errors.ts';

export type Row = Record<string, unknown>;
type Parameters = readonly SQLInputValue[];

/** A prepared statement whose failures are typed errors. */
export interface Statement {
  all<T = Row>(...parameters: Parameters): T[];
  /** One row after the other, for results too large to have them all at once. */
  each<T = Row>(take: (row: T) => void, ...parameters: Parameters): void;
  get<T = Row>(...parameters: Parameters): T | undefined;
  /** How many rows were changed. */
  run(...parameters: Parameters): number;
}

/** The one connection to a workspace file. */
export interface Database {
  readonly file: string;
  prepare(sql: string): Statement;
  exec(sql: string): void;
  /** Runs the work in one transaction; inside another one it joins it. Rolls back when the work throws. */
  transaction<T>(work: () => T): T;
  /**
   * Puts work off until it can go along with other work: it is done first in the next transaction, or before the next statement outside
   * of one, so that nobody ever reads or writes the state before it; and by itself after a moment in which nothing happened. For what may
   * be lost with the process. Work that fails is dropped, and whatever came next throws its error.
   */
  soon(work: () => void): void;
  close(): void;
}

/**
 * Opens `workspace.sqlite` in the folder, makes it when it is not there, and brings it to the newest schema.
 *
 * @throws AppError `workspace.newer`, `workspace.corrupt`, `workspace.disk-full`, or `workspace.in-use` while another process has it
 */
export function openDatabase(dir: string): Database {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'workspace.sqlite');
  const typed = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw fromSqlite(error, file);
    }
  };

  const lock = typed(() => takeLock(dir));
  let connection: DatabaseSync | undefined;
  try {
    connection = typed(() => openConnection(file));
    const database = wrap(connection, lock, file, typed);
    migrate(database);
    return database;
  } catch (error) {
    connection?.close();
    lock.close();
    throw error;
  }
}

/**
 * Two engines on one workspace could append the same message twice, so the first one holds an exclusive lock on a file beside the
 * database. The system lets go of it when the process ends, however it ends; the database itself stays readable for other tools.
 */
function takeLock(dir: string): DatabaseSync {
  const lock = new DatabaseSync(join(dir, 'workspace.lock'), { timeout: 1000 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function openConnection(file: string): DatabaseSync {
  const fresh = !existsSync(file);
  const connection = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 });
  try {
    // Findings hold subjects and senders. The log beside the file takes its mode from it.
    if (fresh) chmodSync(file, 0o600);
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;');
    // A damaged file may open well and fail in the middle of a run: rather find out now.
    if (!fresh) connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** How long work that was put off waits for company. */
const COMPANY_MS = 200;

function wrap(connection: DatabaseSync, lock: DatabaseSync, file: string, typed: <T>(work: () => T) => T): Database {
  let depth = 0;
  let open = true;
  let putOff: (() => void)[] = [];
  let timer: NodeJS.Timeout | null = null;

  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');

  function transaction<T>(work: () => T): T {
    if (depth > 0) return work();
    const first = takePutOff();
    typed(() => begin.run());
    depth += 1;
    try {
      for (const earlier of first) earlier();
      // From here on it is the caller's own: were it rolled back together with what was put off, that would be lost for no reason.
      if (first.length > 0) connection.exec('SAVEPOINT own');
      const result = own(work, first.length > 0);
      typed(() => commit.run());
      return result;
    } catch (error) {
      // SQLite has rolled back by itself when the disk was full.
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    } finally {
      depth -= 1;
    }
  }

  function own<T>(work: () => T, afterOthers: boolean): T {
    try {
      return work();
    } catch (error) {
      if (afterOthers && connection.isTransaction) {
        connection.exec('ROLLBACK TO own');
        connection.exec('COMMIT');
      }
      throw error;
    }
  }

  function takePutOff(): (() => void)[] {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const taken = putOff;
    if (taken.length > 0) putOff = [];
    return taken;
  }

  function catchUp(): void {
    if (putOff.length > 0 && depth === 0) transaction(() => {});
  }

  return {
    file,
    prepare: (sql) => statement(() => typed(() => connection.prepare(sql)), typed, catchUp),
    exec(sql) {
      catchUp();
      typed(() => connection.exec(sql));
    },
    transaction,
    soon(work) {
      if (depth > 0) {
        work();
        return;
      }
      putOff.push(work);
      timer ??= setTimeout(() => {
        timer = null;
        const waiting = putOff;
        try {
          catchUp();
        } catch {
          // Nobody is there to be told: whoever comes next tries again and learns why it does not work.
          putOff = [...waiting, ...putOff];
        }
      }, COMPANY_MS).unref();
    },
    close() {
      if (!open) return;
      open = false;
      try {
        catchUp();
      } finally {
        takePutOff();
        connection.close();
        lock.close();
      }
    },
  };
}

// The rows are what the SQL beside each call says; naming their type there is the one place where it is taken on trust.
// Compiled when it is first needed: a run of the command line uses a few of some hundred.
function statement(prepare: () => StatementSync, typed: <T>(work: () => T) => T, catchUp: () => void): Statement {
  let compiled: StatementSync | null = null;
  const after = <T>(work: (prepared: StatementSync) => T): T => {
    catchUp();
    compiled ??= prepare();
    const prepared = compiled;
    return typed(() => work(prepared));
  };
  return {
    all: <T>(...parameters: Parameters) => after((prepared) => prepared.all(...parameters)) as T[],
    each: <T>(take: (row: T) => void, ...parameters: Parameters) =>
      after((prepared) => {
        for (const row of prepared.iterate(...parameters)) take(row as T);
      }),
    get: <T>(...parameters: Parameters) => after((prepared) => prepared.get(...parameters)) as T | undefined,
    run: (...parameters) => Number(after((prepared) => prepared.run(...parameters)).changes),
  };
}

function migrate(database: Database): void {
  const from = database.prepare('PRAGMA user_version').get<{ user_version: number }>()?.user_version ?? 0;
  if (from > migrations.length) {
    throw new AppError({
      code: 'workspace.newer',
      message: `${database.file} has schema ${from}; this version of Mailferry knows up to ${migrations.length}.`,
    });
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < from) continue;
    database.transaction(() => {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
