import { headerValues } from './header.ts';
import type { Connection, HoodiecrowServer, SearchHandler, StoredMessage } from './hoodiecrow.ts';

const dayMs = 86_400_000;

/** The day a date-time names, whatever its zone (RFC 3501 section 6.4.4 disregards time and zone), or NaN. */
function dayOf(date: string): number {
  const parts = /(\d{1,2})[- ](\w{3})[- ](\d{4})/.exec(date);
  return parts ? Math.floor(Date.parse(`${parts[1]} ${parts[2]} ${parts[3]} UTC`) / dayMs) : Number.NaN;
}

function contains(values: readonly string[], wanted: string): boolean {
  return values.some((value) => value.toLowerCase().includes(wanted.toLowerCase()));
}

const inHeader =
  (name: string): SearchHandler =>
  (_connection, message, _sequence, value) =>
    contains(headerValues(message.raw, name), value);

const bySentDate =
  (matches: (day: number, asked: number) => boolean): SearchHandler =>
  (_connection, message, _sequence, value) =>
    matches(dayOf(headerValues(message.raw, 'date')[0] ?? message.internaldate), dayOf(value));

/** Searches headers in the message's bytes: hoodiecrow would parse and keep every message whole, and stumble over odd dates. */
export function fastSearch(server: HoodiecrowServer): void {
  const handlers: Record<string, SearchHandler> = {
    HEADER: (_connection: Connection, message: StoredMessage, _sequence: number, name: string, value: string) =>
      contains(headerValues(message.raw, name), value),
    SENTBEFORE: bySentDate((day, asked) => day < asked),
    SENTON: bySentDate((day, asked) => day === asked),
    SENTSINCE: bySentDate((day, asked) => day >= asked),
    LARGER: (_connection, message, _sequence, value) => message.raw.length > Number(value),
    RECENT: (_connection, message) => message.recent,
    OLD: (_connection, message) => !message.recent,
    NEW: (_connection, message) => message.recent && !message.flags.includes('\\Seen'),
  };
  for (const name of ['SUBJECT', 'FROM', 'TO', 'CC', 'BCC']) handlers[name] = inHeader(name);
  Object.assign(server.searchHandlers, handlers);
}
