import { z } from 'zod';

/** The types a move of mail touches; everything else in a zone is left exactly as it is. */
export const recordType = z.enum(['A', 'AAAA', 'CNAME', 'MX', 'TXT']);
export type RecordType = z.infer<typeof recordType>;

/**
 * What one name holds of one type. Values are as in a zone file, in one spelling: names in lower case without the last dot, addresses in
 * their short form, texts quoted with the pieces they are stored in.
 */
export const recordValues = z.object({
  /** Seconds; null where the provider knows none. */
  ttl: z.number().int().nonnegative().nullable(),
  values: z.array(z.string()).min(1),
  /** Served through the provider's own web front (Cloudflare), so that its address is not what the world sees. */
  proxied: z.boolean().optional(),
});
export type RecordValues = z.infer<typeof recordValues>;

/** A name (absolute, lower case, without the last dot) with what it holds of one type. */
export const recordSet = recordValues.extend({ name: z.string(), type: recordType });
export type RecordSet = z.infer<typeof recordSet>;

/** One name and type, before and after; null: there is none. */
export const setChange = z.object({
  name: z.string(),
  type: recordType,
  before: recordValues.nullable(),
  after: recordValues.nullable(),
});
export type SetChange = z.infer<typeof setChange>;

/** A host name as it is compared: lower case, without the last dot. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Puts text into the quoted pieces of a TXT record, each of 255 bytes at most (RFC 1035 section 3.3.14). */
export function quotedText(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start === 0 || start < bytes.length; start += 255) {
    pieces.push(quotedPiece(bytes.subarray(start, start + 255)));
  }
  return pieces.join(' ');
}

/** One piece of a TXT record, as it is written in a zone file. */
export function quotedPiece(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\${String(byte).padStart(3, '0')}`;
  }
  return `"${text}"`;
}

/** A TXT record of plain ASCII text. */
export function textValue(text: string): string {
  return quotedText(Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff));
}

/** The pieces of a TXT value as bytes. A value without quotes is one piece. */
export function textPieces(value: string): Uint8Array[] {
  const pieces: number[][] = [];
  let piece: number[] | null = null;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value.charAt(at);
    if (character === '"') {
      quoted = !quoted;
      if (quoted) {
        piece = [];
        pieces.push(piece);
      } else piece = null;
      continue;
    }
    if (!quoted && character === ' ') {
      piece = null;
      continue;
    }
    if (piece === null) {
      piece = [];
      pieces.push(piece);
    }
    if (character !== '\\') piece.push(character.charCodeAt(0) & 0xff);
    else {
      const digits = /^\d{3}/.exec(value.slice(at + 1))?.[0];
      piece.push(digits === undefined ? value.charCodeAt(at + 1) & 0xff : Number(digits) & 0xff);
      at += digits === undefined ? 1 : 3;
    }
  }
  return pieces.map((bytes) => Uint8Array.from(bytes));
}

/** The text of a TXT value with its pieces joined, as those who read it do (RFC 7208 section 3.3). One character is one byte. */
export function textOf(value: string): string {
  return textPieces(value)
    .map((piece) => String.fromCharCode(...piece))
    .join('');
}

/** A value as people read it: texts without quotes and pieces. */
export function shownValue(type: string, value: string): string {
  return type === 'TXT' ? textOf(value) : value;
}

/** Brings a value into the one spelling; null when it is not a value of this type. */
export function plainValue(type: RecordType, value: string): string | null {
  const trimmed = value.trim();
  switch (type) {
    case 'A':
      return isIpv4(trimmed) ? trimmed : null;
    case 'AAAA':
      return shortIpv6(trimmed);
    case 'CNAME':
      return isHostName(trimmed) ? plainName(trimmed) : null;
    case 'MX': {
      const [, preference = '', host = ''] = /^(\d{1,5})\s+(\S+)$/.exec(trimmed) ?? [];
      if (Number(preference) > 65_535) return null;
      // A lone dot says that the domain takes no mail (RFC 7505).
      if (preference !== '' && host === '.') return `${Number(preference)} .`;
      return preference !== '' && isHostName(host) ? `${Number(preference)} ${plainName(host)}` : null;
    }
    case 'TXT':
      return trimmed.startsWith('"')
        ? textPieces(trimmed)
            .map((piece) => quotedPiece(piece))
            .join(' ')
        : textValue(trimmed);
  }
}

/** The host of an MX value. */
export function mxHost(value: string): string {
  return value.slice(value.indexOf(' ') + 1);
}

/** Whether a text can be a host name, as a target of MX or CNAME. */
export function isHostName(name: string): boolean {
  return name.length <= 254 && /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?$/i.test(name);
}

/** Whether two sets hold the same, whatever the order and however texts are cut; lifetimes are compared only when asked. */
export function sameRecords(
  type: string,
  a: RecordValues | null,
  b: RecordValues | null,
  withTtl: 'with-ttl' | 'without-ttl' = 'without-ttl',
): boolean {
  if (a === null || b === null) return a === b;
  if (withTtl === 'with-ttl' && a.ttl !== null && b.ttl !== null && a.ttl !== b.ttl) return false;
  const key = ({ values }: RecordValues): string =>
    JSON.stringify(values.map((value) => shownValue(type, value)).toSorted());
  return key(a) === key(b);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** The short form of RFC 5952; null for what is no address. */
export function shortIpv6(text: string): string | null {
  if (!/^[0-9a-f:.]+$/i.test(text)) return null;
  const [, start = '', tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  if (tail !== undefined && !isIpv4(tail)) return null;
  const bytes = tail?.split('.').map(Number) ?? [];
  const hex = (high = 0, low = 0): string => (high * 256 + low).toString(16);
  const whole = tail === undefined ? text : `${start}${hex(bytes[0], bytes[1])}:${hex(bytes[2], bytes[3])}`;
  const halves = whole.toLowerCase().split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (groups.flat().some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return null;
  const known = groups.flat().length;
  if (halves.length === 2 ? known > 7 : known !== 8) return null;
  const gap = halves.length === 2 ? Array.from({ length: 8 - known }, () => '0') : [];
  const all = [...(groups[0] ?? []), ...gap, ...(groups[1] ?? [])].map((group) => group.replace(/^0+(?=.)/, ''));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at += 1) {
    let length = 0;
    while (all[at + length] === '0') length += 1;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return all.join(':');
  return `${all.slice(0, best.at).join(':')}::${all.slice(best.at + best.length).join(':')}`;
}
