import dnsPacket, { type Answer, type DecodedPacket } from 'dns-packet';
import { plainName, type RecordSet, recordType, textPieces } from '../../../../shared/domain/dns.ts';
import { type Zone, zoneOf } from './zones.ts';

/** What is wrong with a name on purpose. */
export type DnsFault = 'servfail' | 'nxdomain' | 'lame' | 'truncated' | 'silent' | 'garbage' | 'bogus';

const RCODES = { servfail: 2, nxdomain: 3, refused: 5 } as const;

/** An answer with the bits that go with it. */
export interface Answered {
  readonly flags: number;
  readonly answers: Answer[];
  readonly authorities: Answer[];
  readonly additionals: Answer[];
}

/** What a server with these zones says to a question; with a wish for recursion it answers as a resolver that knows no other zones. */
export function answerTo(query: DecodedPacket, zones: readonly Zone[], fault: DnsFault | undefined): Answered {
  const [question] = query.questions;
  const name = plainName(question?.name ?? '');
  const type = question?.type ?? 'A';
  const recursive = query.flag_rd;
  const nothing = (flags: number): Answered => ({ flags, answers: [], authorities: [], additionals: [] });
  const head = recursive
    ? dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | (query.flag_cd ? dnsPacket.CHECKING_DISABLED : 0)
    : 0;
  if (fault === 'servfail') return nothing(head | RCODES.servfail);
  if (fault === 'bogus' && recursive && !query.flag_cd) return nothing(head | RCODES.servfail);
  if (fault === 'lame') return nothing(head);
  const zone = zoneOf(name, zones);
  if (zone === undefined) return nothing(head | (recursive ? RCODES.nxdomain : RCODES.refused));
  const authority = head | (recursive ? 0 : dnsPacket.AUTHORITATIVE_ANSWER);
  if (fault === 'nxdomain') return { ...nothing(authority | RCODES.nxdomain), authorities: [soaOf(zone)] };

  const cut = [...zone.delegations.keys()].find((below) => name === below || name.endsWith(`.${below}`));
  if (cut !== undefined) {
    const hosts = zone.delegations.get(cut) ?? [];
    const authorities = hosts.map((data): Answer => ({ name: cut, type: 'NS', ttl: 3600, data }));
    const additionals = hosts.flatMap((host) => recordsAt(host, 'A', zones));
    return recursive
      ? { ...nothing(head), answers: type === 'NS' ? authorities : [] }
      : { ...nothing(head), authorities, additionals };
  }
  const answers: Answer[] = [];
  let owner = name;
  for (let hop = 0; hop < 8; hop += 1) {
    const alias = zoneOf(owner, zones)?.find(owner, 'CNAME');
    if (alias === undefined || type === 'CNAME') break;
    answers.push(...recordsOf(alias));
    owner = alias.values[0] ?? owner;
  }
  const records = recordsAt(owner, type, zones);
  answers.push(...records);
  if (records.length > 0) return { ...nothing(authority), answers };
  const last = zoneOf(owner, zones);
  // An alias of a name nobody here knows still is an answer.
  if (last === undefined) return { ...nothing(authority), answers };
  const exists = last.has(owner) ? 0 : RCODES.nxdomain;
  return { ...nothing(authority | exists), answers, authorities: [soaOf(last)] };
}

function recordsAt(name: string, type: string, zones: readonly Zone[]): Answer[] {
  const zone = zoneOf(name, zones);
  if (zone === undefined) return [];
  if (name === zone.name && type === 'SOA') return [soaOf(zone)];
  if (name === zone.name && type === 'NS') return zone.servers.map((data) => ({ name, type, ttl: 3600, data }));
  const known = recordType.safeParse(type);
  const set = known.success ? zone.find(name, known.data) : undefined;
  return set === undefined ? [] : recordsOf(set);
}

function recordsOf({ name, type, ttl, values }: RecordSet): Answer[] {
  return values.map((value): Answer => ({ name, type, ttl: ttl ?? 3600, data: dataOf(type, value) }));
}

function dataOf(type: string, value: string): unknown {
  if (type === 'TXT') return textPieces(value).map((piece) => Buffer.from(piece));
  if (type !== 'MX') return value;
  const [preference = '0', exchange = '.'] = value.split(' ');
  return { preference: Number(preference), exchange };
}

function soaOf({ name, servers, serial, negativeTtl }: Zone): Answer {
  const data = {
    mname: servers[0] ?? name,
    rname: `hostmaster.${name}`,
    serial,
    refresh: 3600,
    retry: 600,
    expire: 604_800,
    minimum: negativeTtl,
  };
  return { name, type: 'SOA', ttl: negativeTtl, data };
}
