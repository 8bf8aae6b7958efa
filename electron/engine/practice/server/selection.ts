import { claim } from './fetch.ts';
import {
  answer,
  type Connection,
  type Folder,
  type FolderStatus,
  type HoodiecrowServer,
  type StoredMessage,
  stringValue,
} from './hoodiecrow.ts';
import type { MailboxStore } from './mailbox-store.ts';

/** Position of the first message whose UID is not below `uid`; messages stand in ascending order of their UIDs. */
function firstAtOrAfter(messages: readonly StoredMessage[], uid: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.uid ?? 0) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The messages a sequence set names (RFC 3501 section 9) with their sequence numbers, each once, in order. */
export function messageRange(
  source: Folder | StoredMessage[],
  range: string,
  isUid = false,
): [number, StoredMessage][] {
  const messages = Array.isArray(source) ? source : source.messages;
  const highest = isUid ? (messages.at(-1)?.uid ?? 0) : messages.length;
  const spans = range.split(',').map((part) => {
    const [from = '', to = from] = part.split(':');
    const [a, b] = [from, to].map((end) => (end === '*' ? highest : Number(end) || 1)) as [number, number];
    const [first, last] = a <= b ? [a, b] : [b, a];
    return isUid
      ? ([firstAtOrAfter(messages, first), firstAtOrAfter(messages, last + 1)] as const)
      : ([first - 1, Math.min(last, messages.length)] as const);
  });
  spans.sort((a, b) => a[0] - b[0]);
  const result: [number, StoredMessage][] = [];
  let next = 0;
  for (const [start, end] of spans) {
    for (let index = Math.max(start, next); index < end; index += 1) {
      const message = messages[index];
      if (message) result.push([index + 1, message]);
    }
    next = Math.max(next, end);
  }
  return result;
}

function statusOf(folder: Folder): FolderStatus {
  const flags: Record<string, number> = { '\\Recent': 0 };
  for (const message of folder.messages) {
    for (const flag of message.flags) flags[flag] = (flags[flag] ?? 0) + 1;
    if (message.recent) flags['\\Recent'] = (flags['\\Recent'] ?? 0) + 1;
  }
  const seen = flags['\\Seen'] ?? 0;
  const used = Object.keys(flags).filter((flag) => flag !== '\\Recent');
  const permanentFlags = [...new Set([...folder.permanentFlags, ...used])];
  return { flags, seen, unseen: folder.messages.length - seen, permanentFlags };
}

const refusedReadOnly = ['STORE', 'UID STORE', 'EXPUNGE', 'UID EXPUNGE'];
const mayChangeFlags = ['STORE', 'UID STORE', 'FETCH', 'UID FETCH'];

/** What a session does in an open folder: fast ranges, \Recent, an EXAMINE that changes nothing, and all changes kept. */
export function selection(store: MailboxStore): (server: HoodiecrowServer) => void {
  return (server) => {
    server.getMessageRange = messageRange;
    server.getStatus = statusOf;

    for (const command of ['SELECT', 'EXAMINE']) {
      const open = server.getCommandHandler(command);
      if (!open) continue;
      server.setCommandHandler(command, (connection, parsed, data, callback) => {
        open(connection, parsed, data, callback);
        const { selectedMailbox } = connection;
        const claims = selectedMailbox && !connection.readOnly;
        claim(connection, claims ? selectedMailbox.messages.filter(({ recent }) => recent) : []);
        if (claims) store.claimRecent(selectedMailbox);
      });
    }

    for (const command of new Set([...refusedReadOnly, ...mayChangeFlags])) {
      const original = server.getCommandHandler(command);
      if (!original) continue;
      server.setCommandHandler(command, (connection, parsed, data, callback) => {
        const { selectedMailbox } = connection;
        if (!selectedMailbox) return original(connection, parsed, data, callback);
        if (connection.readOnly && refusedReadOnly.includes(command)) {
          answer(connection, parsed, 'NO', 'The mailbox is open read-only');
          return callback();
        }
        const watch = !connection.readOnly && mayChangeFlags.includes(command) && !isQuietFetch(command, data);
        const range = watch ? stringValue(parsed.attributes?.[0]) : null;
        const watched = range ? messageRange(selectedMailbox, range, command.startsWith('UID')) : [];
        const before = watched.map(([, { flags }]) => flags.join(' '));
        original(connection, parsed, data, callback);
        store.keepFlags(
          selectedMailbox,
          watched.filter(([, { flags }], index) => flags.join(' ') !== before[index]).map(([, message]) => message),
        );
      });
    }

    server.connectionHandlers.push((connection) => keepExpunges(connection, store));
  };
}

/** True for a FETCH that cannot set \Seen, judged by its text. */
function isQuietFetch(command: string, data: string): boolean {
  return command.endsWith('FETCH') && !/BODY\[|RFC822(?!\.SIZE)/i.test(data);
}

function keepExpunges(connection: Connection, store: MailboxStore): void {
  const expunge = connection.expungeSpecificMessages.bind(connection);
  connection.expungeSpecificMessages = (folder, which, ignoreSelf, ignoreExists) => {
    // CLOSE of an EXAMINEd folder removes nothing (RFC 3501 section 6.4.2).
    if (connection.readOnly) return;
    const listed = Array.isArray(which) ? new Set(which) : null;
    const doomed = new Set(
      folder.messages.filter((message) => (typeof which === 'function' ? which(message) : listed?.has(message))),
    );
    store.keepExpunge(folder, [...doomed]);
    expunge(folder, (message) => doomed.has(message), ignoreSelf, ignoreExists);
  };
}
