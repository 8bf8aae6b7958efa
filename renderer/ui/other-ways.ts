import type { Endpoint } from '../../shared/domain/endpoint.ts';

/**
 * The other endpoints that a mailbox of this server may be read over: those of the same provider, since nobody's password must
 * go to another one.
 */
export function otherWaysTo<T extends Pick<Endpoint, 'id' | 'platform' | 'host'>>(
  own: Pick<Endpoint, 'id' | 'platform' | 'host'> | undefined,
  endpoints: readonly T[],
): T[] {
  if (own === undefined) return [];
  return endpoints.filter(
    (endpoint) =>
      endpoint.id !== own.id &&
      (sameProvider(endpoint.host, own.host) || (own.platform !== 'other' && endpoint.platform === own.platform)),
  );
}

/** The same host, or hosts beside each other such as imap.harbour.example and pop.harbour.example. */
function sameProvider(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  const parent = (host: string): string => host.slice(host.indexOf('.') + 1);
  const named = /[a-z]/.test(one) && parent(one).includes('.');
  return one === other || (named && parent(one) === parent(other));
}
