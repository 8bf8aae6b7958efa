import type { StepState } from '../../../../shared/domain/directory.ts';

/** How long a record may stay in a cache when nobody knows its TTL: what the common resolvers keep at most, doubled. */
const UNKNOWN_TTL_MS = 48 * 3_600_000;

export interface RoutingFacts {
  readonly routing: StepState;
  readonly cachesLetGoAt: string | null;
  /** Since when every check saw the new routing. */
  readonly routedSince: string | null;
}

/** From when on a comparison is the last one that is needed: no sender can still know the old servers. */
export function lastCopyFrom({ routing, cachesLetGoAt, routedSince }: RoutingFacts): {
  readonly at: string | null;
  readonly because: string;
} {
  if (routing !== 'done') return { at: null, because: 'mail routing has not changed yet' };
  if (cachesLetGoAt !== null) return { at: cachesLetGoAt, because: 'by the TTL of the old records' };
  if (routedSince === null) return { at: null, because: 'nobody has seen when mail routing changed' };
  const at = new Date(Date.parse(routedSince) + UNKNOWN_TTL_MS).toISOString();
  return { at, because: '48 hours after the new routing was first seen, as the TTL of the old records is not known' };
}
