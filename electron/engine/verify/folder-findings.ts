import type { Identity } from '../../../shared/domain/comparison.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import {
  type FindingKind,
  type FolderVerdict,
  type IdentityLayer,
  missingDetails,
} from '../../../shared/domain/verification.ts';
import { canonicalFlag, comparableFlags } from '../mail/flags.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MailSession } from '../mail/session.ts';
import type { FolderComparison, PairedMessages, SideMessage } from './compare-folder.ts';
import { readIdentities } from './identities.ts';
import { inspectPair } from './inspect-pair.ts';
import { eachInTurns, eventLoopTurn, type Turn } from './turns.ts';

export interface FolderPaths {
  readonly source: string;
  readonly destination: string;
}

/** A finding before the run gives it an id. */
export interface FoundDifference {
  readonly kind: FindingKind;
  readonly sourceFolder: string | null;
  readonly destinationFolder: string | null;
  readonly sourceUid: number | null;
  readonly destinationUid: number | null;
  readonly subject: string;
  readonly from: string;
  readonly date: string | null;
  readonly size: number | null;
  readonly messageId: string | null;
  readonly detail: string;
}

export interface FolderFindings {
  readonly verdict: FolderVerdict;
  readonly matchedBy: Record<IdentityLayer, number>;
  readonly differences: readonly FoundDifference[];
}

/** A pair that is looked at closely costs several microseconds. */
const PAIRS_BETWEEN_TURNS = 1000;

/** Turns a compared folder into counts and findings; reads both copies wherever sizes or hashes disagree. */
export async function folderFindings(
  paths: FolderPaths,
  compared: FolderComparison,
  /** What the paired messages are recognised by, see `keysOf`. */
  paired: ReadonlySet<string>,
  source: MailSession,
  destination: MailSession,
  /** UIDs of copies that were made over POP3, and so with a date out of the header. */
  overPop3: ReadonlySet<number> = new Set(),
  /** Flags that the destination folder is known not to keep: one remark of the folder instead of one of each message. */
  notKept: readonly string[] = [],
  turn: Turn = eventLoopTurn,
): Promise<FolderFindings> {
  const matchedBy: Record<IdentityLayer, number> = { bytes: 0, ledger: 0, 'message-id': 0, headers: 0 };
  const differences: FoundDifference[] = [];
  let different = 0;
  let losing = 0;
  const lostNames = new Set<string>();
  compared.confirmed.countInto(matchedBy);
  for (const { layer } of compared.pairs) matchedBy[layer] += 1;
  let looked = 0;
  for (const pair of chain(compared.confirmed.remarkable(source.keepsFlags), compared.pairs)) {
    looked += 1;
    if (looked % PAIRS_BETWEEN_TURNS === 0) await turn();
    const found: FoundDifference[] = [];
    if (bytesInDoubt(pair)) {
      const verdict = await inspectPair(source, pair.source.listing.uid, destination, pair.destination.listing.uid);
      if (verdict.same === 'bytes') {
        matchedBy[pair.layer] -= 1;
        matchedBy.bytes += 1;
      } else if (verdict.same === 'text')
        found.push(difference(paths, 'size', pair.source, pair.destination, verdict.detail));
      else
        found.push(
          difference(
            paths,
            verdict.same === 'nothing' ? 'content' : 'unreadable',
            pair.source,
            pair.destination,
            verdict.detail,
          ),
        );
    }
    const lost = lostFlags(pair, notKept);
    if (lost.length > 0) losing += 1;
    for (const flag of lost) lostNames.add(flag);
    found.push(...markDifferences(paths, pair, source.keepsFlags, lost, overPop3));
    if (found.length > 0) different += 1;
    differences.push(...found);
  }
  await eachInTurns(compared.sourceOnly, turn, (message) => {
    differences.push(difference(paths, 'missing', message, null, missingDetail(message, paired)));
  });
  for (const message of compared.unread) {
    const detail = 'The source lists this message but did not hand it over, so it was not compared.';
    differences.push(difference(paths, 'unreadable', message, null, detail));
  }
  if (losing > 0) {
    const detail = `The destination does not keep ${[...lostNames].join(', ')} in this folder; ${formatNumberOf(losing, 'message')} had it on the source.`;
    differences.push({ ...difference(paths, 'flags-not-kept', null, null, detail), sourceFolder: paths.source });
  }
  await eachInTurns(compared.destinationOnly, turn, (message) => {
    differences.push(surplus(paths, message, paired));
  });
  return {
    matchedBy,
    differences: await withHeaders(differences, source, destination),
    verdict: {
      source: paths.source,
      destination: paths.destination,
      sourceMessages: compared.sourceTotal.messages,
      destinationMessages: compared.destinationTotal.messages,
      sourceBytes: compared.sourceTotal.bytes,
      destinationBytes: compared.destinationTotal.bytes,
      matched: compared.confirmed.length + compared.pairs.length,
      missing: compared.sourceOnly.length,
      extra: compared.destinationOnly.length,
      different,
    },
  };
}

/** Which marks of a matched pair differ: flags where both sides keep them, the internal date where the source has one. */
export function differingMarks(
  { source, destination }: PairedMessages,
  flagsKnown: boolean,
): { readonly flags: boolean; readonly date: boolean } {
  const sourceDate = imapDateMs(source.listing.internalDate);
  return {
    flags: flagsKnown && comparableFlags(source.listing.flags) !== comparableFlags(destination.listing.flags),
    date: !Number.isNaN(sourceDate) && sourceDate !== imapDateMs(destination.listing.internalDate),
  };
}

