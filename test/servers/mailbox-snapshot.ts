import { createHash } from 'node:crypto';
import { decodeMailboxName } from './modified-utf7.ts';
import { type ImapAddress, quote, RawImap, type ServerLine } from './raw-imap.ts';

/** One message as a server shows it. */
export interface MessageSnapshot {
  readonly uid: number;
  /** Sorted, system flags in their usual spelling, \Recent included. */
  readonly flags: readonly string[];
  /** As the server wrote it, e.g. `17-Jul-1996 02:44:25 -0700`. */
  readonly internalDate: string;
  /** RFC822.SIZE, which need not be the number of bytes. */
  readonly size: number;
  /** SHA-256 of the bytes with line ends made CRLF, lower case hex. */
  readonly sha256: string;
  /** Only to name the message in a difference. */
  readonly messageId: string | null;
}

/** One folder as a server shows it; those that cannot be selected have no numbers and no messages. */
export interface FolderSnapshot {
  /** Decoded, with the server's own delimiter. */
  readonly path: string;
  readonly delimiter: string | null;
  /** Of LIST, sorted, without \Marked and \Unmarked. */
  readonly attributes: readonly string[];
  readonly selectable: boolean;
  readonly subscribed: boolean;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly messages: readonly MessageSnapshot[];
}

/** Everything one login sees. Two snapshots of an untouched mailbox are deeply equal. */
export interface MailboxSnapshot {
  readonly folders: readonly FolderSnapshot[];
}

/** SHA-256 (lower case hex) of a message with bare LF made CRLF; nothing else is changed. */
export function messageHash(bytes: Buffer): string {
  return createHash('sha256').update(withCrlf(bytes)).digest('hex');
}

/** The same message with every bare LF made CRLF. */
export function withCrlf(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  return /(?<!\r)\n/.test(text) ? Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'latin1') : bytes;
}

/**
 * Reads a whole mailbox with EXAMINE and BODY.PEEK[], so that it changes nothing: every folder, every message, every byte.
 * Rejects when the server refuses a command or answers a FETCH without what was asked for.
 */
export async function snapshotMailbox(server: ImapAddress, user: string, password: string): Promise<MailboxSnapshot> {
  const client = await RawImap.login(server, user, password);
  try {
    const subscribed = new Set((await listing(client, 'LSUB')).map(({ written }) => written));
    const folders: FolderSnapshot[] = [];
    for (const { written, delimiter, attributes } of await listing(client, 'LIST')) {
      const path = decodeMailboxName(written);
      const selectable = !attributes.some((name) => /^\\(Noselect|NonExistent)$/i.test(name));
      const contents = selectable ? await readFolder(client, written) : { uidValidity: 0, uidNext: 0, messages: [] };
      folders.push({ path, delimiter, attributes, selectable, subscribed: subscribed.has(written), ...contents });
    }
    folders.sort((a, b) => (a.path < b.path ? -1 : 1));
    return { folders };
  } finally {
    await client.logout();
  }
}

interface Listed {
  readonly written: string;
  readonly delimiter: string | null;
  readonly attributes: readonly string[];
}

async function listing(client: RawImap, command: 'LIST' | 'LSUB'): Promise<Listed[]> {
  const { untagged } = await client.command(`${command} "" "*"`);
  return untagged.flatMap(({ text, literals }) => {
    const found = /^\* (?:LIST|LSUB) \(([^)]*)\) (?:NIL|"(.|\\.)") (.*)$/i.exec(text);
    if (found === null) return [];
    const name = found[3] ?? '';
    const written =
      literals[0]?.toString('latin1') ?? (name.startsWith('"') ? name.slice(1, -1).replaceAll(/\\(.)/g, '$1') : name);
    // \Marked and \Unmarked say what happened lately, not what the folder is.
    const attributes = (found[1] ?? '').split(' ').filter((name) => name !== '' && !/^\\(Un)?marked$/i.test(name));
    return [{ written, delimiter: found[2]?.at(-1) ?? null, attributes: attributes.sort() }];
  });
}

async function readFolder(
  client: RawImap,
  written: string,
): Promise<Pick<FolderSnapshot, 'uidValidity' | 'uidNext' | 'messages'>> {
  const { untagged } = await client.command(`EXAMINE ${quote(written)}`);
  const lines = untagged.map(({ text }) => text).join('\n');
  const uidValidity = Number(/\[UIDVALIDITY (\d+)\]/i.exec(lines)?.[1] ?? 0);
  const uidNext = Number(/\[UIDNEXT (\d+)\]/i.exec(lines)?.[1] ?? 0);
  const count = Number(/^\* (\d+) EXISTS/im.exec(lines)?.[1] ?? 0);
  if (count === 0) return { uidValidity, uidNext, messages: [] };
  const fetched = await client.command('UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])');
  const messages = fetched.untagged.flatMap(readMessage).sort((a, b) => a.uid - b.uid);
  if (messages.length !== count)
    throw new Error(`${written}: ${count} messages exist, ${messages.length} were fetched`);
  return { uidValidity, uidNext, messages };
}

function readMessage({ text, literals }: ServerLine): MessageSnapshot[] {
  if (!/^\* \d+ FETCH /i.test(text)) return [];
  const uid = /\bUID (\d+)/i.exec(text)?.[1];
  const flags = /\bFLAGS \(([^)]*)\)/i.exec(text)?.[1];
  const internalDate = /\bINTERNALDATE "([^"]*)"/i.exec(text)?.[1];
  const size = /\bRFC822\.SIZE (\d+)/i.exec(text)?.[1];
  // A line of flags alone is the server's own news, not an answer.
  if (internalDate === undefined && literals.length === 0) return [];
  const bytes = literals[0] ?? (/BODY\[\] ""/i.test(text) ? Buffer.alloc(0) : undefined);
  if (
    uid === undefined ||
    flags === undefined ||
    internalDate === undefined ||
    size === undefined ||
    bytes === undefined
  ) {
    throw new Error(`The server left out what was asked for: ${text}`);
  }
  const header = bytes.toString('latin1').split(/\r?\n\r?\n/, 1)[0] ?? '';
  return [
    {
      uid: Number(uid),
      flags: flags
        .split(' ')
        .filter((flag) => flag !== '')
        .map(usualSpelling)
        .sort(),
      internalDate,
      size: Number(size),
      sha256: messageHash(bytes),
      messageId: /^message-id:\s*(\S.*)$/im.exec(header)?.[1]?.trim() ?? null,
    },
  ];
}

/** System flags are the same in any letter case (RFC 3501, 2.3.2); keywords stay as they are. */
export function usualSpelling(flag: string): string {
  return flag.startsWith('\\') ? `\\${flag.charAt(1).toUpperCase()}${flag.slice(2).toLowerCase()}` : flag;
}
