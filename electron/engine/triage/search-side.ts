import type { Identity } from '../../../shared/domain/comparison.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import { isWanted, type WantedMail } from '../../../shared/domain/find-message.ts';
import type { FolderFacts } from '../../../shared/domain/folder.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession, MessageListing, SearchTerm } from '../mail/session.ts';
import { identityOf } from '../verify/identities.ts';
import { keysOfHeader, type ShownHeaders, shownHeadersOf, shownRecipients } from '../verify/identity.ts';

/** Up to so many messages of a folder are read by their headers here; of more, the server is asked which ones to read. */
export const HEADERS_AT_ONCE = 2000;
const DAY_MS = 86_400_000;

/** A message that is wanted, on one side. */
export interface SideHit {
  readonly folder: string;
  readonly uidValidity: string;
  readonly listing: MessageListing;
  readonly identity: Identity;
  readonly shown: ShownHeaders;
}

export interface SideHits {
  readonly hits: readonly SideHit[];
  readonly folders: number;
  readonly messages: number;
  /** What was left out or taken on trust; empty when every message within the days was looked at here. */
  readonly limits: readonly string[];
}

interface Patience {
  readonly now: () => number;
  readonly untilMs: number;
}

/**
 * Finds what is wanted in all folders of one side. The days are narrowed down by the server; senders and words are compared here,
 * since many servers do not decode headers. Where nothing is found by headers, the server is asked for the words in the text.
 */
export async function searchSide(
  session: MailSession,
  folders: readonly FolderFacts[],
  wanted: WantedMail,
  patience: Patience,
): Promise<SideHits> {
  const limits = new Set<string>();
  const withMail = folders.filter((folder) => folder.selectable && (folder.status?.messages ?? 1) > 0);
  const hits: SideHit[] = [];
  let looked = 0;
  let messages = 0;
  for (const { path } of withMail) {
    if (patience.now() >= patience.untilMs) break;
    looked += 1;
    messages += await searchFolder(session, path, wanted, hits, limits);
  }
  if (looked < withMail.length)
    limits.add(`time did not suffice for ${formatNumberOf(withMail.length - looked, 'folder')}`);
  if (hits.length === 0 && wanted.words.length > 0) {
    for (const { path } of withMail.slice(0, looked)) {
      if (patience.now() >= patience.untilMs || !(await searchText(session, path, wanted, hits))) {
        limits.add('not all texts were searched');
        break;
      }
    }
    if (hits.length > 0) limits.add('found by the text, as the server searches it');
  }
  return { hits, folders: looked, messages, limits: [...limits] };
}

async function searchFolder(
  session: MailSession,
  path: string,
  wanted: WantedMail,
  hits: SideHit[],
  limits: Set<string>,
): Promise<number> {
  const opened = await session.examine(path);
  if (opened.messages === 0) return 0;
  let uids = await withinDays(session, wanted);
  if (uids.length > HEADERS_AT_ONCE) {
    const narrowed = await searchOrNull(session, [...dayTerms(wanted, 'internal'), ...textTerms(wanted)]);
    limits.add(
      narrowed === null
        ? `of large folders only the newest ${HEADERS_AT_ONCE} messages were read`
        : 'large folders were searched by the server',
    );
    uids = narrowed ?? uids;
    if (uids.length > HEADERS_AT_ONCE) limits.add(`of large folders only the newest ${HEADERS_AT_ONCE} were read`);
    uids = uids.slice(-HEADERS_AT_ONCE);
  }
  await readHits(session, path, opened.uidValidity, uids, (shown) => isWanted(wanted, shown), hits);
  return opened.messages;
}

/** True when the server did search. */
async function searchText(session: MailSession, path: string, wanted: WantedMail, hits: SideHit[]): Promise<boolean> {
  const { uidValidity } = await session.examine(path);
  const found = await searchOrNull(session, [...dayTerms(wanted, 'internal'), ...textTerms(wanted)]);
  if (found === null) return false;
  const people: WantedMail = { ...wanted, words: [] };
  await readHits(session, path, uidValidity, found.slice(-HEADERS_AT_ONCE), (shown) => isWanted(people, shown), hits);
  return true;
}

/** Messages by these headers are read and those wanted added to the hits. */
export async function readHits(
  session: MailSession,
  folder: string,
  uidValidity: string,
  uids: readonly number[],
  wanted: (shown: ShownHeaders & { readonly to: string }) => boolean,
  hits: SideHit[],
): Promise<void> {
  if (uids.length === 0) return;
  await session.fetchHeaders(uids, ({ header, ...listing }) => {
    const shown = shownHeadersOf(header);
    if (!wanted({ ...shown, to: shownRecipients(header) })) return;
    const identity = identityOf(listing, keysOfHeader(header, listing.size, listing.internalDate));
    hits.push({ folder, uidValidity, listing, identity, shown });
  });
}

/** By the day a message arrived or was written, with a day on either side for the zones. */
async function withinDays(session: MailSession, wanted: WantedMail): Promise<readonly number[]> {
  if (wanted.since === null && wanted.before === null) return allUids(session, () => true);
  const arrived = await searchOrNull(session, dayTerms(wanted, 'internal'));
  const written = arrived === null ? null : await searchOrNull(session, dayTerms(wanted, 'sent'));
  if (arrived !== null && written !== null) return [...new Set([...arrived, ...written])].sort((a, b) => a - b);
  const since = wanted.since === null ? Number.NEGATIVE_INFINITY : Date.parse(wanted.since) - DAY_MS;
  const before = wanted.before === null ? Number.POSITIVE_INFINITY : Date.parse(wanted.before) + DAY_MS;
  return allUids(session, ({ internalDate }) => {
    const ms = imapDateMs(internalDate);
    return Number.isNaN(ms) || (ms >= since && ms < before);
  });
}

async function allUids(session: MailSession, keep: (message: MessageListing) => boolean): Promise<number[]> {
  const uids: number[] = [];
  await session.listMessages('all', (message) => {
    if (keep(message)) uids.push(message.uid);
  });
  return uids;
}

function dayTerms({ since, before }: WantedMail, by: 'internal' | 'sent'): SearchTerm[] {
  const [from, to] = by === 'sent' ? (['sentsince', 'sentbefore'] as const) : (['since', 'before'] as const);
  const moved = (day: string, days: number): string =>
    new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
  return [
    ...(since === null ? [] : [{ key: from, day: moved(since, -1) }]),
    ...(before === null ? [] : [{ key: to, day: moved(before, 1) }]),
  ];
}

function textTerms({ from, to, words }: WantedMail): SearchTerm[] {
  return [
    ...(from === null ? [] : [{ key: 'from' as const, value: from }]),
    ...(to === null ? [] : [{ key: 'to' as const, value: to }]),
    ...words.map((value) => ({ key: 'text' as const, value })),
  ];
}

/** Null where the server refuses to search. */
export async function searchOrNull(
  session: MailSession,
  terms: readonly SearchTerm[],
): Promise<readonly number[] | null> {
  try {
    return await session.search(terms);
  } catch (error) {
    if (isAppError(error, 'mail.refused')) return null;
    throw error;
  }
}
