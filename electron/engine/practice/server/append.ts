import { notLoggedIn } from './folders.ts';
import {
  type Attribute,
  answer,
  atom,
  type Connection,
  type Folder,
  type HoodiecrowServer,
  type ParsedCommand,
  type StoredMessage,
  stringValue,
} from './hoodiecrow.ts';
import { internalDate, isInternalDate } from './internal-date.ts';
import type { IncomingMessage, MailboxStore } from './mailbox-store.ts';

/** A refusal in the client's terms. */
class Refusal extends Error {
  readonly status: 'NO' | 'BAD';
  readonly code: string | null;
  constructor(status: 'NO' | 'BAD', text: string, code: string | null = null) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

/** Writes system flags as the standard spells them, drops \Recent (no client can set it) and repeats. */
function flagsToKeep(server: HoodiecrowServer, list: readonly Attribute[]): string[] {
  const flags = list.map((entry) => {
    const flag = stringValue(entry);
    if (!flag) throw new Refusal('BAD', 'Invalid flags argument');
    if (!flag.startsWith('\\')) return flag;
    const spelled = `\\${flag.charAt(1).toUpperCase()}${flag.slice(2).toLowerCase()}`;
    if (spelled === '\\Recent') return '';
    if (!server.systemFlags.includes(spelled)) throw new Refusal('NO', `Invalid system flag ${flag}`);
    return spelled;
  });
  return [...new Set(flags)].filter(Boolean);
}

/** Reads `[(flags)] ["date"] {literal}` once or, for MULTIAPPEND (RFC 3502), several times. */
function readMessages(server: HoodiecrowServer, attributes: readonly Attribute[], nowMs: number): IncomingMessage[] {
  const messages: IncomingMessage[] = [];
  let flags: string[] = [];
  let date = internalDate(nowMs);
  for (const attribute of attributes) {
    if (Array.isArray(attribute)) flags = flagsToKeep(server, attribute);
    else if (typeof attribute === 'object' && attribute?.type === 'LITERAL') {
      messages.push({ raw: attribute.value ?? '', flags, date });
      flags = [];
      date = internalDate(nowMs);
    } else {
      date = stringValue(attribute) ?? '';
      if (!isInternalDate(date)) throw new Refusal('BAD', 'Invalid internaldate argument');
    }
  }
  const last = attributes.at(-1);
  if (typeof last !== 'object' || last === null || Array.isArray(last) || last.type !== 'LITERAL') {
    throw new Refusal('BAD', 'Invalid message source argument');
  }
  return messages;
}

/** Tells every session that has the folder open how many messages it has now. */
function announce(server: HoodiecrowServer, folder: Folder): void {
  server.notify({ tag: '*', attributes: [folder.messages.length, atom('EXISTS')] }, folder, false);
}

export interface AppendOptions {
  readonly store: MailboxStore;
  /** Whether one APPEND may bring several messages (RFC 3502). */
  readonly multiple: boolean;
  /** Whether the answer tells the UIDs (RFC 4315). */
  readonly uidplus: boolean;
}

/** APPEND and COPY into the store: the bytes as they came, the date with its zone, all or nothing, within the quota. */
export function append({ store, multiple, uidplus }: AppendOptions): (server: HoodiecrowServer) => void {
  const perform = (connection: Connection, parsed: ParsedCommand): void => {
    const [name, ...rest] = parsed.attributes ?? [];
    const messages = readMessages(connection.server, rest, Date.now());
    if (messages.length > 1 && !multiple) throw new Refusal('BAD', 'APPEND takes one message');
    const folder = store.folder(stringValue(name) ?? '');
    if (!folder || folder.flags.includes('\\Noselect')) throw new Refusal('NO', 'Mailbox does not exist', 'TRYCREATE');
    refuseOverQuota(store, messages);
    const stored = store.append(folder, messages);
    announce(connection.server, folder);
    answer(connection, parsed, 'OK', 'APPEND completed', uidplus ? appendUid(folder, stored) : []);
  };

  return (server) => {
    if (multiple) server.registerCapability('MULTIAPPEND');
    server.setCommandHandler('APPEND', (connection, parsed, _data, callback) => {
      if (!notLoggedIn(connection, parsed)) answering(connection, parsed, () => perform(connection, parsed));
      callback();
    });

    server.appendMessage = (folder, flags, date, raw) => {
      const [message] = store.append(folder, [{ raw, flags, date: date ?? internalDate(Date.now()) }]);
      if (!message) throw new Error('The store took no message');
      announce(server, folder);
      return { mailbox: folder, message };
    };

    for (const command of ['COPY', 'UID COPY']) {
      const copy = server.getCommandHandler(command);
      server.setCommandHandler(command, (connection, parsed, data, callback) => {
        const refused = answering(connection, parsed, () => {
          const { selectedMailbox } = connection;
          if (!selectedMailbox || !copy) return;
          const range = stringValue(parsed.attributes?.[0]) ?? '';
          if (!store.folder(stringValue(parsed.attributes?.[1]) ?? '')) {
            throw new Refusal('NO', 'Mailbox does not exist', 'TRYCREATE');
          }
          const messages = server.getMessageRange(selectedMailbox, range, command.startsWith('UID'));
          refuseOverQuota(
            store,
            messages.map(([, message]) => message),
          );
        });
        if (refused || !copy) callback();
        else copy(connection, parsed, data, callback);
      });
    }
  };
}

function refuseOverQuota(store: MailboxStore, messages: readonly { readonly raw: string }[]): void {
  const bytes = messages.reduce((sum, { raw }) => sum + raw.length, 0);
  if (store.wouldExceedQuota(bytes)) throw new Refusal('NO', 'Quota exceeded (mailbox for user is full)', 'OVERQUOTA');
}

function appendUid(folder: Folder, stored: readonly StoredMessage[]): Attribute[] {
  const first = stored[0]?.uid ?? 0;
  const last = stored.at(-1)?.uid ?? first;
  const uids = first === last ? String(first) : `${first}:${last}`;
  return [atom('APPENDUID'), folder.uidvalidity, { type: 'SEQUENCE', value: uids }];
}

/** Runs `work`; a Refusal becomes the answer to the client. Returns whether there was one. */
function answering(connection: Connection, parsed: ParsedCommand, work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    // Anything else, a full disk for one, is this server's trouble and refuses the command just the same.
    const why = error instanceof Error ? error.message : 'Internal error';
    const refusal = error instanceof Refusal ? error : new Refusal('NO', why, 'SERVERBUG');
    answer(connection, parsed, refusal.status, refusal.message, refusal.code ? [atom(refusal.code)] : []);
    return true;
  }
}
