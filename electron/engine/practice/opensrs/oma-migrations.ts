import { type MigrationUserRequest, Refusal } from './documented.ts';

/** How far one folder is. */
export interface FolderCount {
  remote: number;
  migrated: number;
  skipped: number;
  failed: number;
  bytes: number;
}

/** Copies one mailbox and counts as it goes; rejects with words when it cannot go on. */
export type CopyMailbox = (
  user: MigrationUserRequest,
  count: (folder: string, change: Partial<FolderCount>) => void,
  signal: AbortSignal,
) => Promise<void>;

interface Copying {
  readonly request: MigrationUserRequest;
  readonly folders: Map<string, FolderCount>;
  started: boolean;
  folderCount: number | null;
  error: string | null;
}

interface Job {
  readonly name: string;
  readonly by: string;
  readonly date: number;
  readonly users: Map<string, Copying>;
}

const AT_ONCE = 4;

/** Copying on the server's side: jobs that nobody can stop, each begun by one admin login. */
export class OmaMigrations {
  readonly #jobs = new Map<string, Job>();
  readonly #copy: CopyMailbox;
  readonly #stop = new AbortController();
  readonly #queue: (() => Promise<void>)[] = [];
  #going = 0;

  constructor(copy: CopyMailbox) {
    this.#copy = copy;
  }

  add(name: string, by: string, users: readonly MigrationUserRequest[], now: number): string {
    if (this.#jobs.has(name)) throw new Refusal(7, `A job named ${name} exists already`);
    const copying = users.map((request): [string, Copying] => [
      request.local.toLowerCase(),
      { request, folders: new Map(), started: false, folderCount: null, error: null },
    ]);
    this.#jobs.set(name, { name, by, date: Math.floor(now / 1000), users: new Map(copying) });
    for (const [, entry] of copying) this.#queue.push(() => this.#run(entry));
    this.#fill();
    return name;
  }

  list(by: string): { job: string; date: number }[] {
    return [...this.#jobs.values()].filter((job) => job.by === by).map(({ name, date }) => ({ job: name, date }));
  }

  /** In the documented form, with numbers as strings where the documents show strings. */
  status(name: string, by: string): Record<string, unknown> {
    const job = this.#job(name, by);
    return {
      rate: '600 KiB/s',
      users: [...job.users].map(([local, copying]) => ({ user: local, data: statusOf(copying) })),
    };
  }

  trace(name: string, by: string, user: string): void {
    const copying = this.#job(name, by).users.get(user.toLowerCase());
    if (!copying) throw new Refusal(2, `User ${user} is not in job ${name}`);
    if (!copying.started) throw new Refusal(2, `There is no trace of ${user} yet`);
  }

  /** Lets all copying end where it is. */
  stop(): void {
    this.#stop.abort();
    this.#queue.length = 0;
  }

  #job(name: string, by: string): Job {
    const job = this.#jobs.get(name);
    if (!job || job.by !== by) throw new Refusal(2, `Job ${name} does not exist`);
    return job;
  }

  #fill(): void {
    while (this.#going < AT_ONCE) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#going += 1;
      void next().finally(() => {
        this.#going -= 1;
        this.#fill();
      });
    }
  }

  async #run(copying: Copying): Promise<void> {
    copying.started = true;
    const count = (folder: string, change: Partial<FolderCount>): void => {
      const known = copying.folders.get(folder) ?? { remote: 0, migrated: 0, skipped: 0, failed: 0, bytes: 0 };
      copying.folders.set(folder, { ...known, ...change });
    };
    try {
      await this.#copy(copying.request, count, this.#stop.signal);
      copying.folderCount = copying.folders.size;
    } catch (error) {
      copying.error = error instanceof Error ? error.message : String(error);
    }
  }
}

function statusOf({ request, folders, folderCount, error }: Copying): Record<string, unknown> {
  const counts = [...folders.values()];
  const sum = (pick: (count: FolderCount) => number): number => counts.reduce((total, count) => total + pick(count), 0);
  return {
    folders: Object.fromEntries(
      [...folders].map(([name, count]) => [
        name,
        // Of empty folders nothing is counted.
        count.remote === 0
          ? { delim: '/' }
          : {
              bytes: count.bytes,
              migrate_count: count.migrated,
              fail_count: count.failed,
              skip_count: String(count.skipped),
              remote_count: String(count.remote),
              next_uid: String(count.remote + 1),
              retry1count: 0,
              retry2count: 0,
              delim: '/',
            },
      ]),
    ),
    status: {
      bytes: sum((count) => count.bytes),
      migrate_count: sum((count) => count.migrated),
      fail_count: sum((count) => count.failed),
      skip_count: sum((count) => count.skipped),
      remote_count: String(sum((count) => count.remote)),
      ...(folderCount === null ? {} : { foldercount: folderCount }),
      critical_errors: error === null ? '0' : error,
    },
    config: { server: request.server, method: request.method, username: request.remote },
  };
}
