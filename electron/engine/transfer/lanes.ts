import { setTimeout as wait } from 'node:timers/promises';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { AppError, type ErrorCode, isAppError } from '../../../shared/domain/errors.ts';
import type { ServerFacts } from '../../../shared/domain/inspection.ts';
import { openSession } from '../mail/connect.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailSession } from '../mail/session.ts';
import { decideRetry } from './retry-policy.ts';

/** What the first connection to a side learned about its server. */
interface SharedFacts {
  known: ServerFacts | null;
}

/** One connection of a lane: opened when first needed, opened again when it was lost. */
export class SessionSlot {
  readonly login: MailLogin;
  readonly #secrets: SecretSource;
  readonly #signal: AbortSignal;
  readonly #facts: SharedFacts;
  #opening: Promise<MailSession> | null = null;
  #session: MailSession | null = null;

  constructor(login: MailLogin, secrets: SecretSource, signal: AbortSignal, facts: SharedFacts) {
    this.login = login;
    this.#facts = facts;
    this.#secrets = secrets;
    this.#signal = signal;
  }

  async get(): Promise<MailSession> {
    this.#signal.throwIfAborted();
    if (this.#session?.usable) return this.#session;
    this.#opening ??= openSession(this.login, this.#secrets, this.#signal, this.#facts.known).finally(() => {
      this.#opening = null;
    });
    this.#session = await this.#opening;
    this.#facts.known ??= this.#session.facts;
    return this.#session;
  }

  async close(): Promise<void> {
    // A connection that is just being made when the run ends must not be left open.
    const opening = await this.#opening?.catch(() => null);
    await opening?.close();
    await this.#session?.close();
    this.#session = null;
  }

  abort(): void {
    this.#session?.abort();
  }
}

/** One connection to each side. */
export interface Lane {
  readonly source: SessionSlot;
  readonly destination: SessionSlot;
}

/** The connections of a run. */
export class Lanes {
  readonly all: readonly Lane[];
  readonly #idle: Lane[];
  readonly #waiting: ((lane: Lane) => void)[] = [];

  constructor(source: MailLogin, destination: MailLogin, count: number, secrets: SecretSource, signal: AbortSignal) {
    const sourceFacts: SharedFacts = { known: null };
    const destinationFacts: SharedFacts = { known: null };
    this.all = Array.from({ length: count }, () => ({
      source: new SessionSlot(source, secrets, signal, sourceFacts),
      destination: new SessionSlot(destination, secrets, signal, destinationFacts),
    }));
    this.#idle = [...this.all];
  }

  get first(): Lane {
    return this.#lane(0);
  }

  get last(): Lane {
    return this.#lane(-1);
  }

  /**
   * Lends a lane to one piece of work; waits while all are lent. A lane beyond the first for which a server has no connection
   * left is retired, and the work goes to another.
   */
  async lend<T>(work: (lane: Lane) => Promise<T>, onRetired: (error: AppError) => void): Promise<T> {
    for (;;) {
      const lane = this.#idle.shift() ?? (await new Promise<Lane>((resolve) => this.#waiting.push(resolve)));
      try {
        const result = await work(lane);
        this.#giveBack(lane);
        return result;
      } catch (error) {
        if (lane === this.first || !isAppError(error, 'mail.too-many-connections')) {
          this.#giveBack(lane);
          throw error;
        }
        onRetired(error);
      }
    }
  }

  #giveBack(lane: Lane): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.unshift(lane);
    else next(lane);
  }

  #lane(place: number): Lane {
    const lane = this.all.at(place);
    if (lane === undefined) throw new Error('A run has at least one lane.');
    return lane;
  }

  async close(): Promise<void> {
    await Promise.all(this.all.flatMap((lane) => [lane.source.close(), lane.destination.close()]));
  }

  abort(): void {
    for (const lane of this.all) {
      lane.source.abort();
      lane.destination.abort();
    }
  }
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly onRetry: (error: AppError, afterMs: number) => void;
  /** Failures for which nobody should have to wait, for instance a host name nobody has reached yet. */
  readonly atOnce?: readonly ErrorCode[];
  /** How far the work has come. Failures after some progress count from one again: a bad line is slow, but gets there. */
  readonly progress?: () => number;
}

/**
 * Does something that may fail for a while, with waits between the attempts. An abort ends the waiting.
 *
 * @throws the last failure when trying again cannot help
 */
export async function withRetry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  let attempt = 0;
  let before = options.progress?.();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof AppError) || options.atOnce?.includes(error.code)) throw error;
      const now = options.progress?.();
      attempt = now === before ? attempt + 1 : 1;
      before = now;
      const decision = decideRetry(error, attempt, Math.random());
      if (!decision.again) throw error;
      options.onRetry(error, decision.afterMs);
      await wait(decision.afterMs, undefined, { signal: options.signal });
    }
  }
}
