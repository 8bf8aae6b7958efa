/** An IMAP date-time (RFC 3501 `date-time`) taken apart; the zone is kept, since it is part of what a server stores. */
export interface DateParts {
  readonly day: number;
  /** 0 to 11. */
  readonly month: number;
  readonly year: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Minutes east of UTC. */
  readonly zoneMinutes: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAMES = MONTHS.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** The usual spelling has this length, and each part its place. */
const USUAL_LENGTH = 26;
const FORM = /^\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\s*$/;

/** The same date is asked for where a message is listed, identified, written down and appended. */
const known = new Map<string, DateParts | null>();
const MAX_KNOWN = 4096;

/** Reads `17-Jul-1996 02:44:25 -0700`; null when it is not one, or names a time that does not exist. */
export function parseImapDate(text: string): DateParts | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= MAX_KNOWN) known.clear();
  const parts = (text.length === USUAL_LENGTH ? readUsual(text) : null) ?? readOdd(text);
  known.set(text, parts);
  return parts;
}

/** Every message of a mailbox comes here, so the usual spelling is read without a pattern. */
function readUsual(text: string): DateParts | null {
  const separated =
    text[2] === '-' && text[6] === '-' && text[11] === ' ' && text[14] === ':' && text[17] === ':' && text[20] === ' ';
  const sign = text[21];
  if (!separated || (sign !== '+' && sign !== '-')) return null;
  const number = (from: number, length: number): number => {
    let value = 0;
    for (let at = from; at < from + length; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
    }
    return value;
  };
  const day = text[0] === ' ' ? number(1, 1) : number(0, 2);
  const time = [number(7, 4), number(12, 2), number(15, 2), number(18, 2), number(22, 2), number(24, 2)] as const;
  const sum = time[0] + time[1] + time[2] + time[3] + time[4] + time[5] + day;
  return Number.isNaN(sum) ? null : partsOf(day, text.slice(3, 6), time, sign);
}

function readOdd(text: string): DateParts | null {
  const match = FORM.exec(text);
  if (!match) return null;
  const [, day = '', month = '', year, hour, minute, second, sign = '', zoneHours, zoneMinutes] = match;
  const time = [year, hour, minute, second, zoneHours, zoneMinutes].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return partsOf(Number(day), month, time, sign);
}

function partsOf(
  day: number,
  monthName: string,
  [year, hour, minute, second, zoneHours, zoneRest]: readonly [number, number, number, number, number, number],
  sign: string,
): DateParts | null {
  const month = MONTHS.indexOf(monthName.toLowerCase());
  const leap = month === 1 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  const real = day >= 1 && day <= (DAYS[month] ?? 0) + leap && hour < 24 && minute < 60 && second <= 60;
  if (!real || zoneHours >= 24 || zoneRest >= 60) return null;
  const east = zoneHours * 60 + zoneRest;
  return { day, month, year, hour, minute, second, zoneMinutes: sign === '-' && east > 0 ? -east : east };
}

/** Unix milliseconds. */
export function instantOf(parts: DateParts): number {
  return (
    Date.UTC(parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second) - parts.zoneMinutes * 60_000
  );
}

/** Unix milliseconds of an IMAP date-time, NaN when it is not one. */
export function imapDateMs(text: string): number {
  const parts = parseImapDate(text);
  return parts === null ? Number.NaN : instantOf(parts);
}

const MINUS = 45;
const COLON = 58;
const BLANK = 32;

/** Whether a text that reads as these parts is spelled as `formatImapDate` would; nearly all are, and need no other text made. */
export function isUsualSpelling(text: string, parts: DateParts): boolean {
  return (
    text.length === USUAL_LENGTH &&
    text.charCodeAt(0) !== BLANK &&
    text.charCodeAt(14) === COLON &&
    text.startsWith(MONTH_NAMES[parts.month] ?? '', 3) &&
    parts.second < 60 &&
    // `Date` takes smaller ones for years of the last century.
    parts.year >= 100 &&
    !(parts.zoneMinutes === 0 && text.charCodeAt(21) === MINUS)
  );
}

/** The date-time in the one spelling every server takes: two-digit day, zone kept. */
export function formatImapDate(parts: DateParts): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = Math.abs(parts.zoneMinutes);
  const name = MONTH_NAMES[parts.month] ?? 'Jan';
  const sign = parts.zoneMinutes < 0 ? '-' : '+';
  const year = String(parts.year).padStart(4, '0');
  return `${two(parts.day)}-${name}-${year} ${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)} ${sign}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}

/** A date-time in that spelling, whatever it was spelled like; empty when it is none. */
export function usualImapDate(text: string): string {
  const parts = parseImapDate(text);
  if (parts === null) return '';
  return isUsualSpelling(text, parts) ? text : formatImapDate(parts);
}
