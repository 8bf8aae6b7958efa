import { type Argument, textOf } from './imap-arguments.ts';
import type { ScriptedMessage } from './scripted-mailbox.ts';

const macros: Readonly<Record<string, readonly string[]>> = {
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
};

/** The items of a FETCH, upper case, macros resolved. */
export function fetchItems(argument: Argument | undefined): string[] {
  const items = argument?.kind === 'list' ? argument.items : argument === undefined ? [] : [argument];
  return items.map((item) => textOf(item).toUpperCase()).flatMap((item) => macros[item] ?? [item]);
}

/** True when reading this item sets \Seen in a folder that was SELECTed (RFC 3501, 6.4.5). */
export function marksSeen(item: string): boolean {
  return item.startsWith('BODY[') || item === 'RFC822' || item === 'RFC822.TEXT';
}

/** The line `* n FETCH (...)` for one message. Throws on items this server does not know. */
export function fetchLine(sequence: number, message: ScriptedMessage, items: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const item of items) {
    if (parts.length > 0) parts.push(Buffer.from(' '));
    parts.push(...fetchItem(message, item));
  }
  return Buffer.concat([Buffer.from(`* ${sequence} FETCH (`), ...parts, Buffer.from(')')]);
}

/** The flags as FETCH shows them. */
export function flagsText(message: ScriptedMessage): string {
  return `(${[...message.flags, ...(message.recent ? ['\\Recent'] : [])].join(' ')})`;
}

function fetchItem(message: ScriptedMessage, item: string): Buffer[] {
  if (item === 'UID') return [Buffer.from(`UID ${message.uid}`)];
  if (item === 'FLAGS') return [Buffer.from(`FLAGS ${flagsText(message)}`)];
  if (item === 'INTERNALDATE') return [Buffer.from(`INTERNALDATE "${message.internalDate}"`)];
  if (item === 'RFC822.SIZE') return [Buffer.from(`RFC822.SIZE ${message.bytes.length}`)];
  if (item === 'RFC822') return literal('RFC822', message.bytes);
  if (item === 'RFC822.HEADER') return literal('RFC822.HEADER', section(message.bytes, 'HEADER'));
  const body = /^BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/.exec(item);
  if (body === null) throw new Error(`FETCH item ${item} is not known here`);
  const [, name = '', from, length] = body;
  const bytes = section(message.bytes, name);
  if (from === undefined) return literal(`BODY[${name}]`, bytes);
  return literal(`BODY[${name}]<${from}>`, bytes.subarray(Number(from), Number(from) + Number(length)));
}

function literal(name: string, bytes: Buffer): Buffer[] {
  return [Buffer.from(`${name} {${bytes.length}}\r\n`), bytes];
}

function section(bytes: Buffer, name: string): Buffer {
  if (name === '') return bytes;
  const end = bytes.indexOf('\r\n\r\n');
  const header = end < 0 ? bytes : bytes.subarray(0, end + 4);
  if (name === 'HEADER') return header;
  if (name === 'TEXT') return bytes.subarray(header.length);
  const fields = /^HEADER\.FIELDS \(([^)]*)\)$/.exec(name)?.[1]?.split(' ');
  if (fields === undefined) throw new Error(`Section ${name} is not known here`);
  const lines = header.toString('latin1').match(/^\S[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/gm) ?? [];
  const chosen = lines.filter((line) => fields.includes(line.split(':', 1)[0]?.toUpperCase() ?? ''));
  return Buffer.from(`${chosen.map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1');
}
