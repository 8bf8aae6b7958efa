import type { XcpClient } from './client.ts';
import type { XcpValue } from './envelope.ts';

/** A record with its fields as OpenSRS names them. */
export type XcpRecord = Readonly<Record<string, string>>;
/** Everything in a zone, by type. Types that are not known here are carried along. */
export type XcpZone = Readonly<Record<string, readonly XcpRecord[]>>;

/** A zone with whether the world sees it. */
export interface XcpZoneState {
  readonly zone: XcpZone;
  /** False: the domain uses other name servers, and a change here has no public effect. */
  readonly isPublic: boolean | null;
}

/** Reads a whole zone. */
export async function getZone(client: XcpClient, domain: string, signal?: AbortSignal): Promise<XcpZoneState> {
  const attributes = await client.call('GET_DNS_ZONE', { domain }, signal);
  const { records, nameservers_ok: ok } = asMap(attributes);
  const zone = Object.fromEntries(
    Object.entries(asMap(records ?? {})).map(([type, list]) => [
      type.toUpperCase(),
      (Array.isArray(list) ? list : []).map(asRecord),
    ]),
  );
  return { zone, isPublic: ok === '1' ? true : ok === '0' ? false : null };
}

/** Puts a whole zone in the place of what is there: what is not in it is gone. */
export async function setZone(client: XcpClient, domain: string, zone: XcpZone, signal?: AbortSignal): Promise<void> {
  const records = Object.fromEntries(Object.entries(zone).filter(([, list]) => list.length > 0));
  await client.call('SET_DNS_ZONE', { domain, records }, signal);
}

function asMap(value: XcpValue): Readonly<Record<string, XcpValue>> {
  return typeof value === 'string' || Array.isArray(value) ? {} : (value as Readonly<Record<string, XcpValue>>);
}

function asRecord(value: XcpValue): XcpRecord {
  return Object.fromEntries(
    Object.entries(asMap(value)).map(([key, field]) => [key, typeof field === 'string' ? field : '']),
  );
}
