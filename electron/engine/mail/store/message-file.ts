import { open } from 'node:fs/promises';
import { formatImapDate } from '../internal-date.ts';
import { arrivalDateOf } from '../pop3/arrival-date.ts';

const CR = 13;
const LF = 10;
const FIRST_LOOK = 8192;
/** No header is longer; what says it is has none. */
const LONGEST_HEADER = 1024 * 1024;

/** What a listing tells of a message file. */
export interface FileFacts {
  /** As it will be handed over: with CRLF at every line end. */
  readonly size: number;
  /** From the topmost Received field, else from Date, else the time of the file. */
  readonly internalDate: string;
}

/** Reads as much of a message file as its listing takes. */
export async function readFacts(
  path: string,
  size: number,
  modifiedMs: number,
): Promise<{ facts: FileFacts; read: number }> {
  const { header, whole, read } = await readUntilHeader(path);
  const lone = countLoneLineFeeds(header);
  const all = lone === 0 ? 0 : whole ? lone : countLoneLineFeeds((await readAll(path)).bytes);
  return { read, facts: { size: size + all, internalDate: dateOf(header, modifiedMs) } };
}

/** Reads the header, up to and with the empty line. */
export async function readHeader(
  path: string,
  modifiedMs: number,
): Promise<{ header: Buffer; internalDate: string; read: number }> {
  const { header, read } = await readUntilHeader(path);
  const clean = withCrlf(header);
  const end = clean.indexOf('\r\n\r\n');
  return { header: end < 0 ? clean : clean.subarray(0, end + 4), internalDate: dateOf(clean, modifiedMs), read };
}

/** Reads a whole message as a mail server would send it. */
export async function readMessage(
  path: string,
  modifiedMs: number,
): Promise<{ bytes: Buffer; internalDate: string; read: number }> {
  const { bytes: raw } = await readAll(path);
  const bytes = withCrlf(raw);
  return { bytes, internalDate: dateOf(bytes.subarray(0, LONGEST_HEADER), modifiedMs), read: raw.length };
}

/** The same bytes with CRLF at every line end; copied only where one is missing. */
export function withCrlf(bytes: Buffer): Buffer {
  const lone = countLoneLineFeeds(bytes);
  if (lone === 0) return bytes;
  const result = Buffer.allocUnsafe(bytes.length + lone);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === LF && bytes[at - 1] !== CR) {
      result[to] = CR;
      to += 1;
    }
    result[to] = byte;
    to += 1;
  }
  return result;
}

function countLoneLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) count += 1;
  return count;
}

function dateOf(bytes: Buffer, modifiedMs: number): string {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const end = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf : lf;
  return arrivalDateOf(end < 0 ? bytes : bytes.subarray(0, end + 2)) || fileDate(modifiedMs);
}

/** When the file was written, in UTC; a copy of a copy may tell when that was made. */
function fileDate(modifiedMs: number): string {
  const date = new Date(modifiedMs);
  if (!Number.isFinite(modifiedMs) || date.getUTCFullYear() < 1970) return '';
  return formatImapDate({
    day: date.getUTCDate(),
    month: date.getUTCMonth(),
    year: date.getUTCFullYear(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    zoneMinutes: 0,
  });
}

async function readUntilHeader(path: string): Promise<{ header: Buffer; whole: boolean; read: number }> {
  const file = await open(path, 'r');
  try {
    let bytes = Buffer.alloc(FIRST_LOOK);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      const seen = bytes.subarray(0, length);
      if (bytesRead === 0) return { header: seen, whole: true, read: length };
      if (seen.includes('\r\n\r\n') || seen.includes('\n\n') || length >= LONGEST_HEADER)
        return { header: seen, whole: false, read: length };
      if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)]);
    }
  } finally {
    await file.close();
  }
}

async function readAll(path: string): Promise<{ bytes: Buffer }> {
  const file = await open(path, 'r');
  try {
    return { bytes: await file.readFile() };
  } finally {
    await file.close();
  }
}
