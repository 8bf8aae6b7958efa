import type { AppError } from '../../../shared/domain/errors.ts';

/** What to do after a failure: try again after so many milliseconds, or give up. */
export type RetryDecision = { readonly again: true; readonly afterMs: number } | { readonly again: false };

const MAX_ATTEMPTS = 6;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 60_000;

/**
 * Pure: `attempt` counts the failures so far in a row, from 1; `random` is in [0, 1) and spreads the waits. A server's own
 * wish how long to wait is honoured up to five minutes.
 */
export function decideRetry(error: AppError, attempt: number, random: number): RetryDecision {
  // A disk is not emptied by waiting for it: the agent has to know at once.
  if (error.retry === 'never' || error.code === 'workspace.disk-full' || attempt >= MAX_ATTEMPTS)
    return { again: false };
  const wish = error.wire.retryAfterMs;
  if (wish !== undefined) return { again: true, afterMs: Math.min(wish, 5 * 60_000) };
  const base = error.retry === 'now' ? FIRST_WAIT_MS : FIRST_WAIT_MS * 4;
  const wait = Math.min(base * 2 ** (attempt - 1), MAX_WAIT_MS);
  return { again: true, afterMs: Math.round(wait * (0.75 + random / 2)) };
}
