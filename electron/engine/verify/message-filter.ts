import type { RunOptions } from '../../../shared/domain/run.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MessageListing } from '../mail/session.ts';

/** What a finding knows of a message, to tell that its number still means the same one; null: not known. */
export interface NamedMessage {
  readonly size: number | null;
  readonly dateMs: number | null;
}

/** Source messages by folder and UID. */
export type NamedMessages = ReadonlyMap<string, ReadonlyMap<number, NamedMessage>>;

/** Which source messages a run looks after; what it leaves out is neither copied nor missed. */
export interface MessageFilter {
  /** Unix milliseconds; only messages whose internal date is not before. */
  readonly sinceMs: number | null;
  /** Unix milliseconds; only messages whose internal date is before. */
  readonly beforeMs: number | null;
  readonly skipDeleted: boolean;
  /** Only these source messages; null for all. */
  readonly only: NamedMessages | null;
}

/** Why a message is left out. */
export type LeftOutReason = 'not-named' | 'too-old' | 'too-new' | 'deleted';

export function filterOf(
  options: Pick<RunOptions, 'since' | 'before' | 'skipDeleted'> & Partial<Pick<RunOptions, 'messages'>>,
  only: MessageFilter['only'] = null,
): MessageFilter {
  return {
    sinceMs: options.since === null ? null : Date.parse(options.since),
    beforeMs: options.before === null ? null : Date.parse(options.before),
    skipDeleted: options.skipDeleted,
    only: only ?? byFolder(options.messages ?? []),
  };
}

function byFolder(messages: RunOptions['messages']): MessageFilter['only'] {
  if (messages.length === 0) return null;
  const folders = Map.groupBy(messages, ({ folder }) => folder);
  return new Map(
    [...folders].map(([folder, named]) => [
      folder,
      new Map(named.map(({ uid }) => [uid, { size: null, dateMs: null }])),
    ]),
  );
}

/** True when anything may be left out: what is judged then is not the whole mailbox. */
export function isFiltered(filter: MessageFilter): boolean {
  return dependsOnDates(filter) || filter.skipDeleted || filter.only !== null;
}

export function dependsOnDates({ sinceMs, beforeMs }: MessageFilter): boolean {
  return sinceMs !== null || beforeMs !== null;
}

/** Why this filter leaves a source message out; null when it lets it through. A message without a date is let through. */
export function leftOutBy(filter: MessageFilter, folder: string, message: MessageListing): LeftOutReason | null {
  if (filter.only !== null && !filter.only.get(folder)?.has(message.uid)) return 'not-named';
  if (filter.skipDeleted && message.flags.some((flag) => flag.toLowerCase() === '\\deleted')) return 'deleted';
  return outsideDates(filter, message);
}

/** The part of the filter that holds for messages of the destination too. */
export function outsideDates(
  { sinceMs, beforeMs }: MessageFilter,
  message: Pick<MessageListing, 'internalDate'>,
): LeftOutReason | null {
  if (sinceMs === null && beforeMs === null) return null;
  const ms = imapDateMs(message.internalDate);
  if (sinceMs !== null && ms < sinceMs) return 'too-old';
  if (beforeMs !== null && ms >= beforeMs) return 'too-new';
  return null;
}
