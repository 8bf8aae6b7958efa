import type { RecordSet, SetChange } from '../../../../../shared/domain/dns.ts';
import { AppError, type ErrorCode, isAppError } from '../../../../../shared/domain/errors.ts';

/** What every provider of zones can do. All names are absolute, in lower case, without the last dot. */
export interface DnsProvider {
  /** Whether it knows lifetimes; a provider that does not gives and takes null. */
  readonly keepsTtl: boolean;
  /** The zones this key sees. */
  zones(signal?: AbortSignal): Promise<string[]>;
  /** The sets of some names, of the types a move touches. */
  read(zone: string, names: readonly string[], signal?: AbortSignal): Promise<RecordSet[]>;
  /**
   * Writes a change, all of it or nothing. Whoever calls has just read the zone and found `before`; a provider that can makes the server
   * hold to it, too, and throws `dns.changed-meanwhile`.
   *
   * @throws AppError `dns.unclear` when nobody knows whether it was written
   */
  write(zone: string, changes: readonly SetChange[], signal?: AbortSignal): Promise<void>;
  /** What an agent should know about this zone before it is changed; null when nothing. */
  remark?(zone: string, signal?: AbortSignal): Promise<string | null>;
}

/** The zone a domain is in, of those a provider has: the one with the longest name. */
export function zoneAmong(domain: string, zones: readonly string[]): string | undefined {
  return zones
    .filter((zone) => domain === zone || domain.endsWith(`.${zone}`))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** A name as providers want it that count from the zone: empty for the zone itself. */
export function relativeName(name: string, zone: string): string {
  return name === zone ? '' : name.slice(0, -zone.length - 1);
}

export function absoluteName(relative: string, zone: string): string {
  return relative === '' || relative === '@' ? zone : `${relative.toLowerCase()}.${zone}`;
}

/** An answer of an HTTP interface. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 20_000;

/** One call over HTTP; failing to connect and running out of time become errors with the provider's name. */
export async function callHttp(
  who: string,
  url: string,
  init: Pick<RequestInit, 'method' | 'headers' | 'body'>,
  { writes, signal }: { readonly writes: boolean; readonly signal: AbortSignal | undefined },
): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    signal?.throwIfAborted();
    throw notReached(who, error, writes);
  }
}

/** Nothing was sent when nobody took the connection; anything later leaves open what was done. */
export function notReached(who: string, error: unknown, writes: boolean): AppError {
  const cause = (error as { cause?: unknown }).cause ?? error;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const before = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
  const why = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return writes && !before
    ? new AppError({
        code: 'dns.unclear',
        message: `${who} was told to change the records, but no answer came.`,
        serverText: why,
      })
    : new AppError({ code: 'dns.unreachable', message: `${who} does not answer.`, serverText: why });
}

/** An error of a provider with its own words. */
export function providerError(code: ErrorCode, message: string, serverText?: string): AppError {
  return new AppError({
    code,
    message,
    ...(serverText === undefined || serverText === '' ? {} : { serverText: serverText.slice(0, 500) }),
  });
}

/** True when nothing was written for certain. */
export function wroteNothing(error: unknown): boolean {
  return isAppError(error) && error.code !== 'dns.unclear';
}
