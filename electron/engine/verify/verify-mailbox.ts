import { type Identity, matchInSteps } from '../../../shared/domain/comparison.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import type { FolderMapEntry } from '../../../shared/domain/folder.ts';
import type { VerifyDepth } from '../../../shared/domain/run.ts';
import {
  type FindingKind,
  type FolderVerdict,
  type IdentityLayer,
  missingDetails,
  seriousKinds,
  type Verification,
} from '../../../shared/domain/verification.ts';
import { canonicalFlag } from '../mail/flags.ts';
import { MessageTable } from '../mail/message-table.ts';
import { isPop3Numbering } from '../mail/pop3/numbering.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import { bothOrNeither, openWhole, type WholeFolder, withDates } from '../mail/whole-folder.ts';
import type { FolderMark, Ledger, LedgerFolder } from '../workspace/ledger.ts';
import { LedgerTable } from '../workspace/ledger-table.ts';
import { believedLines } from './believed-lines.ts';
import { compareFolder, type FolderComparison, type PairedMessages } from './compare-folder.ts';
import { type FoundDifference, folderFindings, keysOf } from './folder-findings.ts';
import { markOfPair, verdictOfMark } from './folder-mark.ts';
import { readIdentities } from './identities.ts';
import { textOf } from './look-alikes.ts';
import {
  dependsOnDates,
  isFiltered,
  type LeftOutReason,
  leftOutBy,
  type MessageFilter,
  outsideDates,
} from './message-filter.ts';
import { eachInTurns, inTurns, type Turn } from './turns.ts';
import { verdictSentence } from './verdict.ts';

/** One mapped folder to compare. */
export type MappedFolder = FolderMapEntry & { readonly destination: string };

export interface VerifyInput {
  readonly mailboxId: string;
  readonly ledger: Ledger;
  readonly depth: VerifyDepth;
  readonly folders: readonly MappedFolder[];
  /** Folders in which nothing changed on either side since they agreed entirely: they are not opened again. */
  readonly unchanged: ReadonlyMap<string, FolderMark>;
  /** Folders at the destination that nothing maps to; searched for messages that are missing where they should be. */
  readonly otherFolders: readonly string[];
  /** Gives out pairs of sessions; the work on a folder is repeated when a connection is lost. */
  readonly withSessions: <T>(
    folder: string,
    work: (source: MailSession, destination: MailSession) => Promise<T>,
  ) => Promise<T>;
  /** A life sign of a long listing: so many messages of the folder so far. */
  readonly onListed: (folder: MappedFolder, messages: number) => void;
  readonly onFolder: (folder: MappedFolder, verdict: FolderVerdict) => void;
  readonly now: () => number;
  /**
   * Gives copies the flags they lost on the way, where that may be done. Gets the pairs of a folder whose copy lacks a flag, with
   * the session on which the folder is open, and returns the copies as they are then.
   */
  readonly restoreFlags?: (
    folder: MappedFolder,
    pairs: readonly PairedMessages[],
    destination: MailSession,
    own: LedgerFolder | undefined,
  ) => Promise<RestoredCopies>;
  /** Which source messages are judged; the others are neither missed nor their copies surplus. */
  readonly filter: MessageFilter;
  /** Only some folders are compared, by choice. */
  readonly partial?: boolean;
  readonly turn: Turn;
}

export interface RestoredCopies {
  /** By destination UID, as listed afterwards. */
  readonly copies: ReadonlyMap<number, MessageListing>;
  /** Flags the folder is known not to keep now. */
  readonly notKept: readonly string[];
}

export interface VerifyOutcome {
  readonly verification: Omit<Verification, 'runId' | 'mailboxId'>;
  readonly differences: readonly FoundDifference[];
}

/**
 * Compares the mapped folders of both sides and sums up. Each may be compared as soon as nothing is copied into its destination
 * any more. A folder that cannot be compared is a finding, not the end.
 */
