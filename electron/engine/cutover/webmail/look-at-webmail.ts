import { promises as systemDns } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import { plainName } from '../../../../shared/domain/dns.ts';
import type { DnsLook } from '../../../../shared/domain/dns-look.ts';
import type { CertificateFacts } from '../../../../shared/domain/errors.ts';
import type { WebmailLook } from '../../../../shared/domain/webmail.ts';
import { isoTime } from '../../clock.ts';
import { certificateFactsOf } from '../../mail/certificate.ts';

export interface WebmailOptions {
  readonly domain: string;
  /** What the name should be an alias of; null where it is not planned. */
  readonly host: string | null;
  /** Pieces of text, title or host that only the new webmail has. */
  readonly marks: readonly string[];
  /** What the domain's own servers say; the way is taken from there, not from a cache near here. */
  readonly look: DnsLook;
  readonly now: () => number;
  readonly timeoutMs?: number;
  /** 443, but in tests and practice. */
  readonly port?: number;
  /** Trusted beside the usual issuers: the practice workspace's own. */
  readonly ca?: string | undefined;
  /** Addresses of a host name; asks the system unless said otherwise. */
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 8000;
const MOST_HOPS = 4;
const MOST_BYTES = 256 * 1024;

/** Opens `mail.<domain>` as a browser would and says who answers. Logs in nowhere. */
export async function lookAtWebmail(options: WebmailOptions): Promise<WebmailLook> {
  const { domain, host, look, now, addressesOf = systemAddresses } = options;
  const name = `mail.${domain}`;
  const own = look.servers.filter(({ kind }) => kind === 'authoritative').flatMap(({ answers }) => answers);
  const ofName = own.filter((answer) => answer.name === name);
  const alias = ofName.find(({ type, values }) => type === 'CNAME' && values.length > 0)?.values[0] ?? null;
  const told = ofName.filter(({ type }) => type === 'A' || type === 'AAAA').flatMap(({ values }) => values);
  const empty: WebmailLook = {
    name,
    at: isoTime(now()),
    state: 'unknown',
    alias,
    addresses: [],
    address: null,
    certificate: null,
    covers: null,
    hops: [],
    status: null,
    title: null,
    mark: null,
    says: '',
  };
  const answered = ofName.some(({ outcome }) => outcome === 'records' || outcome === 'none' || outcome === 'nxdomain');
  if (!answered)
    return { ...empty, says: `No name server of ${domain} answers, so nobody knows where ${name} points.` };
  const addresses = [...new Set(told.length > 0 ? told : alias === null ? [] : await quietly(addressesOf(alias)))];
  if (addresses.length === 0 && alias === null) return { ...empty, state: 'no-name', says: `There is no ${name}.` };
  const [address] = addresses;
  if (address === undefined) {
    return { ...empty, state: 'no-answer', says: `${name} is an alias of ${alias}, whose address is not known here.` };
  }
  const pointed = { ...empty, addresses, address };
  let page: Page;
  try {
    page = await open(name, address, options, addressesOf);
  } catch (error) {
    options.signal?.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return { ...pointed, state: 'no-answer', says: `${name} (${address}) does not answer over TLS: ${why}.` };
  }
  const seen = { ...pointed, ...page.facts };
  const isAlias = host !== null && alias !== null && plainName(alias) === plainName(host);
  const mark = options.marks.find((wanted) => page.text.toLowerCase().includes(wanted.toLowerCase())) ?? null;
  return { ...seen, mark, ...verdict(name, alias, isAlias, mark, seen) };
}

function verdict(
  name: string,
  alias: string | null,
  isAlias: boolean,
  mark: string | null,
  { covers, certificate, title, hops }: Pick<WebmailLook, 'covers' | 'certificate' | 'title' | 'hops'>,
): Pick<WebmailLook, 'state' | 'says'> {
  const isNew = isAlias || mark !== null;
  const shown = title ? `“${title}”` : (hops.at(-1) ?? name);
  if (!isNew) return { state: 'other', says: `${name} answers with ${shown}, which is not the new webmail.` };
  if (covers === false) {
    const names = certificate?.names.slice(0, 3).join(', ') || certificate?.subject || 'no name';
    return {
      state: 'not-covered',
      says: `${name} reaches the new webmail, but its certificate is for ${names}: white-labelling is missing, and browsers warn.`,
    };
  }
  if (certificate?.problem !== undefined) {
    return {
      state: 'untrusted',
      says: `${name} reaches the new webmail with a certificate nobody trusts. ${certificate.problem}`,
    };
  }
  if (mark === null) {
    return {
      state: 'other',
      says: `${name} is an alias of ${alias}, but what answers there (${shown}) bears no mark of the new webmail.`,
    };
  }
  return { state: 'new', says: `${name} answers with the new webmail (${shown}) and a certificate that covers it.` };
}

interface Page {
  readonly facts: Pick<WebmailLook, 'certificate' | 'covers' | 'hops' | 'status' | 'title'>;
  /** Everything marks are looked for in: addresses of the way, title, text. */
  readonly text: string;
}

/** Reads the page, going on where it sends to. What the certificate says is that of the name itself, on the first hop. */
async function open(
  name: string,
  address: string,
  options: WebmailOptions,
  addressesOf: (host: string) => Promise<readonly string[]>,
): Promise<Page> {
  let url = new URL(`https://${name}/`);
  let to = address;
  let facts: { certificate: CertificateFacts | null; covers: boolean | null } | null = null;
  const hops: string[] = [];
  for (;;) {
    const got = await get(url, to, options);
    facts ??= { certificate: got.certificate, covers: got.covers };
    hops.push(url.href);
    const location = got.status >= 300 && got.status < 400 ? got.location : null;
    const next = location === null ? null : URL.parse(location, url.href);
    const goesOn = next?.protocol === 'https:' && hops.length < MOST_HOPS && !hops.includes(next.href);
    const other = goesOn && next.hostname !== url.hostname ? (await quietly(addressesOf(next.hostname)))[0] : to;
    if (!goesOn || other === undefined) {
      const title =
        /<title[^>]*>([^<]*)<\/title>/i.exec(got.body)?.[1]?.replace(/\s+/g, ' ').trim().slice(0, 200) ?? null;
      return {
        facts: { ...facts, hops, status: got.status, title: title === '' ? null : title },
        text: [...hops, next?.href ?? '', got.body].join('\n'),
      };
    }
    url = next;
    to = other;
  }
}

interface Got {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
  readonly certificate: CertificateFacts | null;
  readonly covers: boolean;
}

function get(url: URL, address: string, { timeoutMs = TIMEOUT_MS, port, ca, signal }: WebmailOptions): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = httpsRequest(
      {
        host: address,
        port: port ?? (url.port || 443),
        path: `${url.pathname}${url.search}`,
        servername: url.hostname,
        // Judged below, so that a refusal can show its facts. Nothing secret is sent.
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        headers: { Host: url.hostname, Accept: 'text/html', 'User-Agent': 'Mailferry' },
        timeout: timeoutMs,
        agent: false,
        ...(ca === undefined ? {} : { ca }),
        ...(signal === undefined ? {} : { signal }),
      },
      (response) => {
        const socket = response.socket as TLSSocket;
        const certificate = certificateFactsOf(socket);
        const covers = checkServerIdentity(url.hostname, socket.getPeerCertificate()) === undefined;
        const { statusCode = 0, headers } = response;
        body(response).then(
          (text) =>
            resolve({ status: statusCode, location: headers.location ?? null, body: text, certificate, covers }),
          reject,
        );
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    asked.on('error', reject);
    asked.end();
  });
}

async function body(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await systemDns.lookup(host, { all: true, order: 'ipv4first' });
  return found.map(({ address }) => address);
}

/** An address that cannot be found is one that is not known. */
async function quietly(asked: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await asked;
  } catch {
    return [];
  }
}
