import { InvalidArgumentError } from 'commander';
import type { FolderMapChoice } from '../../shared/domain/folder.ts';
import { type QuietHours, quietHours } from '../../shared/domain/run.ts';

/** Stands for the run that compared both sides last. */
export const LAST_COMPARISON = 'last';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

function bytes(text: string, what: string, example: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([KMGT])(?:i?B)?|B)?$/i.exec(text);
  const value = match
    ? Math.round(Number(match[1]) * (UNITS[(match[2] ?? '').toUpperCase()] ?? Number.NaN))
    : Number.NaN;
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError(`"${text}" is not ${what}; write it like ${example}.`);
  }
  return value;
}

/** Bytes from `26214400`, `25MB`, `1.5G` or `512 KiB`; the units are of 1,024, as everywhere in Mailferry. */
export function parseSize(text: string): number {
  return bytes(text.trim(), 'a size', '25MB');
}

/** Bytes per second from what `parseSize` reads, with or without `/s`. */
export function parseRate(text: string): number {
  return bytes(text.trim().replace(/\s*\/s$/i, ''), 'a rate', '2MB/s');
}

/** Messages per second: a number above 0, with or without `/s`. */
export function parseMessageRate(text: string): number {
  const digits = text.trim().replace(/\s*\/s$/i, '');
  const value = Number(digits);
  if (!/^\d+(\.\d+)?$/.test(digits) || value <= 0) {
    throw new InvalidArgumentError(`"${text}" is not a number of messages per second; write it like 20.`);
  }
  return value;
}

/** The id of a run as reports name it, or `LAST_COMPARISON`. */
export function parseRunName(text: string): string {
  const name = text.trim();
  if (name.toLowerCase() === LAST_COMPARISON) return LAST_COMPARISON;
  if (/^[\w-]+$/.test(name)) return name;
  throw new InvalidArgumentError(
    `"${text}" is not the id of a run; write it as the report has it, or "${LAST_COMPARISON}".`,
  );
}

/** `22:00-06:00`, in the time of this computer. */
export function parseQuietHours(text: string): QuietHours {
  const [from, to] = text.split('-').map((part) => part.trim().replace(/^(\d):/, '0$1:'));
  const parsed = quietHours.safeParse({ from, to });
  if (!parsed.success || text.split('-').length !== 2) {
    throw new InvalidArgumentError(`"${text}" is no span of hours; write it like 22:00-06:00.`);
  }
  if (from === to) throw new InvalidArgumentError(`"${text}" begins when it ends, so there are no quiet hours in it.`);
  return parsed.data;
}

/** An ISO 8601 date (`2024-01-31`, midnight UTC) or date with time; returned as ISO 8601 in UTC. */
export function parseDate(text: string): string {
  const trimmed = text.trim();
  const time = Date.parse(trimmed);
  const day = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(trimmed)?.[1];
  // Date.parse takes 31 February for 2 March; a date that does not exist is a slip of the hand and not to be guessed at.
  const exists = day !== undefined && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  if (!exists || Number.isNaN(time)) {
    throw new InvalidArgumentError(`"${text}" is not a date; write it like 2024-01-31 or 2024-01-31T08:00:00Z.`);
  }
  return new Date(time).toISOString();
}

/** Connections per side, 1 to 32. */
export function parseConnections(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 32) {
    throw new InvalidArgumentError(`"${text}" is not a number of connections from 1 to 32.`);
  }
  return value;
}

/** The seed of the practice customers' mail: a whole number from 0 to 4,294,967,295. */
export function parseSeed(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff) {
    throw new InvalidArgumentError(`"${text}" is not a whole number from 0 to 4294967295.`);
  }
  return value;
}

/** Adds one more value of an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  if (text === '') throw new InvalidArgumentError('A folder has a name; this one is empty.');
  return [...before, text];
}

/**
 * Adds one `SOURCE=DESTINATION` to the folder map; nothing after the `=` leaves the folder out. A `=` inside of the source
 * folder's name is written `\=`.
 */
export function collectMap(text: string, before: readonly FolderMapChoice[] = []): readonly FolderMapChoice[] {
  const match = /^((?:\\=|[^=])+)=(.*)$/s.exec(text);
  const source = match?.[1]?.replaceAll('\\=', '=');
  if (source === undefined) {
    throw new InvalidArgumentError(
      `"${text}" is no mapping; write it like "Gesendet=Sent", or "Old stuff=" to leave one out.`,
    );
  }
  if (before.some((choice) => choice.source === source)) {
    throw new InvalidArgumentError(`"${source}" is mapped twice; a folder has one destination.`);
  }
  return [...before, { source, destination: match?.[2] || null }];
}

/** A SHA-256 fingerprint in hex, with or without colons, in either case; returned as upper-case pairs joined by colons. */
export function parseFingerprint(text: string): string {
  const hex = text
    .trim()
    .replace(/^sha-?256[:=]/i, '')
    .replaceAll(':', '')
    .toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) {
    throw new InvalidArgumentError(
      `"${text}" is not the SHA-256 fingerprint of a certificate: that has 64 hex digits. "mailferry probe" shows it.`,
    );
  }
  return (hex.match(/../g) ?? []).join(':');
}
