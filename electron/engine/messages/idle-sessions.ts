import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import type { MailSession } from '../mail/session.ts';

const IDLE_MS = 30_000;
/** Sessions kept at most, two to a mailbox: servers count connections. */
const MOST = 4;

interface Held {
  session: MailSession | null;
  /** Whoever has it; the next one waits. */
  turn: Promise<unknown>;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

/** Keeps sessions open for a while after use: an agent who reads one message mostly reads the next one too. */
export class IdleSessions {
  readonly #open: (login: MailLogin, signal?: AbortSignal) => Promise<MailSession>;
  readonly #held = new Map<string, Held>();
  #closed = false;

  constructor(open: (login: MailLogin, signal?: AbortSignal) => Promise<MailSession>) {
    this.#open = open;
  }

  /**
   * Works on the session of a login, alone. A session that turns out to have died while it was idle is replaced, and the work
   * done again: it must be one that only reads. When the signal aborts, the connection is cut.
   */
  async use<T>(login: MailLogin, work: (session: MailSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const held = this.#of(login);
    held.users += 1;
    clearTimeout(held.timer);
    const turn = held.turn.then(async () => {
      signal?.throwIfAborted();
      const kept = held.session?.usable === true;
      const session = await this.#sessionOf(held, login, signal);
      try {
        return await cutOn(signal, session, work);
      } catch (error) {
        if (!kept || session.usable || signal?.aborted) throw error;
        return await cutOn(signal, await this.#sessionOf(held, login, signal), work);
      }
    });
    held.turn = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      held.users -= 1;
      if (held.users === 0) this.#rest(login, held);
    }
  }

  /** Logs out everywhere. */
  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#held.values()];
    this.#held.clear();
    for (const { timer } of all) clearTimeout(timer);
    await Promise.all(all.map(({ session }) => session?.close()));
  }

  #of(login: MailLogin): Held {
    const key = keyOf(login);
    let held = this.#held.get(key);
    if (held === undefined) held = { session: null, turn: Promise.resolve(), users: 0, timer: undefined };
    // The one used last stands at the end.
    this.#held.delete(key);
    this.#held.set(key, held);
    for (const [other, { users }] of [...this.#held].slice(0, Math.max(0, this.#held.size - MOST))) {
      if (users === 0) this.#drop(other);
    }
    return held;
  }

  async #sessionOf(held: Held, login: MailLogin, signal: AbortSignal | undefined): Promise<MailSession> {
    if (held.session?.usable) return held.session;
    const session = await this.#open(login, signal);
    if (this.#closed) {
      await session.close();
      throw new DOMException('The engine is stopping.', 'AbortError');
    }
    held.session = session;
    return session;
  }

  #rest(login: MailLogin, held: Held): void {
    if (!held.session?.usable || this.#closed) return;
    held.timer = setTimeout(() => this.#drop(keyOf(login)), IDLE_MS);
    held.timer.unref();
  }

  #drop(key: string): void {
    const held = this.#held.get(key);
    this.#held.delete(key);
    clearTimeout(held?.timer);
    void held?.session?.close();
  }
}

/** Another endpoint or user is another session, and so is the same one after its settings were changed. */
function keyOf({ endpoint, user, secretRef }: MailLogin): string {
  return JSON.stringify([endpoint, user, secretRef]);
}

async function cutOn<T>(
  signal: AbortSignal | undefined,
  session: MailSession,
  work: (session: MailSession) => Promise<T>,
): Promise<T> {
  const cut = (): void => session.abort();
  signal?.addEventListener('abort', cut, { once: true });
  try {
    return await work(session);
  } finally {
    signal?.removeEventListener('abort', cut);
  }
}
