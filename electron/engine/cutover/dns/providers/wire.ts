import { isIPv4 } from 'node:net';
import { type RecordType, textPieces } from '../../../../../shared/domain/dns.ts';

export const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;
export const TYPE: Readonly<Record<RecordType | 'SOA' | 'NS' | 'TSIG' | 'ANY', number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  TSIG: 250,
  ANY: 255,
};

/** A resource record as it goes over the wire (RFC 1035 section 3.2.1). */
export interface WireRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly data: Uint8Array;
}

/** Whole numbers of 16, 32 and 48 bits, the high byte first. */
export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}

/** A name without pointers, in lower case, as signatures want it (RFC 8945 section 4.3.3). */
export function wireName(name: string): Buffer {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.').filter(Boolean);
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)]),
    Buffer.from([0]),
  ]);
}

export function wireRecord({ name, type, class: klass, ttl, data }: WireRecord): Buffer {
  return Buffer.concat([wireName(name), u16(type), u16(klass), u32(ttl), u16(data.length), data]);
}

/** The data of a value in its one spelling. */
export function wireData(type: RecordType, value: string): Buffer {
  switch (type) {
    case 'A':
      return Buffer.from(value.split('.').map(Number));
    case 'AAAA':
      return ipv6(value);
    case 'CNAME':
      return wireName(value);
    case 'MX': {
      const [preference = '0', host = '.'] = value.split(' ');
      return Buffer.concat([u16(Number(preference)), wireName(host)]);
    }
    case 'TXT':
      return Buffer.concat(textPieces(value).flatMap((piece) => [Buffer.from([piece.length]), piece]));
  }
}

function ipv6(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] =>
    text === ''
      ? []
      : text.split(':').flatMap((group) => {
          if (!isIPv4(group)) return [Number.parseInt(group, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
          return [a * 256 + b, c * 256 + d];
        });
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  const gap = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return Buffer.concat([...before, ...gap, ...after].map(u16));
}

/** Where a record of a message begins and ends, for those who must cut one off. */
export interface Span {
  readonly start: number;
  readonly dataStart: number;
  readonly end: number;
  readonly type: number;
}

/** The records of a message after its questions. Throws RangeError for a message that is cut off. */
export function recordSpans(message: Buffer): Span[] {
  let at = 12;
  for (let left = message.readUInt16BE(4); left > 0; left -= 1) at = skipName(message, at) + 4;
  const spans: Span[] = [];
  const count = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  for (let left = count; left > 0; left -= 1) {
    const start = at;
    const head = skipName(message, at);
    const dataStart = head + 10;
    at = dataStart + message.readUInt16BE(head + 8);
    if (at > message.length) throw new RangeError('The message is cut off.');
    spans.push({ start, dataStart, end: at, type: message.readUInt16BE(head) });
  }
  return spans;
}

export function skipName(message: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const length = message.readUInt8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += length + 1;
  }
}
