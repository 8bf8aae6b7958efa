import { type Identity, matchMessages, withinSizeBand } from '../../../shared/domain/comparison.ts';
import { canonicalFlag, flagsFor } from '../mail/flags.ts';
import { isPop3Numbering } from '../mail/pop3/numbering.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import { identityOfEntry } from '../verify/identities.ts';
import { keysOfMessage } from '../verify/identity.ts';
import type { Ledger, LedgerEntry, LedgerFolder } from '../workspace/ledger.ts';
import type { LedgerTable } from '../workspace/ledger-table.ts';
import type { FolderJob } from './folder-job.ts';

/**
 * A copy of this folder that the ledger knows from another numbering: made over POP3 before IMAP came back, or the other way
 * round, or before the server gave its messages new numbers. Without it, what the customer deleted at the destination since would
 * look like mail that was never copied.
 */
export interface EarlierCopy {
  /** The line of the ledger it stands in. */
  readonly folderId: number;
  /** With the destination UID only where it still means something. */
  readonly entry: LedgerEntry;
  /** We copied it ourselves, and over POP3, so without flags. */
  readonly withoutFlags: boolean;
}

/** What other numberings of the same pair of folders have. */
export function earlierCopies(
  job: FolderJob,
  own: LedgerFolder,
  ownLines: LedgerTable,
  listing: ReadonlyMap<number, MessageListing>,
  destinationUidValidity: string | null,
  ledger: Ledger,
): EarlierCopy[] {
  const ownIsPop3 = isPop3Numbering(own.sourceUidValidity);
  const copies: EarlierCopy[] = [];
  const lines = ledger
    .folders(job.mailboxId)
    .filter(
      (line) =>
        line.id !== own.id && line.sourcePath === own.sourcePath && line.destinationPath === own.destinationPath,
    );
  if (!ownIsPop3 && lines.length === 0) return copies;
  const seen = new Set<number>();
  const gone: number[] = [];
  for (let at = 0; at < ownLines.size; at += 1) {
    const uid = ownLines.destinationUidAt(at);
    if (!listing.has(ownLines.sourceUidAt(at))) gone.push(at);
    else if (uid !== null) seen.add(uid);
  }
  const add = (folderId: number, entry: LedgerEntry, withoutFlags: boolean): void => {
    if (entry.state !== 'committed' && entry.state !== 'found') return;
    if (entry.destinationUid !== null && seen.has(entry.destinationUid)) return;
    if (entry.destinationUid !== null) seen.add(entry.destinationUid);
    copies.push({ folderId, entry, withoutFlags: withoutFlags && entry.state === 'committed' });
  };
  if (ownIsPop3) for (const at of gone) add(own.id, ownLines.entryAt(at), true);
  for (const line of lines) {
    const sameNumbering = line.destinationUidValidity === destinationUidValidity;
    for (const entry of ledger.entries(line.id)) {
      const destinationUid = sameNumbering ? entry.destinationUid : null;
      // Two lines may know one copy; without its UID that cannot be told, so then only the latest line counts.
      if (destinationUid !== null || line === lines.at(-1))
        add(line.id, { ...entry, destinationUid }, isPop3Numbering(line.sourceUidValidity));
    }
  }
  return copies;
}

/**
 * Finds earlier copies under the UIDs they have now: those whose UID was never told are looked for among the strangers.
 * Returns them by place in `copies`.
 */
export function placesOf(copies: readonly EarlierCopy[], strangers: readonly Identity[]): Map<number, number> {
  const places = new Map<number, number>();
  const known = new Set<number>();
  for (const [place, { entry }] of copies.entries()) {
    if (entry.destinationUid === null) continue;
    places.set(place, entry.destinationUid);
    known.add(entry.destinationUid);
  }
  const unknown = copies.flatMap(({ entry }, place) =>
    entry.destinationUid === null ? { ...identityOfEntry(entry).identity, uid: place } : [],
  );
  const { matches } = matchMessages(
    unknown,
    strangers.filter(({ uid }) => !known.has(uid)),
  );
  for (const match of matches) places.set(match.source, match.destination);
  return places;
}

/**
 * Which messages were copied earlier although no message at the destination was taken for them: their copy is gone since, or
 * they have nothing in the header to be known by, and then their bytes tell. Source UID to the place of the copy.
 */
export async function recognise(
  candidates: readonly Identity[],
  copies: readonly { readonly place: number; readonly entry: LedgerEntry }[],
  source: MailSession,
): Promise<Map<number, number>> {
  if (candidates.length === 0 || copies.length === 0) return new Map();
  const earlier = copies.map(({ place, entry }) => ({ ...identityOfEntry(entry).identity, uid: place }));
  const byHeader = matchMessages(candidates, earlier);
  const found = new Map(byHeader.matches.map((match) => [match.source, match.destination]));
  const unmatched = new Set(byHeader.destinationOnly);
  const left = earlier.filter(({ uid, bytesHash }) => bytesHash !== null && unmatched.has(uid));
  const doubtful = candidates.filter(
    ({ uid, size }) => !found.has(uid) && left.some((copy) => withinSizeBand(copy.size, size)),
  );
  if (doubtful.length === 0) return found;
  const read: Identity[] = [];
  await source.fetchMessages(
    doubtful.map(({ uid }) => uid),
    ({ uid, bytes, internalDate }) => {
      const hash = keysOfMessage(bytes, bytes.length, internalDate).bytesHash;
      if (hash === null) return;
      const bytesHash = Buffer.from(hash).toString('hex');
      read.push({ uid, size: bytes.length, dateMs: Number.NaN, bytesHash, messageKey: null, headerKey: '' });
    },
  );
  const bytesOnly = left.map((copy) => ({ ...copy, messageKey: null, headerKey: `${copy.uid}` }));
  for (const match of matchMessages(read, bytesOnly).matches) found.set(match.source, match.destination);
  return found;
}

/** Gives copies that were made without flags those the source has now; takes none away. Returns how many were changed. */
export async function bringFlags(
  pairs: readonly { readonly source: MessageListing; readonly copy: MessageListing }[],
  permanentFlags: readonly string[] | null,
  writer: MailSession,
): Promise<number> {
  const groups = new Map<string, { readonly flags: readonly string[]; readonly uids: number[] }>();
  for (const { source, copy } of pairs) {
    const has = new Set(copy.flags.map(canonicalFlag));
    const flags = flagsFor(source.flags, permanentFlags).keep.filter((flag) => !has.has(canonicalFlag(flag)));
    if (flags.length === 0) continue;
    const key = flags.join(' ');
    const group = groups.get(key) ?? { flags, uids: [] };
    groups.set(key, group);
    group.uids.push(copy.uid);
  }
  let changed = 0;
  for (const { flags, uids } of groups.values()) {
    uids.sort((a, b) => a - b);
    await writer.addFlags(uids, flags);
    changed += uids.length;
  }
  return changed;
}
