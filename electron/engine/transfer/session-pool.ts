import type { MailLogin, Side } from '../../../shared/domain/endpoint.ts';
import { type AppError, type ErrorCode, isAppError } from '../../../shared/domain/errors.ts';
import type { ServerFacts } from '../../../shared/domain/inspection.ts';
import { openSession } from '../mail/connect.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailSession, Traffic } from '../mail/session.ts';
import type { SideLeases } from './server-budgets.ts';

/**
 * What a server says when it will not have one more connection. Where another one of the same login stands, a refused login
 * is that too: the password is right, and asking again with it could get the address blocked.
 */
const NO_MORE: readonly ErrorCode[] = ['mail.too-many-connections', 'mail.auth-failed'];

/** The server's budget has no further connection for this run; those it has do the work. */
class NoRoom extends Error {}

/** One connection of a pool: opened when first needed, opened again when it was lost. */
class SessionSlot {
  #opening: Promise<MailSession> | null = null;
  #session: MailSession | null = null;
  readonly #open: () => Promise<MailSession>;
  readonly #leases: SideLeases | undefined;
  #leased = false;

  constructor(open: () => Promise<MailSession>, leases: SideLeases | undefined) {
    this.#open = open;
    this.#leases = leases;
  }

  get usable(): boolean {
    return this.#session?.usable ?? false;
  }

