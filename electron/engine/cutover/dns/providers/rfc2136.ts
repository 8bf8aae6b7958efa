import { randomInt } from 'node:crypto';
import dnsPacket, { type DecodedPacket } from 'dns-packet';
import { plainName, type RecordSet, recordType, type SetChange } from '../../../../../shared/domain/dns.ts';
import type { TsigAlgorithm } from '../../../../../shared/domain/dns-account.ts';
import type { DnsAddress } from '../../../../../shared/domain/dns-look.ts';
import { type AppError, isAppError } from '../../../../../shared/domain/errors.ts';
import { exchange, NoAnswer } from '../look/ask.ts';
import { recordValue } from '../look/read-answer.ts';
import { type DnsProvider, providerError } from './provider.ts';
import { check, sign, TSIG_ERRORS, type TsigKey } from './tsig.ts';
import { CLASS, TYPE, u16, type WireRecord, wireData, wireName, wireRecord } from './wire.ts';

export interface UpdateOptions {
  readonly name: string;
  readonly server: DnsAddress;
  readonly keyName: string;
  readonly algorithm: TsigAlgorithm;
  /** Base64, as key files have it. */
  readonly secret: string;
  readonly zones: readonly string[];
  readonly now: () => number;
}

const OPCODE_UPDATE = 5 << 11;
const TIMEOUT_MS = 10_000;
/** Questions on their way at one time. */
const AT_ONCE = 6;

/**
 * Dynamic updates (RFC 2136) signed with TSIG (RFC 8945). The update carries what it was planned on as prerequisites, so the server itself
 * refuses it when a record has changed in between.
 */
