import type { FolderSnapshot, MailboxSnapshot, MessageSnapshot } from './mailbox-snapshot.ts';

/** What to leave out of a comparison, and which folder goes where. */
export interface ComparisonOptions {
  /** Destination path of a source path. Default: the same parts, joined with the destination's delimiter. */
  readonly mapFolder?: (path: string) => string;
  /** Flags that may differ. Default only \Recent, which no client can set. */
  readonly ignoreFlags?: readonly string[];
  /** Folders and messages that only the destination has are no difference. Default false. */
  readonly allowExtra?: boolean;
  /** Messages of a folder must also stand in the same order. Default false. */
  readonly order?: boolean;
}

/** The instant of an internal date in milliseconds since 1970. Throws on anything RFC 3501 does not know as date-time. */
export function internalDateInstant(text: string): number {
  const found = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
  const month = 'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf(found?.[2]?.toLowerCase() ?? '?') / 3;
  if (found === null || !Number.isInteger(month) || month < 0) throw new Error(`Not an internal date: "${text}"`);
  const [, day = '', , year = '', time = '', hours = '', minutes = ''] = found;
  const two = (value: number | string): string => String(value).padStart(2, '0');
  return Date.parse(`${year}-${two(month + 1)}-${two(day)}T${time}${hours}:${minutes}`);
}

/**
 * What differs between two mailboxes, one line a difference, none when the destination is exact: same folders, and in each the
 * same bytes (line ends normalised), flags, keywords, instants of the internal date, and as many repeats. UIDs do not count.
 */
export function compareSnapshots(
  source: MailboxSnapshot,
  destination: MailboxSnapshot,
  options: ComparisonOptions = {},
): string[] {
  const differences: string[] = [];
  const delimiter = destination.folders.find((folder) => folder.delimiter !== null)?.delimiter ?? '/';
  const unmatched = new Map(destination.folders.map((folder) => [keyOf(folder.path), folder]));
  for (const folder of source.folders) {
    const joined = folder.delimiter === null ? folder.path : folder.path.split(folder.delimiter).join(delimiter);
    const path = options.mapFolder?.(folder.path) ?? joined;
    const twin = unmatched.get(keyOf(path));
    unmatched.delete(keyOf(path));
    if (twin === undefined) {
      differences.push(
        `missing folder: ${path}${folder.selectable ? ` (${folder.messages.length} messages)` : ' (unselectable)'}`,
      );
    } else if (twin.selectable !== folder.selectable) {
      differences.push(
        `selectable: ${path}: ${folder.selectable} at the source, ${twin.selectable} at the destination`,
      );
    } else {
      differences.push(...compareFolders(path, folder, twin, options));
    }
  }
  if (!options.allowExtra) {
    for (const extra of unmatched.values())
      differences.push(`extra folder: ${extra.path} (${extra.messages.length} messages)`);
  }
  return differences;
}

/** INBOX is the one name that is the same in any letter case (RFC 3501, 5.1). */
function keyOf(path: string): string {
  return path.replace(/^inbox$/i, 'INBOX');
}

function compareFolders(
  path: string,
  source: FolderSnapshot,
  destination: FolderSnapshot,
  options: ComparisonOptions,
): string[] {
  const differences: string[] = [];
  const ignored = new Set(['\\Recent', ...(options.ignoreFlags ?? [])]);
  const flagsOf = (message: MessageSnapshot): string => message.flags.filter((flag) => !ignored.has(flag)).join(' ');
  const instantOf = (message: MessageSnapshot): number => internalDateInstant(message.internalDate);
  const wholeOf = (message: MessageSnapshot): string => `${message.sha256} ${instantOf(message)} ${flagsOf(message)}`;

  // Exact twins first, so that a difference is told of the message that has it; then the same bytes, then the same Message-ID.
  const [missing, extra] = withoutPairs(source.messages, destination.messages, wholeOf, () => undefined);
  const [lost, surplus] = withoutPairs(
    missing,
    extra,
    ({ sha256 }) => sha256,
    (from, to) => {
      if (flagsOf(from) !== flagsOf(to)) {
        differences.push(`flags: ${path}: ${nameOf(from)}: (${flagsOf(from)}) became (${flagsOf(to)})`);
      }
      if (instantOf(from) !== instantOf(to)) {
        differences.push(`date: ${path}: ${nameOf(from)}: ${from.internalDate} became ${to.internalDate}`);
      }
    },
  );
  const [gone, strange] = withoutPairs(
    lost,
    surplus,
    ({ messageId, uid }) => messageId ?? `without id ${uid}`,
    (from, to) => {
      differences.push(`bytes: ${path}: ${nameOf(from)}: ${from.size} bytes became ${to.size}, with other content`);
    },
  );
  for (const message of gone) differences.push(`missing: ${path}: ${nameOf(message)}`);
  if (!options.allowExtra) for (const message of strange) differences.push(`extra: ${path}: ${nameOf(message)}`);
  if (options.order && differences.length === 0) {
    const position = source.messages.findIndex(({ sha256 }, index) => destination.messages[index]?.sha256 !== sha256);
    if (position >= 0) differences.push(`order: ${path}: from message ${position + 1} on`);
  }
  return differences;
}

function withoutPairs(
  left: readonly MessageSnapshot[],
  right: readonly MessageSnapshot[],
  key: (message: MessageSnapshot) => string,
  onPair: (left: MessageSnapshot, right: MessageSnapshot) => void,
): [MessageSnapshot[], MessageSnapshot[]] {
  // Not Map.groupBy: end-to-end tests run on Node 20.
  const waiting = new Map<string, MessageSnapshot[]>();
  for (const message of right) waiting.set(key(message), [...(waiting.get(key(message)) ?? []), message]);
  const paired = new Set<MessageSnapshot>();
  const alone = left.filter((message) => {
    const twin = waiting.get(key(message))?.shift();
    if (twin === undefined) return true;
    paired.add(twin);
    onPair(message, twin);
    return false;
  });
  return [alone, right.filter((message) => !paired.has(message))];
}

function nameOf(message: MessageSnapshot): string {
  return `UID ${message.uid} ${message.messageId ?? '(no Message-ID)'} ${message.sha256.slice(0, 12)}`;
}