  async get(): Promise<MailSession> {
    if (this.#session?.usable) return this.#session;
    this.#opening ??= this.#openLeased().finally(() => {
      this.#opening = null;
    });
    this.#session = await this.#opening;
    return this.#session;
  }

  async #openLeased(): Promise<MailSession> {
    if (!this.#leased && this.#leases !== undefined) {
      if (!(await this.#leases.take())) throw new NoRoom();
      this.#leased = true;
    }
    return this.#open();
  }

  async close(): Promise<void> {
    // A connection that is just being made when the run ends must not be left open.
    const opening = await this.#opening?.catch(() => null);
    await opening?.close();
    const session = this.#session;
    // Who asks meanwhile gets a new one.
    this.#session = null;
    try {
      await session?.close();
    } finally {
      if (this.#leased) this.#leases?.giveBack();
      this.#leased = false;
    }
  }

  abort(): void {
    this.#session?.abort();
  }
}

interface Waiting {
  readonly grant: (slot: SessionSlot) => void;
  /** Goes before those that wait without it. */
  readonly urgent: boolean;
}

export interface PoolOptions {
  readonly login: MailLogin;
  /** Connections to begin with. */
  readonly size: number;
  /** Connections the pool may grow to. Default: as many as it begins with. */
  readonly most?: number;
  readonly secrets: SecretSource;
  readonly signal: AbortSignal;
  /** How long the server may say nothing while it is asked something. */
  readonly silenceMs?: number | undefined;
  /** What the server allows all runs together; without it, this pool alone decides. */
  readonly leases?: SideLeases | undefined;
  /** Called when the server would not have one more connection and the pool goes on with fewer. */
  readonly onRefused?: (error: AppError, size: number) => void;
}

/** The connections of a run to one side. Only the first is opened until its login has succeeded. */
export class SessionPool {
  readonly #options: PoolOptions;
  readonly #slots: SessionSlot[];
  readonly #idle: SessionSlot[];
  readonly #waiting: Waiting[] = [];
  #size: number;
  #most: number;
  #compressed = false;
  /** All that were opened, also those that are gone: their traffic counts. */
  readonly #sessions: MailSession[] = [];
  /** What the first connection learned about the server; the questions are not asked again. */
  #facts: ServerFacts | null = null;
  /** Who is refused once is not asked again: some servers block an address after a few wrong logins. */
  #refused: AppError | null = null;
  /** The last opening. Once a connection was lost they go one after the other: the password may be another one by now. */
  #opening: Promise<unknown> = Promise.resolve();
  #lost = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#most = Math.max(options.size, options.most ?? options.size);
    const first = this.#slot();
    this.#slots = [first];
    this.#idle = [first];
  }

  /** Connections this pool may have. */
  get size(): number {
    return this.#size;
  }

  /** Connections this pool may be given at most: what the settings and the server allow. */
  get most(): number {
    return this.#most;
  }

  get side(): Side {
    return this.#options.login.side;
  }

  /** Bytes that went over all of its connections so far. */
  get traffic(): Traffic {
    let read = 0;
    let written = 0;
    for (const { traffic } of this.#sessions) {
      read += traffic.read;
      written += traffic.written;
    }
    return { read, written };
  }

  /** The server can compress what goes over the line. */
  get offersCompression(): boolean {
    return this.#facts?.compress ?? false;
  }

  get compressed(): boolean {
    return this.#compressed;
  }

  /** Has all connections compress from here on, those that stand and those to come. */
  compress(): void {
    this.#compressed = true;
    // Who has a connection that breaks here meets that with the next thing asked of it.
    for (const session of this.#sessions) if (session.usable) session.compress().catch(() => undefined);
  }

  /** Somebody waits for a connection. */
  get wanted(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * A connection that stands, whoever has it: calls queue up behind what it is doing. For what need not wait for a turn of
   * its own.
   */
  async any(): Promise<MailSession> {
    const slot = this.#slots.find((one) => one.usable) ?? this.#slots[0];
    if (slot === undefined) throw new Error('A pool has at least one connection.');
    return slot.get();
  }

  /** Opens connections before somebody asks for them, up to so many. Failures show when one is lent. */
  warm(count: number): void {
    while (this.#slots.length < Math.min(count, this.#size)) {
      const slot = this.#add();
      slot.get().then(
        () => this.#giveBack(slot),
        (error: unknown) => {
          if (!this.#retire(slot, error)) this.#giveBack(slot);
        },
      );
    }
  }

  /** Lets the pool have another number of connections, at least one and not more than it may have. */
  resize(size: number): void {
    this.#size = Math.max(1, Math.min(size, this.#most));
    while (this.#waiting.length > 0 && this.#slots.length < this.#size) this.#giveBack(this.#add());
    while (this.#slots.length > this.#size) {
      const slot = this.#idle.pop();
      if (slot === undefined) return;
      this.#drop(slot);
    }
  }

  /** Lends a connection to one piece of work; waits while all are lent. */
  async lend<T>(work: (session: MailSession) => Promise<T>, how: { readonly urgent?: boolean } = {}): Promise<T> {
    let { urgent = false } = how;
    for (;;) {
      const slot = await this.#take(urgent);
      let session: MailSession;
      try {
        this.#options.signal.throwIfAborted();
        session = await slot.get();
      } catch (error) {
        if (!this.#retire(slot, error)) {
          this.#giveBack(slot);
          throw error;
        }
        urgent = true;
        continue;
      }
      try {
        return await work(session);
      } finally {
        this.#giveBack(slot);
      }
    }
  }

  #take(urgent: boolean): Promise<SessionSlot> | SessionSlot {
    const idle = this.#idle.shift();
    if (idle !== undefined) return idle;
    if (this.#slots.length < this.#size) return this.#add();
    return new Promise((grant) => {
      const place = urgent ? this.#waiting.findIndex((one) => !one.urgent) : -1;
      this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, { grant, urgent });
    });
  }

  #giveBack(slot: SessionSlot): void {
    // Another run that has no connection at all goes before a further one of this run.
    if (this.#slots.length > this.#size || (this.#slots.length > 1 && this.#options.leases?.wanted === true)) {
      this.#size = Math.max(1, Math.min(this.#size, this.#slots.length - 1));
      this.#drop(slot);
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.unshift(slot);
    else next.grant(slot);
  }

  /** Takes a connection out that the server will not have; false where that would leave none that stands. */
  #retire(slot: SessionSlot, error: unknown): boolean {
    if (error instanceof NoRoom) {
      this.#size = Math.max(1, Math.min(this.#size, this.#slots.length - 1));
      this.#drop(slot);
      return true;
    }
    if (!isAppError(error, ...NO_MORE) || !this.#slots.some((one) => one !== slot && one.usable)) return false;
    this.#size = Math.max(1, Math.min(this.#size, this.#slots.length - 1));
    this.#most = this.#size;
    this.#drop(slot);
    this.#options.onRefused?.(error, this.#size);
    return true;
  }

  #drop(slot: SessionSlot): void {
    this.#slots.splice(this.#slots.indexOf(slot), 1);
    void slot.close();
  }

  #add(): SessionSlot {
    const slot = this.#slot();
    this.#slots.push(slot);
    return slot;
  }

  #slot(): SessionSlot {
    let before = false;
    return new SessionSlot(() => {
      this.#lost ||= before;
      before = true;
      if (!this.#lost) return this.#open();
      const turn = this.#opening.then(() => this.#open());
      this.#opening = turn.catch(() => undefined);
      return turn;
    }, this.#options.leases);
  }

  async #open(): Promise<MailSession> {
    const { login, secrets, signal, silenceMs } = this.#options;
    signal.throwIfAborted();
    if (this.#refused !== null) throw this.#refused;
    try {
      const options = { compress: this.#compressed, ...(silenceMs === undefined ? {} : { silenceMs }) };
      const session = await openSession(login, secrets, signal, this.#facts, options);
      this.#facts ??= session.facts;
      this.#sessions.push(session);
      return session;
    } catch (error) {
      if (isAppError(error, 'mail.auth-failed')) this.#refused = error;
      throw error;
    }
  }

  /** Closes the connections nobody works on; they are opened again when they are needed. */
  async closeIdle(): Promise<void> {
    await Promise.all(this.#idle.map((slot) => slot.close()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  abort(): void {
    for (const slot of this.#slots) slot.abort();
  }
}