export function dynamicUpdates(options: UpdateOptions): DnsProvider {
  const { name, server, zones, now } = options;
  const key: TsigKey = {
    name: options.keyName,
    algorithm: options.algorithm,
    secret: Buffer.from(options.secret.trim(), 'base64'),
  };

  /** Sends a signed message and takes nothing for an answer that the key did not sign. */
  const send = async (message: Buffer, writes: boolean, signal: AbortSignal | undefined): Promise<DecodedPacket> => {
    const { signed, mac } = sign(message, key, Math.floor(now() / 1000));
    try {
      return await exchange({ server, timeoutMs: TIMEOUT_MS, signal }, signed, (answer) => {
        const decoded = dnsPacket.decode(answer);
        if (decoded.id !== message.readUInt16BE(0) || decoded.type !== 'response') return null;
        const checked = check(answer, key, mac);
        if (!checked.ok) throw unsigned(decoded, checked.error);
        return decoded;
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof NoAnswer && isAppError(error.cause)) throw error.cause;
      if (!(error instanceof NoAnswer)) throw error;
      const refused = (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
      throw writes && !refused
        ? providerError('dns.unclear', `${name} was told to change the records, but no answer came.`, error.message)
        : providerError('dns.unreachable', `${name} does not answer.`, error.message);
    }
  };
  const unsigned = (decoded: DecodedPacket, error: number | null): AppError => {
    if (error !== null)
      return providerError(
        'dns.auth-failed',
        `${name} refused the key ${key.name}.`,
        TSIG_ERRORS[error] ?? `TSIG error ${error}`,
      );
    return decoded.rcode === 'NOERROR'
      ? providerError('dns.auth-failed', `The answer of ${name} is not signed with the key ${key.name}.`)
      : providerError('dns.auth-failed', `${name} refused the key ${key.name}.`, decoded.rcode);
  };

  const query = async (
    zone: string,
    owner: string,
    type: keyof typeof TYPE,
    signal: AbortSignal | undefined,
  ): Promise<DecodedPacket> => {
    const message = Buffer.concat([header(0, [1, 0, 0, 0]), wireName(owner), u16(TYPE[type]), u16(CLASS.IN)]);
    const answer = await send(message, false, signal);
    if (answer.rcode === 'REFUSED' || answer.rcode === 'NOTAUTH' || !answer.flag_aa) {
      throw providerError('dns.zone-missing', `${name} does not serve ${zone}.`, answer.rcode);
    }
    if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') {
      throw providerError('dns.unreachable', `${name} fails on ${zone}.`, answer.rcode);
    }
    return answer;
  };

  return {
    keepsTtl: true,
    async zones(signal) {
      for (const zone of zones) {
        const answer = await query(zone, zone, 'SOA', signal);
        if (!answer.answers.some(({ type }) => type === 'SOA')) {
          throw providerError('dns.zone-missing', `${name} does not have the zone ${zone}.`);
        }
      }
      return zones.map(plainName);
    },
    async read(zone, names, signal) {
      const asked = names.flatMap((owner) => recordType.options.map((type) => ({ owner, type })));
      const sets: RecordSet[] = [];
      for (let at = 0; at < asked.length; at += AT_ONCE) {
        const answers = asked.slice(at, at + AT_ONCE).map(async ({ owner, type }): Promise<RecordSet[]> => {
          const { answers: records } = await query(zone, owner, type, signal);
          const own = records.filter((record) => record.type === type && plainName(record.name) === owner);
          const values = own.flatMap((record) => recordValue(record) ?? []);
          return values.length === 0 ? [] : [{ name: owner, type, ttl: own[0]?.ttl ?? 0, values: values.toSorted() }];
        });
        sets.push(...(await Promise.all(answers)).flat());
      }
      return sets;
    },
    async write(zone, changes, signal) {
      const prerequisites = changes.flatMap(prerequisitesOf);
      const updates = [...changes]
        .toSorted((a, b) => Number(a.after !== null) - Number(b.after !== null))
        .flatMap(updatesOf);
      const message = Buffer.concat([
        header(OPCODE_UPDATE, [1, prerequisites.length, updates.length, 0]),
        wireName(zone),
        u16(TYPE.SOA),
        u16(CLASS.IN),
        ...[...prerequisites, ...updates].map(wireRecord),
      ]);
      const { rcode } = await send(message, true, signal);
      if (rcode === 'NOERROR') return;
      if (['NXRRSET', 'YXRRSET', 'NXDOMAIN', 'YXDOMAIN'].includes(rcode)) {
        throw providerError(
          'dns.changed-meanwhile',
          `The records of ${zone} are not as they were when the plan was made.`,
          rcode,
        );
      }
      if (rcode === 'NOTAUTH' || rcode === 'NOTZONE')
        throw providerError('dns.zone-missing', `${name} does not have the zone ${zone}.`, rcode);
      if (rcode === 'SERVFAIL') throw providerError('dns.unclear', `${name} failed while it changed ${zone}.`, rcode);
      throw providerError(
        'dns.refused',
        `${name} does not let the key ${key.name} change these records of ${zone}.`,
        rcode,
      );
    },
  };
}

function header(flags: number, counts: readonly number[]): Buffer {
  return Buffer.concat([u16(randomInt(0x10000)), u16(flags), ...counts.map(u16)]);
}

const nothing = Buffer.alloc(0);

/** The set must hold exactly this, or not be there (RFC 2136 section 2.4). */
function prerequisitesOf({ name, type, before }: SetChange): WireRecord[] {
  if (before === null) return [{ name, type: TYPE[type], class: CLASS.NONE, ttl: 0, data: nothing }];
  return before.values.map((value) => ({
    name,
    type: TYPE[type],
    class: CLASS.IN,
    ttl: 0,
    data: wireData(type, value),
  }));
}

/** The set goes, then comes what it is to hold, in one message that is done as a whole (RFC 2136 section 3.4). */
function updatesOf({ name, type, after }: SetChange): WireRecord[] {
  const gone: WireRecord = { name, type: TYPE[type], class: CLASS.ANY, ttl: 0, data: nothing };
  return [
    gone,
    ...(after?.values ?? []).map((value) => ({
      name,
      type: TYPE[type],
      class: CLASS.IN,
      ttl: after?.ttl ?? 3600,
      data: wireData(type, value),
    })),
  ];
}
