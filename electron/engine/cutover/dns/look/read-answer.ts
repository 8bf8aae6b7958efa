import type { Answer, DecodedPacket } from 'dns-packet';
import { plainName, plainValue, quotedPiece, recordType, shortIpv6 } from '../../../../../shared/domain/dns.ts';
import type { AnswerOutcome } from '../../../../../shared/domain/dns-look.ts';

/** What a message says about one question. */
export interface ReadAnswer {
  readonly outcome: AnswerOutcome;
  readonly values: readonly string[];
  readonly alias: string | null;
  readonly ttl: number | null;
}

const FAILURES: Readonly<Record<string, AnswerOutcome>> = {
  NXDOMAIN: 'nxdomain',
  SERVFAIL: 'servfail',
  REFUSED: 'refused',
  NOTAUTH: 'lame',
};

/**
 * Reads an answer. Of a domain's own server an answer without authority is none: it does not serve the zone, whatever the delegation
 * says (RFC 1912 section 2.8).
 */
export function readAnswer(
  message: DecodedPacket,
  question: { readonly name: string; readonly type: string },
  asked: 'authoritative' | 'public',
): ReadAnswer {
  const nothing = (outcome: AnswerOutcome, ttl: number | null = null): ReadAnswer => ({
    outcome,
    values: [],
    alias: null,
    ttl,
  });
  const failure = FAILURES[message.rcode];
  const lame = asked === 'authoritative' && !message.flag_aa;
  if (failure !== undefined && !(failure === 'nxdomain' && lame)) {
    const refusesZone = failure === 'refused' && asked === 'authoritative';
    return nothing(refusesZone ? 'lame' : failure, failure === 'nxdomain' ? negativeTtl(message) : null);
  }
  if (lame) return nothing('lame');
  if (message.rcode !== 'NOERROR') return nothing('malformed');

  const chain = [plainName(question.name)];
  let ttl: number | null = null;
  const shorten = (record: Answer): void => {
    ttl = Math.min(ttl ?? Number.POSITIVE_INFINITY, record.ttl ?? 0);
  };
  let alias: string | null = null;
  // Aliases come in the order in which they are followed, though nobody has to keep to it.
  for (let next = aliasOf(message, chain); question.type !== 'CNAME' && next; next = aliasOf(message, chain)) {
    shorten(next);
    const target = plainName(String(next.data));
    alias ??= target;
    chain.push(target);
  }
  const owner = chain.at(-1);
  const records = message.answers.filter((record) => record.type === question.type && plainName(record.name) === owner);
  for (const record of records) shorten(record);
  const values = records.map(recordValue).filter((value) => value !== null);
  if (values.length === 0) return { ...nothing('none', ttl ?? negativeTtl(message)), alias };
  return { outcome: 'records', values: [...new Set(values)].toSorted(byValue), alias, ttl };
}

function aliasOf(message: DecodedPacket, chain: readonly string[]): Answer | undefined {
  return message.answers.find(
    (record) =>
      record.type === 'CNAME' &&
      plainName(record.name) === chain.at(-1) &&
      !chain.includes(plainName(String(record.data))),
  );
}

/** How long it is remembered that something is not there (RFC 2308 section 5). */
function negativeTtl(message: DecodedPacket): number | null {
  const soa = message.authorities.find((record) => record.type === 'SOA');
  const data = soa?.data as { minimum?: number } | undefined;
  return soa === undefined || data?.minimum === undefined ? null : Math.min(soa.ttl ?? 0, data.minimum);
}

/** A record in the one spelling of values; null for what is not understood. */
export function recordValue(record: Answer): string | null {
  const { data } = record;
  switch (record.type) {
    case 'MX': {
      const { preference = 0, exchange = '' } = data as { preference?: number; exchange?: string };
      return `${preference} ${exchange === '.' ? '.' : plainName(exchange)}`;
    }
    case 'TXT':
      return (data as Uint8Array[]).map((piece) => quotedPiece(piece)).join(' ');
    case 'AAAA':
      return shortIpv6(String(data));
    case 'NS':
      return plainName(String(data));
    default: {
      const type = recordType.safeParse(record.type);
      return type.success ? plainValue(type.data, String(data)) : null;
    }
  }
}

/** MX by preference, everything else by the alphabet. */
export function byValue(a: string, b: string): number {
  const difference = Number.parseInt(a, 10) - Number.parseInt(b, 10);
  if (!Number.isNaN(difference) && difference !== 0 && a.includes(' ') && b.includes(' ')) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
