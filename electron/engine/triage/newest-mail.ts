import type { Side } from '../../../shared/domain/endpoint.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import type { FolderFacts } from '../../../shared/domain/folder.ts';
import { specialUseByName } from '../../../shared/domain/folder-names.ts';
import type { NewestMail } from '../../../shared/domain/triage.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession } from '../mail/session.ts';

/** Up to here a folder is listed whole; above, the server is asked for what is recent first. */
const LIST_WHOLE = 400;
const RECENT_DAYS: readonly number[] = [3, 40, 400];
const DAY_MS = 24 * 3_600_000;

/**
 * The newest message of one side by its internal date. Drafts are no mail; folders that only show what others hold are left
 * out too. The INBOX comes first, and what time does not suffice for is said to be left out.
 */
export async function newestMail(
  session: MailSession,
  folders: readonly FolderFacts[],
  clock: { readonly now: () => number; readonly untilMs: number },
): Promise<NewestMail> {
  const wanted = folders.filter((folder) => (folder.status?.messages ?? 0) > 0 && isMail(folder)).sort(byLikelihood);
  let newest: { ms: number; folder: string } | null = null;
  let looked = 0;
  for (const folder of wanted) {
    if (clock.now() >= clock.untilMs) break;
    const ms = await newestOf(session, folder, clock.now());
    looked += 1;
    if (ms !== null && (newest === null || ms > newest.ms)) newest = { ms, folder: folder.path };
  }
  return {
    newest: newest && { date: new Date(newest.ms).toISOString(), folder: newest.folder },
    folders: looked,
    complete: looked === wanted.length,
    problem: null,
  };
}

/** What is said where the newest message could not be found out. */
export function newestUnknown(side: Side, problem: string): { readonly side: Side; readonly newest: NewestMail } {
  return { side, newest: { newest: null, folders: 0, complete: false, problem } };
}

async function newestOf(session: MailSession, { path, status }: FolderFacts, nowMs: number): Promise<number | null> {
  const opened = await session.examine(path);
  if (opened.messages === 0) return null;
  if (!session.keepsFlags) return newestByHeader(session);
  if (opened.messages > LIST_WHOLE) {
    for (const days of RECENT_DAYS) {
      const recent = await searchSince(session, new Date(nowMs - days * DAY_MS));
      if (recent === null) break;
      if (recent.length > 0) return latestDate(session, recent);
    }
    // Old mail only, or no search: what came in last is most likely the newest.
    const last = opened.uidNext ?? status?.uidNext ?? 0;
    if (last > LIST_WHOLE) {
      const uids = Array.from({ length: LIST_WHOLE }, (_, index) => last - LIST_WHOLE + index);
      const found = await latestDate(session, uids);
      if (found !== null) return found;
    }
  }
  return latestDate(session, 'all');
}

async function searchSince(session: MailSession, since: Date): Promise<readonly number[] | null> {
  try {
    return await session.search([{ key: 'since', day: since.toISOString().slice(0, 10) }]);
  } catch (error) {
    if (isAppError(error, 'mail.refused')) return null;
    throw error;
  }
}

async function latestDate(session: MailSession, uids: readonly number[] | 'all'): Promise<number | null> {
  let latest = Number.NEGATIVE_INFINITY;
  await session.listMessages(uids, ({ internalDate }) => {
    latest = Math.max(latest, orNever(imapDateMs(internalDate)));
  });
  return Number.isFinite(latest) ? latest : null;
}

/** POP3 tells no dates in its list; what arrived last has one in its header. */
async function newestByHeader(session: MailSession): Promise<number | null> {
  const uids: number[] = [];
  await session.listMessages('all', ({ uid }) => uids.push(uid));
  let latest = Number.NEGATIVE_INFINITY;
  await session.fetchHeaders(uids.slice(-5), ({ internalDate }) => {
    latest = Math.max(latest, orNever(imapDateMs(internalDate)));
  });
  return Number.isFinite(latest) ? latest : null;
}

function orNever(ms: number): number {
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms;
}

function purposeOf({ path, delimiter, specialUse }: FolderFacts): string | null {
  return specialUse ?? specialUseByName(delimiter === null ? path : (path.split(delimiter).at(-1) ?? path));
}

function isMail(folder: FolderFacts): boolean {
  return folder.selectable && !['drafts', 'all', 'flagged', 'important'].includes(purposeOf(folder) ?? '');
}

function byLikelihood(a: FolderFacts, b: FolderFacts): number {
  return rank(a) - rank(b);
}

function rank(folder: FolderFacts): number {
  const purpose = purposeOf(folder);
  if (folder.path === 'INBOX') return 0;
  return purpose === 'sent' ? 1 : purpose === 'junk' || purpose === 'trash' ? 3 : 2;
}