export class MailboxVerification {
  readonly #input: VerifyInput;
  readonly #matchedBy: Record<IdentityLayer, number> = { bytes: 0, ledger: 0, 'message-id': 0, headers: 0 };
  readonly #verdicts = new Map<string, FolderVerdict>();
  readonly #differences: FoundDifference[] = [];
  #leftOutDeleted = 0;

  constructor(input: VerifyInput) {
    this.#input = input;
    for (const { source, destination } of input.folders) {
      const mark = input.unchanged.get(source);
      if (mark === undefined) continue;
      this.#verdicts.set(source, verdictOfMark(source, destination, mark));
      this.#count(mark.matchedBy);
    }
  }

  /** Compares the folders that share one destination folder, one after the other: all that go there, or one alone. */
  async compare(group: readonly MappedFolder[]): Promise<void> {
    const merge: Merge = {
      alone: group.length === 1,
      waiting: new Set(group.map((folder) => folder.source)),
      claimed: new Set(),
      keys: new Set(),
      departed: new Set(),
    };
    for (const folder of group) {
      merge.waiting.delete(folder.source);
      await this.#compareOne(folder, merge);
    }
  }

  /** Looks elsewhere for what is missing and sums up. `reported` is what copying found, which counts into the verdict. */
  async conclude(reported: readonly FoundDifference[]): Promise<VerifyOutcome> {
    const found = await findElsewhere(this.#differences, this.#input);
    const differences = mergeReported(found, reported);
    return {
      differences,
      verification: sumUp(this.#input, this.#matchedBy, this.#verdicts, differences, this.#leftOutDeleted),
    };
  }

  async #compareOne(mapped: MappedFolder, merge: Merge): Promise<void> {
    try {
      const found = await this.#input.withSessions(mapped.source, (source, destination) =>
        verifyFolder(mapped, merge, source, destination, this.#input),
      );
      this.#verdicts.set(mapped.source, found.verdict);
      this.#count(found.matchedBy);
      for (const difference of found.differences) this.#differences.push(difference);
      this.#leftOutDeleted += found.deleted;
      this.#input.onFolder(mapped, found.verdict);
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.#differences.push(folderDifference(mapped, 'folder-failed', error.message));
    }
  }

  #count(layers: Readonly<Record<IdentityLayer, number>>): void {
    for (const layer of Object.keys(this.#matchedBy) as IdentityLayer[]) this.#matchedBy[layer] += layers[layer];
  }
}

/**
 * The folders that share one destination folder, compared one after the other: a copy counts for one of them only. For most
 * folders there is nothing in it.
 */
interface Merge {
  /** Only one folder goes there: nothing is merged. */
  readonly alone: boolean;
  /** Source folders whose turn is still to come: what the ledger says is theirs is left to them. */
  readonly waiting: Set<string>;
  /** Destination UIDs that were found to be the copy of something. */
  readonly claimed: Set<number>;
  /** What the paired messages are recognised by; tells one too many from a message that is new. */
  readonly keys: Set<string>;
  /** Destination UIDs of copies whose messages were deleted on the source since. */
  readonly departed: Set<number>;
}

async function verifyFolder(
  folder: MappedFolder,
  merge: Merge,
  source: MailSession,
  destination: MailSession,
  input: VerifyInput,
) {
  const { filter, turn } = input;
  const onListed = (messages: number): void => input.onListed(folder, messages);
  const openDestination = async (): Promise<WholeFolder | null> => {
    try {
      return await openWhole(destination, folder.destination, 'examine', onListed);
    } catch (error) {
      if (!isAppError(error, 'mail.folder-missing', 'mail.refused')) throw error;
      return null;
    }
  };
  const [from, to] = await bothOrNeither(openWhole(source, folder.source, 'examine', onListed), openDestination());
  const fromListing = dependsOnDates(filter) ? await withDates(source, from.listing) : from.listing;
  const leftOut = new Map<number, LeftOutReason>();
  if (isFiltered(filter))
    for (const message of fromListing.values()) {
      const reason = leftOutBy(filter, folder.source, message);
      if (reason !== null) leftOut.set(message.uid, reason);
    }
  const lines = input.ledger.folders(input.mailboxId).filter((line) => line.destinationPath === folder.destination);
  const own = lines.find(
    (line) => line.sourcePath === folder.source && line.sourceUidValidity === from.opened.uidValidity,
  );
  const ofOthers = new Set(merge.claimed);
  for (const line of lines) {
    if (!merge.waiting.has(line.sourcePath) || line.destinationUidValidity !== to?.opened.uidValidity) continue;
    const others = input.ledger.lines(line.id);
    await turn();
    for (let at = 0; at < others.size; at += 1) {
      const uid = others.destinationUidAt(at);
      if (uid !== null) ofOthers.add(uid);
    }
  }
  await turn();
  const known = own === undefined ? LedgerTable.of([]) : input.ledger.lines(own.id);
  await turn();
  const believed = isPop3Numbering(from.opened.uidValidity)
    ? known
    : believedLines(known, from.listing, to?.listing ?? null).lines;
  // UIDs of another numbering say nothing about what is there now.
  const placed = own?.destinationUidValidity === to?.opened.uidValidity ? believed : believed.unplaced();
  for (const sourceUid of leftOut.keys()) {
    const place = placed.placeOf(sourceUid);
    const uid = place < 0 ? null : placed.destinationUidAt(place);
    if (uid !== null) ofOthers.add(uid);
  }
  const whole = await compareFolder({
    source,
    destination,
    sourceListing: fromListing.without(leftOut),
    destinationListing: (to?.listing ?? new MessageTable()).without(ofOthers),
    lines: placed,
    depth: input.depth,
    turn,
  });
  await turn();
  const restored = await restore(folder, whole, own, source, destination, input);
  const compared = withoutForeign(withListings(whole, restored.copies), filter);
  noteDeparted(merge, own, believed, from, to);
  // Only what other folders of the merge, or messages without a counterpart, are held against.
  const unpaired = [...compared.destinationOnly, ...compared.sourceOnly];
  if (!merge.alone || unpaired.length > 0) {
    const wanted = merge.alone ? new Set(unpaired.flatMap(({ identity }) => keysOf(identity))) : null;
    for (const pairs of [compared.confirmed, compared.pairs])
      await eachInTurns<PairedMessages>(pairs, turn, (pair) => {
        merge.claimed.add(pair.destination.listing.uid);
        for (const key of keysOf(pair.source.identity)) if (wanted?.has(key) ?? true) merge.keys.add(key);
      });
  }
  // What no folder of a merge has claimed is known only after the last of them.
  const last = merge.waiting.size === 0;
  const found = await folderFindings(
    { source: folder.source, destination: folder.destination },
    last ? compared : { ...compared, destinationOnly: [] },
    merge.keys,
    source,
    destination,
    copiesOverPop3(folder, to?.opened.uidValidity ?? null, lines, input.ledger),
    restored.notKept,
    turn,
  );
  await turn();
  // A merged folder is never marked: what the others bring into the destination is not its own.
  const marked = found.differences.length === 0 && merge.alone && !isFiltered(filter);
  if (own !== undefined) {
    const mark = marked && to !== null ? markOfPair(from.opened, to.opened, found.verdict, found.matchedBy) : null;
    input.ledger.setMark(own.id, mark);
  }
  const deleted = [...leftOut.values()].filter((reason) => reason === 'deleted').length;
  const differences = found.differences.map((entry) => (isDeparted(entry, merge) ? departed(folder, entry) : entry));
  const left = differences.filter(({ kind }) => kind === 'deleted-at-source').length;
  const verdict = { ...found.verdict, extra: found.verdict.extra - left };
  if (to !== null) return { ...found, verdict, differences, deleted };
  const missing = folderDifference(
    folder,
    'folder-missing',
    `The folder "${folder.destination}" does not exist at the destination.`,
  );
  return { ...found, verdict, deleted, differences: [missing, ...differences] };
}

async function restore(
  folder: MappedFolder,
  { confirmed, pairs }: FolderComparison,
  own: LedgerFolder | undefined,
  source: MailSession,
  destination: MailSession,
  { restoreFlags }: VerifyInput,
): Promise<RestoredCopies> {
  const none = { copies: new Map(), notKept: own?.flagsNotKept ?? [] };
  if (!source.keepsFlags || restoreFlags === undefined) return none;
  // Copies without a flag of the source are among those of which not all agrees.
  const lacking = [...confirmed.remarkable(true), ...pairs].filter((pair) => {
    if (pair.source.listing.flags.length === 0) return false;
    const has = new Set(pair.destination.listing.flags.map(canonicalFlag));
    return pair.source.listing.flags.some(
      (flag) => canonicalFlag(flag) !== '\\recent' && !has.has(canonicalFlag(flag)),
    );
  });
  return lacking.length === 0 ? none : restoreFlags(folder, lacking, destination, own);
}

function withListings(compared: FolderComparison, now: ReadonlyMap<number, MessageListing>): FolderComparison {
  if (now.size === 0) return compared;
  const pairs = compared.pairs.map((pair) => {
    const { source, destination, layer } = pair;
    const listing = now.get(destination.listing.uid);
    if (listing === undefined) return pair;
    const { identity, keys, shown } = destination;
    return { source, destination: { listing, identity, keys, shown }, layer };
  });
  return { ...compared, confirmed: compared.confirmed.listedAnew(now), pairs };
}

/** Remembers the copies of messages that the source has no longer; what POP3 does not list may only have a new number. */
function noteDeparted(
  { departed }: Merge,
  own: LedgerFolder | undefined,
  lines: LedgerTable,
  from: WholeFolder,
  to: WholeFolder | null,
): void {
  if (isPop3Numbering(from.opened.uidValidity) || own?.destinationUidValidity !== to?.opened.uidValidity) return;
  for (let at = 0; at < lines.size; at += 1) {
    const uid = lines.destinationUidAt(at);
    if (uid !== null && lines.isOverAt(at) && !from.listing.has(lines.sourceUidAt(at))) departed.add(uid);
  }
}

function isDeparted({ kind, destinationUid }: FoundDifference, merge: Merge): boolean {
  return (kind === 'extra' || kind === 'duplicate') && destinationUid !== null && merge.departed.has(destinationUid);
}

function departed(folder: MappedFolder, found: FoundDifference): FoundDifference {
  const detail = 'Deleted on the source after it was copied; the copy was left alone.';
  return { ...found, kind: 'deleted-at-source', sourceFolder: folder.source, detail };
}

/**
 * Takes out what is only at the destination and that a filter has nothing to say about. Only after the pairing: a copy whose date
 * was not kept lies outside of the dates and is the copy all the same.
 */
function withoutForeign(compared: FolderComparison, filter: MessageFilter): FolderComparison {
  if (!isFiltered(filter)) return compared;
  const destinationOnly = compared.destinationOnly.filter(
    ({ listing }) => filter.only === null && outsideDates(filter, listing) === null,
  );
  const kept = [...compared.pairs.map((pair) => pair.destination), ...destinationOnly];
  const destinationTotal = {
    messages: compared.confirmed.length + kept.length,
    bytes: compared.confirmed.destinationBytes + kept.reduce((sum, { listing }) => sum + listing.size, 0),
  };
  return { ...compared, destinationOnly, destinationTotal };
}

/** Copies that an earlier run made over POP3, by destination UID. */
function copiesOverPop3(
  folder: MappedFolder,
  uidValidity: string | null,
  lines: readonly LedgerFolder[],
  ledger: Ledger,
): ReadonlySet<number> {
  const uids = new Set<number>();
  for (const line of lines) {
    if (line.sourcePath !== folder.source || !isPop3Numbering(line.sourceUidValidity)) continue;
    if (line.destinationUidValidity !== uidValidity) continue;
    const copies = ledger.lines(line.id);
    for (let at = 0; at < copies.size; at += 1) {
      const uid = copies.destinationUidAt(at);
      if (copies.stateAt(at) === 'committed' && uid !== null) uids.add(uid);
    }
  }
  return uids;
}

/** A message that is missing where it should be may have been moved: look for it among what is only at the destination. */
async function findElsewhere(differences: readonly FoundDifference[], input: VerifyInput): Promise<FoundDifference[]> {
  const missing = differences.filter((entry) => entry.kind === 'missing');
  if (missing.length === 0) return [...differences];
  const extras = differences.filter(
    ({ kind }) => kind === 'extra' || kind === 'duplicate' || kind === 'deleted-at-source',
  );
  const wanted = await identitiesOf(missing, 'source', input);
  const candidates = await identitiesOf(extras, 'destination', input);
  for (const path of input.otherFolders)
    for (const candidate of await identitiesOfFolder(path, input)) candidates.push(candidate);
  const moved = new Map<FoundDifference, FoundDifference>();
  const explained = new Set<FoundDifference>();
  const taken = new Set<Candidate>();
  for (const [own, lostThere] of Map.groupBy(wanted, ({ difference }) => difference?.destinationFolder ?? '')) {
    // In its own folder it was looked for already, and told from what is there.
    const others = candidates.filter((candidate) => candidate.folder !== own && !taken.has(candidate));
    const numbered = (list: readonly Candidate[]): Identity[] =>
      list.map(({ identity }, index) => ({ ...identity, uid: index }));
    const { matches } = await inTurns(matchInSteps(numbered(lostThere), numbered(others)), input.turn);
    const byHeader = Map.groupBy(others, ({ identity }) => identity.headerKey);
    for (const match of matches) {
      const lost = lostThere[match.source];
      if (lost?.difference === undefined) continue;
      const alike = byHeader.get(lost.identity.headerKey)?.filter((other) => !taken.has(other)) ?? [];
      const there = match.layer === 'headers' ? await withSameText(lost, alike, input) : others[match.destination];
      if (there === undefined) continue;
      taken.add(there);
      if (there.difference) explained.add(there.difference);
      moved.set(lost.difference, {
        ...lost.difference,
        kind: 'elsewhere',
        destinationFolder: there.folder,
        destinationUid: there.uid,
        detail: `At the destination in folder "${there.folder}".`,
      });
    }
  }
  return differences.filter((entry) => !explained.has(entry)).map((entry) => moved.get(entry) ?? entry);
}

/** A header without a Message-ID is not enough to say that a missing message is not missing. */
async function withSameText(
  lost: Candidate,
  others: readonly Candidate[],
  input: VerifyInput,
): Promise<Candidate | undefined> {
  const ours = await input.withSessions(lost.folder, async (source) => {
    await source.examine(lost.folder);
    return textOf(source, lost.uid);
  });
  if (ours === null) return undefined;
  for (const other of others) {
    const theirs = await input.withSessions(other.folder, async (_source, destination) => {
      await destination.examine(other.folder);
      return textOf(destination, other.uid);
    });
    if (theirs === ours) return other;
  }
  return undefined;
}

interface Candidate {
  readonly identity: Identity;
  readonly folder: string;
  readonly uid: number;
  readonly difference?: FoundDifference;
}

async function identitiesOf(
  differences: readonly FoundDifference[],
  side: 'source' | 'destination',
  input: VerifyInput,
): Promise<Candidate[]> {
  const byFolder = new Map<string, FoundDifference[]>();
  for (const entry of differences) {
    const folder = side === 'source' ? entry.sourceFolder : entry.destinationFolder;
    if (folder === null) continue;
    const entries = byFolder.get(folder);
    if (entries) entries.push(entry);
    else byFolder.set(folder, [entry]);
  }
  const result: Candidate[] = [];
  for (const [folder, entries] of byFolder) {
    const uidOf = (entry: FoundDifference): number => (side === 'source' ? entry.sourceUid : entry.destinationUid) ?? 0;
    const identified = await input.withSessions(folder, async (source, destination) => {
      const session = side === 'source' ? source : destination;
      await session.examine(folder);
      return readIdentities(
        session,
        entries.map(uidOf).sort((a, b) => a - b),
      );
    });
    for (const entry of entries) {
      const message = identified.get(uidOf(entry));
      if (message) result.push({ identity: message.identity, folder, uid: uidOf(entry), difference: entry });
    }
  }
  return result;
}

async function identitiesOfFolder(path: string, input: VerifyInput): Promise<Candidate[]> {
  return input.withSessions(path, async (_source, destination) => {
    const { listing } = await openWhole(destination, path, 'examine');
    const identified = await readIdentities(
      destination,
      [...listing.keys()].sort((a, b) => a - b),
    );
    return [...identified.values()].map(({ identity }) => ({ identity, folder: path, uid: identity.uid }));
  });
}

/** A message the destination refused is missing for a known reason: the reason replaces the bare "missing". */
function mergeReported(
  differences: readonly FoundDifference[],
  reported: readonly FoundDifference[],
): FoundDifference[] {
  const keyOf = (entry: FoundDifference): string => `${entry.sourceFolder}\0${entry.sourceUid}`;
  const reasons = new Set(reported.filter((entry) => entry.sourceUid !== null).map(keyOf));
  return [...differences.filter((entry) => entry.kind !== 'missing' || !reasons.has(keyOf(entry))), ...reported];
}

function folderDifference(folder: MappedFolder, kind: FindingKind, detail: string): FoundDifference {
  return {
    kind,
    sourceFolder: folder.source,
    destinationFolder: folder.destination,
    sourceUid: null,
    destinationUid: null,
    subject: '',
    from: '',
    date: null,
    size: null,
    messageId: null,
    detail,
  };
}

function sumUp(
  input: VerifyInput,
  matchedBy: Record<IdentityLayer, number>,
  verdicts: ReadonlyMap<string, FolderVerdict>,
  differences: readonly FoundDifference[],
  leftOutDeleted: number,
): VerifyOutcome['verification'] {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const entry of differences) counts[entry.kind] = (counts[entry.kind] ?? 0) + 1;
  const folders = input.folders.flatMap((folder) => verdicts.get(folder.source) ?? []);
  const sourceMessages = folders.reduce((sum, folder) => sum + folder.sourceMessages, 0);
  return {
    at: new Date(input.now()).toISOString(),
    depth: input.depth,
    ...(input.partial || isFiltered(input.filter) ? { partial: true } : {}),
    agrees: !differences.some((entry) => seriousKinds.has(entry.kind)),
    sourceMessages,
    matchedBy,
    counts,
    folders,
    explained: explain(folders, differences, leftOutDeleted),
    sentence: verdictSentence({
      sourceMessages,
      folders: input.folders.length,
      depth: input.depth,
      matchedBy,
      counts,
      filter: input.filter,
      leftOutDeleted,
    }),
  };
}

function explain(
  folders: readonly FolderVerdict[],
  differences: readonly FoundDifference[],
  leftOutDeleted: number,
): NonNullable<Verification['explained']> {
  const compared = new Set(folders.map((folder) => folder.destination));
  const count = (wanted: (entry: FoundDifference) => boolean): number => differences.filter(wanted).length;
  return {
    leftOutDeleted,
    missingDeleted: count(({ kind, detail }) => kind === 'missing' && detail === missingDetails.deleted),
    missingRepeats: count(({ kind, detail }) => kind === 'missing' && detail === missingDetails.repeat),
    movedInside: count(({ kind, destinationFolder }) => kind === 'elsewhere' && compared.has(destinationFolder)),
  };
}
