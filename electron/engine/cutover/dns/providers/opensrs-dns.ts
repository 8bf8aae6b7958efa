import {
  plainName,
  plainValue,
  type RecordSet,
  recordType,
  type SetChange,
  textOf,
  textValue,
} from '../../../../../shared/domain/dns.ts';
import { createXcpClient, type XcpOptions, XcpRefusal } from '../../../platforms/opensrs/xcp/client.ts';
import { getZone, setZone, type XcpRecord, type XcpZone } from '../../../platforms/opensrs/xcp/zone.ts';
import { absoluteName, type DnsProvider, notReached, providerError, relativeName } from './provider.ts';

/**
 * OpenSRS DNS. It knows no lifetimes and takes only whole zones, so a change is put into the zone as it is at that moment, and everything
 * else goes back exactly as it came.
 */
export function openSrsDns(options: XcpOptions & { readonly name: string }): DnsProvider {
  const { name } = options;
  const client = createXcpClient(options);
  const asking = async <T>(
    zone: string,
    writes: boolean,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof XcpRefusal) throw refusal(error, name, zone, writes);
      throw notReached(name, error, writes);
    }
  };
  return {
    keepsTtl: false,
    // There is no call that lists zones; whether it has one is seen when it is read.
    zones: async () => [],
    async read(zone, names, signal) {
      const { zone: all } = await asking(zone, false, signal, () => getZone(client, zone, signal));
      return setsOf(all, zone).filter((set) => names.includes(set.name));
    },
    async remark(zone, signal) {
      const { isPublic } = await asking(zone, false, signal, () => getZone(client, zone, signal));
      return isPublic === false
        ? `${zone} uses other name servers than those of OpenSRS: a change here has no public effect.`
        : null;
    },
    async write(zone, changes, signal) {
      const { zone: before } = await asking(zone, false, signal, () => getZone(client, zone, signal));
      const after = merged(before, zone, changes);
      await asking(zone, true, signal, () => setZone(client, zone, after, signal));
      const { zone: now } = await asking(zone, true, signal, () => getZone(client, zone, signal));
      const missing = difference(after, now);
      if (missing.length > 0) {
        throw providerError(
          'dns.unclear',
          `${name} took the zone ${zone}, but gives back another one.`,
          missing.slice(0, 5).join('; '),
        );
      }
    },
  };
}

function refusal({ code, message }: XcpRefusal, name: string, zone: string, writes: boolean) {
  const words = `${code} ${message}`;
  if (code === 300 || code === 310) return providerError('dns.busy', `${name} takes no further calls for now.`, words);
  if (code === 401 || code === 410 || code === 415)
    return providerError(
      'dns.auth-failed',
      `${name} refused the reseller name, the key, or this computer's address (at most five are allowed there).`,
      words,
    );
  if (code === 480) return providerError('dns.zone-missing', `${name} has no DNS zone for ${zone}.`, words);
  if (code === 437) return providerError('dns.busy', `Another request for ${zone} is pending at ${name}.`, words);
  if (code === 0)
    return providerError(
      writes ? 'dns.unclear' : 'dns.auth-failed',
      `${name} answered something that is no reply; an address that is not allowed gets such answers.`,
      message,
    );
  if (code === 400 || code === 405)
    return providerError(writes ? 'dns.unclear' : 'dns.unreachable', `${name} failed.`, words);
  return providerError('dns.refused', `${name} refused the call.`, words);
}

/** The sets of a zone in our spelling. */
function setsOf(all: XcpZone, zone: string): RecordSet[] {
  const sets = new Map<string, RecordSet>();
  for (const [kind, records] of Object.entries(all)) {
    const type = recordType.safeParse(kind);
    if (!type.success) continue;
    for (const record of records) {
      const owner = absoluteName(record.subdomain ?? '', zone);
      const value = plainValue(type.data, valueIn(type.data, record));
      if (value === null) continue;
      const known = sets.get(`${owner} ${kind}`);
      sets.set(`${owner} ${kind}`, {
        name: owner,
        type: type.data,
        ttl: null,
        values: [...(known?.values ?? []), value].toSorted(),
      });
    }
  }
  return [...sets.values()];
}

function valueIn(type: string, record: XcpRecord): string {
  if (type === 'A') return record.ip_address ?? '';
  if (type === 'AAAA') return record.ipv6_address ?? '';
  if (type === 'CNAME') return record.hostname ?? '';
  if (type === 'MX') return `${record.priority ?? '0'} ${record.hostname ?? ''}`;
  const text = record.text ?? '';
  return text.startsWith('"') ? text : textValue(text);
}

function recordFor({ name, type }: SetChange, value: string, zone: string): XcpRecord {
  const subdomain = relativeName(name, zone);
  switch (type) {
    case 'A':
      return { subdomain, ip_address: value };
    case 'AAAA':
      return { subdomain, ipv6_address: value };
    case 'CNAME':
      return { subdomain, hostname: value };
    case 'MX':
      return { subdomain, priority: value.split(' ')[0] ?? '0', hostname: value.split(' ')[1] ?? '' };
    case 'TXT':
      return { subdomain, text: textOf(value) };
  }
}

/** The zone with a change in it. A record that stays, stays as it was written. */
function merged(all: XcpZone, zone: string, changes: readonly SetChange[]): XcpZone {
  const after: Record<string, readonly XcpRecord[]> = { ...all };
  for (const change of changes) {
    const { type, name } = change;
    const records = after[type] ?? [];
    const isOurs = (record: XcpRecord): boolean => absoluteName(record.subdomain ?? '', zone) === name;
    const spelled = (record: XcpRecord): string => plainValue(type, valueIn(type, record)) ?? '';
    const wanted = change.after?.values ?? [];
    const kept = records.filter((record) => !isOurs(record) || wanted.includes(spelled(record)));
    const there = new Set(kept.filter(isOurs).map(spelled));
    after[type] = [
      ...kept,
      ...wanted.filter((value) => !there.has(value)).map((value) => recordFor(change, value, zone)),
    ];
  }
  return after;
}

/** What one zone has and the other has not, in words; how names and priorities are written does not matter. */
function difference(wanted: XcpZone, now: XcpZone): string[] {
  const lines = (zone: XcpZone): string[] =>
    Object.entries(zone).flatMap(([type, records]) =>
      records.map((record) => {
        const fields = Object.entries(record)
          .filter(([, value]) => value !== '')
          .map(([key, value]) => `${key}=${key === 'hostname' ? plainName(value) : value}`);
        return `${type} ${fields.toSorted().join(' ')}`;
      }),
    );
  const [a, b] = [lines(wanted), lines(now)];
  return [
    ...a.filter((line) => !b.includes(line)).map((line) => `missing: ${line}`),
    ...b.filter((line) => !a.includes(line)).map((line) => `left over: ${line}`),
  ];
}
