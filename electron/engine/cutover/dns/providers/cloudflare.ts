import { APIConnectionError, APIError } from 'cloudflare/core/error';
import { BaseRecords } from 'cloudflare/resources/dns/records';
import { BaseZones } from 'cloudflare/resources/zones/zones';
import { createClient } from 'cloudflare/tree-shakable';
import {
  plainName,
  plainValue,
  type RecordSet,
  type RecordType,
  recordType,
  type SetChange,
} from '../../../../../shared/domain/dns.ts';
import { type DnsProvider, notReached, providerError } from './provider.ts';

export interface CloudflareOptions {
  readonly name: string;
  /** Null: Cloudflare itself. */
  readonly url: string | null;
  readonly token: string;
}

/** One record as Cloudflare keeps it; a set is several of them. */
interface CloudRecord {
  readonly id?: string;
  readonly name: string;
  readonly type: string;
  readonly content?: string;
  readonly ttl: number;
  readonly priority?: number;
  readonly proxied?: boolean;
}

/** Cloudflare's word for a lifetime of its own choosing, which is five minutes. */
const AUTOMATIC = 1;
const AUTOMATIC_SECONDS = 300;

/** Cloudflare by its SDK. A batch is one transaction there; it cannot be made to depend on what is there. */
export function cloudflare({ name, url, token }: CloudflareOptions): DnsProvider {
  // No second try by the SDK: whether a change was made twice must not be a question.
  const client = createClient({
    apiToken: token,
    maxRetries: 0,
    timeout: 20_000,
    resources: [BaseZones, BaseRecords],
    ...(url === null ? {} : { baseURL: url }),
  });
  const asking = async <T>(writes: boolean, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof APIConnectionError) throw notReached(name, error.cause ?? error, writes);
      if (!(error instanceof APIError)) throw error;
      const words = error.errors?.map(({ code, message }) => `${code} ${message}`).join('; ') || error.message;
      if (error.status === 401 || error.status === 403)
        throw providerError('dns.auth-failed', `${name} refused the token.`, words);
      if (error.status === 404) throw providerError('dns.zone-missing', `${name} does not have this zone.`, words);
      if (error.status === 429) throw providerError('dns.busy', `${name} takes no further calls for now.`, words);
      if ((error.status ?? 500) >= 500)
        throw providerError(writes ? 'dns.unclear' : 'dns.unreachable', `${name} failed.`, words);
      throw providerError('dns.refused', `${name} refused the change.`, words);
    }
  };
  const idOf = (zone: string, signal: AbortSignal | undefined): Promise<string> =>
    asking(false, signal, async () => {
      for await (const found of client.zones.list({ name: zone }, signal ? { signal } : {})) return found.id;
      throw providerError('dns.zone-missing', `The token for ${name} does not see the zone ${zone}.`);
    });
  const records = (zoneId: string, signal: AbortSignal | undefined): Promise<CloudRecord[]> =>
    asking(false, signal, async () => {
      const all: CloudRecord[] = [];
      for await (const record of client.dns.records.list(
        { zone_id: zoneId, per_page: 1000 },
        signal ? { signal } : {},
      )) {
        all.push(record as CloudRecord);
      }
      return all;
    });

  return {
    keepsTtl: true,
    zones: (signal) =>
      asking(false, signal, async () => {
        const zones: string[] = [];
        for await (const zone of client.zones.list({ per_page: 50 }, signal ? { signal } : {}))
          zones.push(plainName(zone.name));
        return zones;
      }),
    async read(zone, names, signal) {
      const sets = new Map<string, RecordSet>();
      for (const record of await records(await idOf(zone, signal), signal)) {
        const owner = plainName(record.name);
        const type = recordType.safeParse(record.type);
        const value = type.success ? valueIn(type.data, record) : null;
        if (!type.success || value === null || !names.includes(owner)) continue;
        const known = sets.get(`${owner} ${record.type}`);
        sets.set(`${owner} ${record.type}`, {
          name: owner,
          type: type.data,
          ttl: record.ttl === AUTOMATIC ? AUTOMATIC_SECONDS : record.ttl,
          values: [...(known?.values ?? []), value].toSorted(),
          ...(record.proxied ? { proxied: true } : {}),
        });
      }
      return [...sets.values()];
    },
    async write(zone, changes, signal) {
      const zoneId = await idOf(zone, signal);
      const there = await records(zoneId, signal);
      const deletes: { id: string }[] = [];
      const posts: ReturnType<typeof recordFor>[] = [];
      for (const change of changes) {
        const known = there.filter(({ name: owner, type }) => plainName(owner) === change.name && type === change.type);
        const stays = (record: CloudRecord): boolean => {
          const value = valueIn(change.type, record);
          return (
            value !== null &&
            (change.after?.values.includes(value) ?? false) &&
            (record.ttl === AUTOMATIC ? AUTOMATIC_SECONDS : record.ttl) === change.after?.ttl &&
            (record.proxied ?? false) === (change.after?.proxied ?? false)
          );
        };
        const kept = new Set(known.filter(stays).map((record) => valueIn(change.type, record)));
        for (const record of known) if (!stays(record) && record.id !== undefined) deletes.push({ id: record.id });
        for (const value of change.after?.values ?? []) if (!kept.has(value)) posts.push(recordFor(change, value));
      }
      if (deletes.length === 0 && posts.length === 0) return;
      await asking(true, signal, () =>
        client.dns.records.batch({ zone_id: zoneId, deletes, posts }, signal ? { signal } : {}),
      );
    },
  };
}

function valueIn(type: RecordType, { content = '', priority = 0 }: CloudRecord): string | null {
  return plainValue(type, type === 'MX' ? `${priority} ${content}` : content);
}

function recordFor({ name, type, after }: SetChange, value: string) {
  const ttl = after?.ttl ?? AUTOMATIC;
  const [priority = '0', host = ''] = value.split(' ');
  if (type === 'MX') return { name, type, ttl, content: host, priority: Number(priority) };
  if (type === 'TXT') return { name, type, ttl, content: value };
  // What goes through Cloudflare's web front is not where mail programs and the new webmail look.
  return { name, type, ttl, content: value, proxied: after?.proxied ?? false };
}
