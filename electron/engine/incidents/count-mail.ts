import type { Side } from '../../../shared/domain/endpoint.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import type { FolderInfo } from '../../../shared/domain/folder.ts';
import { specialUseByName } from '../../../shared/domain/folder-names.ts';
import { type MailCount, placeInWindow } from '../../../shared/domain/lost-mail.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession } from '../mail/session.ts';
import { timesOf } from './message-times.ts';

/** Headers are asked for so many at a time, so that time can run out in between. */
const BATCH = 200;
/** A protocol that tells no dates in its list: so many of the last messages are looked into. */
const LAST_WITHOUT_DATES = 500;
const HEADER_FIELDS = ['Date', 'Received', 'Message-ID'];

/** One side of a mailbox, ready to be counted, or why it cannot be. */
export interface CountedSide {
  readonly side: Side;
  readonly session: MailSession | null;
  readonly problem: string | null;
}

export interface CountOptions {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly now: () => number;
  readonly untilMs: number;
}

/** What was found, message by message, before it is added up. */
interface Seen {
  readonly delayed: Map<string, number>;
  readonly during: Set<string>;
  readonly after: Set<string>;
  folders: number;
  complete: boolean;
}

/**
 * Counts what came in while an outage lasted and after it, on both sides; a message that lies on both is counted once. Reads only. Mail
 * the customer wrote (sent, drafts) did not come in and is left out.
 */
export async function countMail(sides: readonly CountedSide[], options: CountOptions): Promise<MailCount> {
  const seen: Seen = { delayed: new Map(), during: new Set(), after: new Set(), folders: 0, complete: true };
  const read: Side[] = [];
  const problems: string[] = [];
  for (const { side, session, problem } of sides) {
    if (session === null) {
      seen.complete = false;
      if (problem !== null) problems.push(problem);
      continue;
    }
    try {
      await countSide(session, options, seen);
      read.push(side);
    } catch (error) {
      if (!isAppError(error)) throw error;
      seen.complete = false;
      problems.push(error.message);
    }
  }
  const last = Math.max(Number.NEGATIVE_INFINITY, ...seen.delayed.values());
  return {
    at: new Date(options.now()).toISOString(),
    startedAt: options.startedAt,
    endedAt: options.endedAt,
    delayed: seen.delayed.size,
    lastDelayedAt: Number.isFinite(last) ? new Date(last).toISOString() : null,
    during: seen.during.size,
    after: seen.after.size + seen.delayed.size,
    folders: seen.folders,
    sides: read,
    complete: seen.complete,
    problem: problems.length === 0 ? null : problems.join(' '),
  };
}

async function countSide(session: MailSession, options: CountOptions, seen: Seen): Promise<void> {
  const folders = (await session.listFolders()).filter(takesMail).sort(inboxFirst);
  for (const { path } of folders) {
    if (options.now() >= options.untilMs) {
      seen.complete = false;
      return;
    }
    await countFolder(session, path, options, seen);
    seen.folders += 1;
  }
}

async function countFolder(session: MailSession, path: string, options: CountOptions, seen: Seen): Promise<void> {
  const start = Date.parse(options.startedAt);
  const end = Date.parse(options.endedAt);
  const opened = await session.examine(path);
  if (opened.messages === 0) return;
  const inside: number[] = [];
  const undated: number[] = [];
  await session.listMessages('all', ({ uid, internalDate }) => {
    const arrived = imapDateMs(internalDate);
    if (Number.isNaN(arrived)) undated.push(uid);
    else if (arrived >= start) inside.push(uid);
  });
  if (undated.length > LAST_WITHOUT_DATES) seen.complete = false;
  const uids = [...inside, ...undated.slice(-LAST_WITHOUT_DATES)];
  for (let at = 0; at < uids.length; at += BATCH) {
    if (options.now() >= options.untilMs) {
      seen.complete = false;
      return;
    }
    await session.fetchHeaders(
      uids.slice(at, at + BATCH),
      ({ header, internalDate }) => {
        const { sentMs, messageId } = timesOf(header);
        const arrived = imapDateMs(internalDate);
        const arrivedMs = Number.isNaN(arrived) ? null : arrived;
        const key = messageId ?? `${sentMs} ${arrivedMs} ${path}`;
        const place = placeInWindow({ sentMs, arrivedMs }, start, end);
        if (place === 'delayed' && arrivedMs !== null) seen.delayed.set(key, arrivedMs);
        else if (place === 'during') seen.during.add(key);
        else if (place === 'after') seen.after.add(key);
      },
      HEADER_FIELDS,
    );
  }
}

function takesMail({ path, delimiter, specialUse, selectable }: FolderInfo): boolean {
  const name = delimiter === null ? path : (path.split(delimiter).at(-1) ?? path);
  const use = specialUse ?? specialUseByName(name);
  return selectable && !['sent', 'drafts', 'all', 'flagged', 'important'].includes(use ?? '');
}

function inboxFirst(a: FolderInfo, b: FolderInfo): number {
  const rank = ({ path }: FolderInfo): number => (path.toUpperCase() === 'INBOX' ? 0 : 1);
  return rank(a) - rank(b);
}
