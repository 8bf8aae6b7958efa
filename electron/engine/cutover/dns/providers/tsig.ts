import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TsigAlgorithm } from '../../../../../shared/domain/dns-account.ts';
import { CLASS, recordSpans, skipName, TYPE, u16, u32, u48, wireName, wireRecord } from './wire.ts';

/** A key both ends share (RFC 8945). */
export interface TsigKey {
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Buffer;
}

const ALGORITHMS: Readonly<Record<TsigAlgorithm, { readonly hash: string; readonly name: string }>> = {
  'hmac-sha256': { hash: 'sha256', name: 'hmac-sha256' },
  'hmac-sha512': { hash: 'sha512', name: 'hmac-sha512' },
  'hmac-md5': { hash: 'md5', name: 'hmac-md5.sig-alg.reg.int' },
};
/** Seconds two clocks may differ. */
const FUDGE = 300;

/** What a server says of a signature it does not accept (RFC 8945 section 3). */
export const TSIG_ERRORS: Readonly<Record<number, string>> = {
  16: 'BADSIG: the secret of the key is another one',
  17: 'BADKEY: the server does not know this key',
  18: 'BADTIME: the clocks of this computer and the server differ by more than five minutes',
  22: 'BADTRUNC: the server wants a longer signature',
};

/** Signs a message; the MAC is needed to check the answer. */
export function sign(message: Buffer, key: TsigKey, atSeconds: number): { signed: Buffer; mac: Buffer } {
  const mac = hmac(key, [message, variables(key, atSeconds, 0, Buffer.alloc(0))]);
  const data = Buffer.concat([
    wireName(ALGORITHMS[key.algorithm].name),
    u48(atSeconds),
    u16(FUDGE),
    u16(mac.length),
    mac,
    message.subarray(0, 2),
    u16(0),
    u16(0),
  ]);
  const record = wireRecord({ name: key.name, type: TYPE.TSIG, class: CLASS.ANY, ttl: 0, data });
  const signed = Buffer.concat([message, record]);
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10);
  return { signed, mac };
}

/** What the signature of an answer is worth. `error` is what the server says of ours. */
export type Checked = { readonly ok: true } | { readonly ok: false; readonly error: number | null };

/** Checks that an answer was signed with the same key and belongs to the request with this MAC. */
export function check(answer: Buffer, key: TsigKey, requestMac: Buffer): Checked {
  const span = recordSpans(answer).at(-1);
  if (span === undefined || span.type !== TYPE.TSIG) return { ok: false, error: null };
  let at = skipName(answer, span.dataStart);
  const time = answer.readUIntBE(at, 6);
  at += 8;
  const macLength = answer.readUInt16BE(at);
  const mac = answer.subarray(at + 2, at + 2 + macLength);
  at += 2 + macLength;
  const originalId = answer.readUInt16BE(at);
  const error = answer.readUInt16BE(at + 2);
  const other = answer.subarray(at + 6, at + 6 + answer.readUInt16BE(at + 4));
  if (error !== 0) return { ok: false, error };
  const bare = Buffer.from(answer.subarray(0, span.start));
  bare.writeUInt16BE(originalId, 0);
  bare.writeUInt16BE(bare.readUInt16BE(10) - 1, 10);
  const expected = hmac(key, [u16(requestMac.length), requestMac, bare, variables(key, time, error, other)]);
  return mac.length === expected.length && timingSafeEqual(mac, expected) ? { ok: true } : { ok: false, error: null };
}

function variables(key: TsigKey, time: number, error: number, other: Buffer): Buffer {
  return Buffer.concat([
    wireName(key.name),
    u16(CLASS.ANY),
    u32(0),
    wireName(ALGORITHMS[key.algorithm].name),
    u48(time),
    u16(FUDGE),
    u16(error),
    u16(other.length),
    other,
  ]);
}

function hmac(key: TsigKey, parts: readonly Buffer[]): Buffer {
  const digest = createHmac(ALGORITHMS[key.algorithm].hash, key.secret);
  for (const part of parts) digest.update(part);
  return digest.digest();
}
