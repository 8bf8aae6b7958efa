import { formatImapDate, parseImapDate } from '../internal-date.ts';

const FORM =
  /(\d{1,2})\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[A-Za-z]+)?/i;

/** Hours east of UTC of the zone names of RFC 5322 4.3; all others count as UTC, as it says. */
const ZONES: Readonly<Record<string, string>> = {
  EST: '-0500',
  EDT: '-0400',
  CST: '-0600',
  CDT: '-0500',
  MST: '-0700',
  MDT: '-0600',
  PST: '-0800',
  PDT: '-0700',
};

/**
 * When a message arrived, as an IMAP date-time: POP3 does not tell, so it is the date of the topmost Received field, which the
 * last server wrote on delivery; else the Date field; else empty.
 */
export function arrivalDateOf(header: Uint8Array): string {
  const text = Buffer.from(header.buffer, header.byteOffset, header.byteLength).toString('latin1');
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  const received = /^Received:(.*)$/im.exec(unfolded)?.[1];
  const date = /^Date:(.*)$/im.exec(unfolded)?.[1];
  return imapDateOf(received?.slice(received.lastIndexOf(';') + 1)) || imapDateOf(date);
}

function imapDateOf(value: string | undefined): string {
  // Comments may hold anything, for instance the name of the zone.
  const match = FORM.exec((value ?? '').replace(/\([^()]*\)/g, ' '));
  if (match === null) return '';
  const [, day = '', month = '', year = '', hour = '', minute = '', second = '00', zone = '+0000'] = match;
  // RFC 5322 4.3: two digits are 1950 to 2049.
  const fullYear = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  const offset = /^[+-]/.test(zone) ? zone : (ZONES[zone.toUpperCase()] ?? '+0000');
  const parts = parseImapDate(`${day}-${month}-${fullYear} ${hour}:${minute}:${second} ${offset}`);
  return parts === null ? '' : formatImapDate(parts);
}
