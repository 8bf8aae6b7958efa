import type { FolderMapEntry } from '../../../shared/domain/folder.ts';
import type { MailSession } from '../mail/session.ts';
import type { SessionSlot } from './lanes.ts';

/**
 * Makes destination folders, each once, parents first, all on one connection: spread over several, a well-known server was
 * seen to fall over. A folder that is refused fails only those who wait for it.
 */
export class FolderCreator {
  readonly #fallback: SessionSlot;
  #slot: SessionSlot;
  readonly #subscribe: ReadonlySet<string>;
  readonly #existing: Set<string>;
  readonly #pending = new Map<string, Promise<void>>();
  #last: Promise<void> = Promise.resolve();

  /** `fallback` is a connection that stands already; it does the work when `slot` cannot be opened. */
  constructor(slot: SessionSlot, fallback: SessionSlot, existing: readonly string[], subscribe: readonly string[]) {
    this.#slot = slot;
    this.#fallback = fallback;
    this.#existing = new Set(existing);
    this.#subscribe = new Set(subscribe);
  }

  exists(path: string): boolean {
    return this.#existing.has(path);
  }

  /** Resolves when the folder is there; rejects with `mail.folder-refused` when the server will not have it. */
  ensure(path: string): Promise<void> {
    if (this.#existing.has(path)) return Promise.resolve();
    let work = this.#pending.get(path);
    if (work === undefined) {
      work = this.#last.catch(() => undefined).then(() => this.#create(path));
      this.#last = work;
      this.#pending.set(path, work);
      // Who waits sees the failure; nobody may be waiting yet. Asking again after a failure tries again.
      work.catch(() => this.#pending.delete(path));
    }
    return work;
  }

  async #session(): Promise<MailSession> {
    try {
      return await this.#slot.get();
    } catch (error) {
      if (this.#slot === this.#fallback) throw error;
      // Mostly a server that allows no further connection.
      this.#slot = this.#fallback;
      return this.#slot.get();
    }
  }

  async #create(path: string): Promise<void> {
    const session = await this.#session();
    await session.createFolder(path);
    this.#existing.add(path);
    // A mail program that shows only subscribed folders would not show what was copied.
    if (this.#subscribe.has(path)) await session.subscribe(path).catch(() => undefined);
  }
}

/**
 * Destination folders in the order they are to be made: as the run comes to them, but parents before their children, so that
 * each is made by name and not only by the way.
 */
export function creationOrder(entries: readonly FolderMapEntry[]): string[] {
  const paths = [
    ...new Set(entries.flatMap((entry) => (entry.destination !== null && entry.selectable ? entry.destination : []))),
  ];
  const order: string[] = [];
  for (const path of paths) {
    const parents = paths
      .filter((other) => other !== path && path.startsWith(other))
      .sort((a, b) => a.length - b.length);
    for (const next of [...parents, path]) if (!order.includes(next)) order.push(next);
  }
  return order;
}