/** Equal hashes settle it; else equal sizes are good enough for a standard look, and hashes that differ never are. */
export function bytesInDoubt({ source, destination, layer }: PairedMessages): boolean {
  if (layer === 'bytes') return false;
  const bothRead = layer !== 'ledger' && source.identity.bytesHash !== null && destination.identity.bytesHash !== null;
  if (bothRead) return source.identity.bytesHash !== destination.identity.bytesHash;
  return source.listing.size !== destination.listing.size && source.identity.size !== destination.listing.size;
}

/** Flags of the source that the copy does not have because its folder does not keep them. */
function lostFlags({ source, destination }: PairedMessages, notKept: readonly string[]): string[] {
  if (notKept.length === 0) return [];
  const never = new Set(notKept.map(canonicalFlag));
  const has = new Set(destination.listing.flags.map(canonicalFlag));
  return source.listing.flags.filter((flag) => never.has(canonicalFlag(flag)) && !has.has(canonicalFlag(flag)));
}

function markDifferences(
  paths: FolderPaths,
  pair: PairedMessages,
  flagsKnown: boolean,
  lost: readonly string[],
  overPop3: ReadonlySet<number>,
): FoundDifference[] {
  const found: FoundDifference[] = [];
  const { source, destination } = pair;
  const differ = differingMarks(pair, flagsKnown);
  const before = differ.flags ? comparableFlags(source.listing.flags.filter((flag) => !lost.includes(flag))) : '';
  const after = differ.flags ? comparableFlags(destination.listing.flags) : '';
  if (before !== after) {
    found.push(
      difference(paths, 'flags', source, destination, `Source: ${before || 'none'}. Destination: ${after || 'none'}.`),
    );
  }
  if (differ.date) {
    const detail = `Source: ${source.listing.internalDate}. Destination: ${destination.listing.internalDate || 'none'}.`;
    found.push(
      overPop3.has(destination.listing.uid)
        ? difference(
            paths,
            'header-date',
            source,
            destination,
            `Copied over POP3 or from a message store, with the date of its header. ${detail}`,
          )
        : difference(paths, 'date', source, destination, detail),
    );
  }
  return found;
}

/** All that a message is recognised by. */
export function keysOf({ bytesHash, messageKey, headerKey }: Identity): string[] {
  return [bytesHash, messageKey, headerKey].flatMap((key) => (key === null || key === '' ? [] : [key]));
}

/** Why a message may be missing without anybody missing it; the repeat of a message that is there, or one that was deleted. */
function missingDetail({ listing, identity }: SideMessage, paired: ReadonlySet<string>): string {
  if (listing.flags.some((flag) => flag.toLowerCase() === '\\deleted')) return missingDetails.deleted;
  return keysOf(identity).some((key) => paired.has(key)) ? missingDetails.repeat : missingDetails.plain;
}

/** What is only at the destination: a duplicate when the source has such a message that is already paired, else extra. */
function surplus(paths: FolderPaths, message: SideMessage, paired: ReadonlySet<string>): FoundDifference {
  const twin = keysOf(message.identity).some((key) => paired.has(key));
  return twin
    ? difference(paths, 'duplicate', null, message, 'The destination has this message more often than the source.')
    : difference(paths, 'extra', null, message, 'Only at the destination.');
}

export function difference(
  paths: FolderPaths,
  kind: FindingKind,
  source: SideMessage | null,
  destination: SideMessage | null,
  detail: string,
): FoundDifference {
  const shown = source?.shown ?? destination?.shown ?? null;
  const listing = source?.listing ?? destination?.listing;
  const ms = imapDateMs(listing?.internalDate ?? '');
  return {
    kind,
    sourceFolder: source === null ? null : paths.source,
    destinationFolder: paths.destination,
    sourceUid: source?.listing.uid ?? null,
    destinationUid: destination?.listing.uid ?? null,
    subject: shown?.subject ?? '',
    from: shown?.from ?? '',
    messageId: shown?.messageId ?? null,
    date: Number.isNaN(ms) ? null : new Date(ms).toISOString(),
    size: listing?.size ?? null,
    detail,
  };
}

/** Pairs settled by the ledger were never read: fetch the headers of those that became findings, so that each can be named. */
async function withHeaders(
  differences: readonly FoundDifference[],
  source: MailSession,
  destination: MailSession,
): Promise<FoundDifference[]> {
  const nameless = differences.filter((entry) => entry.subject === '' && entry.from === '' && entry.messageId === null);
  const sourceUids = ascending(nameless.flatMap((entry) => entry.sourceUid ?? []));
  const destinationUids = ascending(
    nameless.flatMap((entry) => (entry.sourceUid === null ? (entry.destinationUid ?? []) : [])),
  );
  const fromSource = await readIdentities(source, sourceUids);
  const fromDestination = await readIdentities(destination, destinationUids);
  return differences.map((entry) => {
    const message =
      entry.sourceUid === null ? fromDestination.get(entry.destinationUid ?? 0) : fromSource.get(entry.sourceUid);
    return message === undefined ? entry : { ...entry, ...message.shown };
  });
}

function ascending(uids: readonly number[]): number[] {
  return [...new Set(uids)].sort((a, b) => a - b);
}

function* chain<T>(...lists: readonly Iterable<T>[]): Generator<T> {
  for (const list of lists) yield* list;
}
