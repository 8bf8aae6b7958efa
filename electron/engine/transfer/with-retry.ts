import { setTimeout as wait } from 'node:timers/promises';
import { AppError, type ErrorCode } from '../../../shared/domain/errors.ts';
import { decideRetry } from './retry-policy.ts';

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
