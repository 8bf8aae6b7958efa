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
const FORM = /^\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\s*$/;

/** Reads `17-Jul-1996 02:44:25 -0700`; null when it is not one, or names a time that does not exist. */
export function parseImapDate(text: string): DateParts | null {
  const match = FORM.exec(text);
  if (!match) return null;
  const [
    ,
    day = '',
    monthName = '',
    year = '',
    hour = '',
    minute = '',
    second = '',
    sign,
    zoneHours = '',
    zoneMinutes = '',
  ] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase());
  const east = Number(zoneHours) * 60 + Number(zoneMinutes);
  const zone = sign === '-' && east > 0 ? -east : east;
  const parts = {
    day: Number(day),
    month,
    year: Number(year),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    zoneMinutes: zone,
  };
  const real = month >= 0 && parts.day >= 1 && parts.day <= new Date(Date.UTC(parts.year, month + 1, 0)).getUTCDate();
  const zoned = Number(zoneHours) < 24 && Number(zoneMinutes) < 60;
  return real && zoned && parts.hour < 24 && parts.minute < 60 && parts.second <= 60 ? parts : null;
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

/** The date-time in the one spelling every server takes: two-digit day, zone kept. */
export function formatImapDate(parts: DateParts): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const month = MONTHS[parts.month] ?? 'jan';
  const zone = Math.abs(parts.zoneMinutes);
  const name = month.charAt(0).toUpperCase() + month.slice(1);
  const sign = parts.zoneMinutes < 0 ? '-' : '+';
  const year = String(parts.year).padStart(4, '0');
  return `${two(parts.day)}-${name}-${year} ${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)} ${sign}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}
