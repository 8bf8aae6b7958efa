import { z } from 'zod';
import {
  plainName,
  plainValue,
  type RecordSet,
  type RecordType,
  recordType,
  type SetChange,
  shownValue,
} from '../../../../../shared/domain/dns.ts';
import { callHttp, type DnsProvider, type HttpAnswer, providerError } from './provider.ts';

export interface PowerDnsOptions {
  readonly name: string;
  readonly url: string;
  readonly serverId: string;
  readonly key: string;
}

const record = z.object({ content: z.string(), disabled: z.boolean().optional() });
const rrset = z.object({ name: z.string(), type: z.string(), ttl: z.number(), records: z.array(record) });
const zoneWithSets = z.object({ rrsets: z.array(rrset) });
const zoneList = z.array(z.object({ name: z.string() }));
type Rrset = z.infer<typeof rrset>;

/** PowerDNS by its HTTP API (version 4). One PATCH is one transaction there; the interface has no way to make it depend on what is there. */
export function powerDns({ name, url, serverId, key }: PowerDnsOptions): DnsProvider {
  const base = `${url.replace(/\/+$/, '')}/api/v1/servers/${encodeURIComponent(serverId)}/zones`;

  const call = async (path: string, body: unknown, signal: AbortSignal | undefined): Promise<HttpAnswer> => {
    const writes = body !== undefined;
    const answer = await callHttp(
      name,
      `${base}${path}`,
      {
        method: writes ? 'PATCH' : 'GET',
        headers: {
          'X-API-Key': key,
          Accept: 'application/json',
          ...(writes ? { 'Content-Type': 'application/json' } : {}),
        },
        ...(writes ? { body: JSON.stringify(body) } : {}),
      },
      { writes, signal },
    );
    if (answer.status >= 200 && answer.status < 300) return answer;
    const words = wordsOf(answer.text);
    if (answer.status === 401 || answer.status === 403)
      throw providerError('dns.auth-failed', `${name} refused the API key.`, words);
    if (answer.status === 404) throw providerError('dns.zone-missing', `${name} does not have this zone.`, words);
    if (answer.status >= 500)
      throw providerError(writes ? 'dns.unclear' : 'dns.unreachable', `${name} failed (HTTP ${answer.status}).`, words);
    throw providerError('dns.refused', `${name} refused the call (HTTP ${answer.status}).`, words);
  };
  const parsed = <T>(schema: z.ZodType<T>, { text }: HttpAnswer): T => {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw providerError('dns.unreachable', `What answers at ${url} is not PowerDNS.`, text);
    }
  };
  const setsOf = async (zone: string, signal: AbortSignal | undefined): Promise<Rrset[]> =>
    parsed(zoneWithSets, await call(`/${encodeURIComponent(`${zone}.`)}`, undefined, signal)).rrsets;

  return {
    keepsTtl: true,
    async zones(signal) {
      return parsed(zoneList, await call('', undefined, signal)).map((zone) => plainName(zone.name));
    },
    async read(zone, names, signal) {
      return (await setsOf(zone, signal)).flatMap((set): RecordSet[] => {
        const owner = plainName(set.name);
        const type = recordType.safeParse(set.type);
        if (!type.success || !names.includes(owner)) return [];
        const values = set.records
          .filter(({ disabled }) => !disabled)
          .flatMap(({ content }) => plainValue(type.data, content) ?? []);
        return values.length === 0 ? [] : [{ name: owner, type: type.data, ttl: set.ttl, values: values.toSorted() }];
      });
    },
    async write(zone, changes, signal) {
      const there = await setsOf(zone, signal);
      const rrsets = changes.map((change) => rrsetOf(change, there));
      // Aliases go in after what they displace is gone, whatever the order of the server.
      rrsets.sort((a, b) => Number(a.changetype === 'REPLACE') - Number(b.changetype === 'REPLACE'));
      await call(`/${encodeURIComponent(`${zone}.`)}`, { rrsets }, signal);
    },
  };
}

/** The set as PATCH wants it. What stays keeps its very spelling, and what is switched off stays switched off. */
function rrsetOf({ name, type, after }: SetChange, there: readonly Rrset[]) {
  const known = there.find((set) => plainName(set.name) === name && set.type === type)?.records ?? [];
  const spelling = new Map(
    known.map(({ content }) => [shownValue(type, plainValue(type, content) ?? content), content]),
  );
  const off = known.filter(({ disabled }) => disabled === true);
  const records = [
    ...(after?.values ?? []).map((value) => ({
      content: spelling.get(shownValue(type, value)) ?? written(type, value),
      disabled: false,
    })),
    ...off,
  ];
  if (records.length === 0) return { name: `${name}.`, type, changetype: 'DELETE' as const };
  return { name: `${name}.`, type, changetype: 'REPLACE' as const, ttl: after?.ttl ?? 3600, records };
}

/** PowerDNS wants host names with their last dot. */
function written(type: RecordType, value: string): string {
  return (type === 'CNAME' || type === 'MX') && !value.endsWith('.') ? `${value}.` : value;
}

function wordsOf(text: string): string {
  try {
    return z.object({ error: z.string() }).parse(JSON.parse(text)).error;
  } catch {
    return text;
  }
}
