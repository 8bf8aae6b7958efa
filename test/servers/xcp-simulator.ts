// The domain API of OpenSRS as its guide describes it, for zones alone. It shares no code with the product: signature and XML are its own.
import { createHash } from 'node:crypto';
import { startHttp } from './http-stand-in.ts';

type Record_ = Readonly<Record<string, string>>;
export type SimulatedZone = Record<string, Record_[]>;

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  A: ['subdomain', 'ip_address'],
  AAAA: ['subdomain', 'ipv6_address'],
  CNAME: ['subdomain', 'hostname'],
  MX: ['subdomain', 'hostname', 'priority'],
  SRV: ['subdomain', 'hostname', 'priority', 'weight', 'port'],
  TXT: ['subdomain', 'text'],
};

export interface XcpSimulator {
  readonly url: string;
  readonly username: string;
  readonly key: string;
  readonly zones: Map<string, SimulatedZone>;
  nameserversOk: boolean;
  /** Answers the next calls with these codes, or with what is no reply. */
  readonly next: (number | 'page' | 'cut')[];
  /** Actions so far. */
  readonly calls: string[];
  stop(): Promise<void>;
}

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const plain = (text: string): string =>
  text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));

function reply(code: number, text: string, attributes = ''): { status: number; type: string; body: string } {
  const items = [
    ['protocol', 'XCP'],
    ['action', 'REPLY'],
    ['object', 'DOMAIN'],
    ['is_success', code === 200 ? '1' : '0'],
    ['response_code', String(code)],
    ['response_text', text],
  ].map(([key, value]) => `<item key="${key}">${value}</item>`);
  const inside = `${items.join('')}${attributes === '' ? '' : `<item key="attributes">${attributes}</item>`}`;
  return {
    status: 200,
    type: 'text/xml',
    body: `<?xml version='1.0' encoding="UTF-8" standalone="no" ?>\n<!DOCTYPE OPS_envelope SYSTEM "ops.dtd">\n<OPS_envelope>\n <header><version>0.9</version></header>\n <body><data_block><dt_assoc>${inside}</dt_assoc></data_block></body></OPS_envelope>`,
  };
}

/** Starts a strict simulator: wrong signatures, unknown fields and missing ones are refused with their codes. */
export async function startXcpSimulator(): Promise<XcpSimulator> {
  const username = 'reseller1';
  const key = 'a key of this test alone';
  const state: Omit<XcpSimulator, 'url' | 'stop'> = {
    username,
    key,
    zones: new Map(),
    nameserversOk: true,
    next: [],
    calls: [],
  };
  const server = await startHttp((request, xml) => {
    const scripted = state.next.shift();
    if (scripted === 'page') return { status: 200, type: 'text/html', body: '<html>Access denied</html>' };
    if (scripted === 'cut') return null;
    if (scripted !== undefined) return reply(scripted, 'scripted');
    if (request.method !== 'POST' || request.headers['content-type'] !== 'text/xml') return reply(400, 'POST text/xml');
    if (request.headers['x-username'] !== username || request.headers['x-signature'] !== md5(md5(xml + key) + key)) {
      return reply(401, 'Authentication failed');
    }
    const action = /<item key="action">([A-Z_]+)<\/item>/.exec(xml)?.[1] ?? '';
    const domain = /<item key="domain">([^<]*)<\/item>/.exec(xml)?.[1] ?? '';
    state.calls.push(action);
    const zone = state.zones.get(domain);
    if (action !== 'GET_DNS_ZONE' && action !== 'SET_DNS_ZONE') return reply(430, 'Invalid command');
    if (domain === '') return reply(460, 'domain is missing');
    if (zone === undefined) return reply(480, 'DNS service is not enabled');
    if (action === 'GET_DNS_ZONE') {
      const types = Object.entries(zone).map(([type, records]) => {
        const items = records.map((record, at) => {
          const fields = Object.entries(record).map(([name, value]) => `<item key="${name}">${escaped(value)}</item>`);
          return `<item key="${at}"><dt_assoc>${fields.join('')}</dt_assoc></item>`;
        });
        return `<item key="${type}"><dt_array>${items.join('')}</dt_array></item>`;
      });
      const attributes = `<dt_assoc><item key="nameservers_ok">${state.nameserversOk ? 1 : 0}</item><item key="records"><dt_assoc>${types.join('')}</dt_assoc></item></dt_assoc>`;
      return reply(200, 'ok', attributes);
    }
    const next: SimulatedZone = {};
    for (const [, type = '', list = ''] of xml.matchAll(/<item key="([A-Z]+)"><dt_array>(.*?)<\/dt_array>/gs)) {
      const known = FIELDS[type];
      if (!known) return reply(465, `Unknown record type ${type}`);
      next[type] = [];
      for (const [, fields = ''] of list.matchAll(/<item key="\d+"><dt_assoc>(.*?)<\/dt_assoc><\/item>/gs)) {
        const record = Object.fromEntries(
          [...fields.matchAll(/<item key="([a-z0-9_]+)">([^<]*)<\/item>/g)].map(([, name = '', value = '']) => [
            name,
            plain(value),
          ]),
        );
        if (Object.keys(record).toSorted().join() !== known.toSorted().join())
          return reply(465, `Wrong fields of ${type}`);
        next[type].push(record);
      }
    }
    state.zones.set(domain, next);
    return reply(200, 'ok');
  });
  return Object.assign(state, { url: server.url, stop: () => server.stop() });
}
