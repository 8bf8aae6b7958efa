import type { FolderMapEntry } from '../../../shared/domain/folder.ts';
import type { MailSession } from '../mail/session.ts';

/** Remembers, beyond the end of the process, which new folders are still to be subscribed. */
export interface SubscriptionsDue {
  add(paths: readonly string[]): void;
  done(paths: readonly string[]): void;
}

/**
 * Makes destination folders, each once, parents first, all on one connection: spread over several, a well-known server was
 * seen to fall over. A folder that is refused fails only those who wait for it.
 */
export class FolderCreator {
  readonly #existing: Set<string>;
  readonly #due: SubscriptionsDue;
  readonly #pending = new Map<string, Promise<void>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(existing: readonly string[], due: SubscriptionsDue) {
    this.#existing = new Set(existing);
    this.#due = due;
  }

  exists(path: string): boolean {
    return this.#existing.has(path);
  }

  /**
   * Asks for all of these folders at once, without waiting for one before the next is asked for, and then has those
   * subscribed that are to be: a mail program that shows only subscribed folders would not show what was copied. Each folder
   * can be used as soon as it is there.
   */
  async createAll(
    paths: readonly string[],
    subscribe: ReadonlySet<string>,
    session: MailSession,
    owed: readonly string[] = [],
  ): Promise<void> {
    const missing = paths.filter((path) => !this.#existing.has(path));
    const wanted = missing.filter((path) => subscribe.has(path));
    // Before the folders: were this process to end in between, nobody would know that they are to be subscribed.
    if (wanted.length > 0) this.#due.add(wanted);
    const made = missing.map((path) => this.#pend(path, this.#create(path, session)));
    this.#last = Promise.allSettled(made);
    await this.#last;
    const due = [...new Set([...wanted, ...owed])].filter((path) => this.#existing.has(path));
    const done = await Promise.allSettled(due.map((path) => session.subscribe(path)));
    // A server that refuses a subscription refuses it the next time too; only a lost connection is worth another try.
    const over = session.usable ? due : due.filter((_, place) => done[place]?.status === 'fulfilled');
    if (over.length > 0) this.#due.done(over);
  }

  /**
   * Resolves when the folder is there; makes it on `session` when nobody is making it. Rejects with `mail.folder-refused` when
   * the server will not have it.
   */
  ensure(path: string, session: MailSession): Promise<void> {
    if (this.#existing.has(path)) return Promise.resolve();
    const pending = this.#pending.get(path);
    if (pending !== undefined) return pending;
    const work = this.#pend(
      path,
      this.#last.then(() => this.#create(path, session)),
    );
    this.#last = work.catch(() => undefined);
    return work;
  }

  #pend(path: string, work: Promise<void>): Promise<void> {
    this.#pending.set(path, work);
    // Who waits sees the failure; nobody may be waiting yet. Asking again after a failure tries again.
    work.catch(() => this.#pending.delete(path));
    return work;
  }

  async #create(path: string, session: MailSession): Promise<void> {
    if (this.#existing.has(path)) return;
    await session.createFolder(path);
    this.#existing.add(path);
  }
}

/**
 * Destination folders in the order they are to be made: as the run comes to them, but parents before their children, so that
 * each is made by name and not only by the way.
 */
export function creationOrder(entries: readonly FolderMapEntry[]): string[] {
  const paths = new Set(
    entries.flatMap((entry) => (entry.destination !== null && entry.selectable ? entry.destination : [])),
  );
  const byLength = [...paths].sort((a, b) => a.length - b.length);
  const order = new Set<string>();
  for (const path of paths) {
    for (const parent of byLength) {
      if (parent.length >= path.length) break;
      if (path.startsWith(parent)) order.add(parent);
    }
    order.add(path);
  }
  return [...order];
}
