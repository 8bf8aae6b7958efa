import type { Identity } from '../../../shared/domain/comparison.ts';
import { flagText } from '../mail/flags.ts';
import { MessageTable } from '../mail/message-table.ts';
import { isPop3Numbering } from '../mail/pop3/numbering.ts';
import type { MailSession, OpenFolder } from '../mail/session.ts';
import { bothOrNeither, openWhole, type WholeFolder, withDates } from '../mail/whole-folder.ts';
import { believedLines } from '../verify/believed-lines.ts';
import { type IdentifiedMessage, identityOfEntry, readIdentities } from '../verify/identities.ts';
import { tellApart } from '../verify/look-alikes.ts';
import { dependsOnDates, isFiltered, leftOutBy } from '../verify/message-filter.ts';
import { inTurns } from '../verify/turns.ts';
import type { Ledger, LedgerEntry, LedgerFolder } from '../workspace/ledger.ts';
import type { LedgerTable } from '../workspace/ledger-table.ts';
import { bringFlags, type EarlierCopy, earlierCopies, placesOf, recognise } from './earlier-copies.ts';
import type { FolderJob } from './folder-job.ts';
import { type FolderPlan, isOver, planFolder } from './folder-plan.ts';
import { type Settlement, settleStrangers } from './settlement.ts';

/** A folder pair as it stands before anything is copied. */
export interface Prepared {
  readonly folder: LedgerFolder;
  /** The source folder as it was opened. */
  readonly opened: OpenFolder;
  /** The destination folder as it was opened; null in a rehearsal where it does not exist yet. */
  readonly target: OpenFolder | null;
  readonly listing: MessageTable;
  /** What the destination folder held when it was listed. */
  readonly there: MessageTable;
  readonly lines: LedgerTable;
  readonly plan: FolderPlan;
  readonly others: OtherCopies;
  readonly earlier: readonly EarlierCopy[];
}

/** Opens and lists both folders and plans what has to happen with every source message. */
export async function prepareFolder(
  job: FolderJob,
  source: MailSession,
  writer: MailSession,
  ledger: Ledger,
): Promise<Prepared> {
  const { source: path, destination } = job.entry;
  const rehearsal = job.options.kind === 'rehearsal';
  const onListed = (messages: number): void => job.onLooked('listed', messages);
  const openDestination = async (): Promise<WholeFolder | null> => {
    // First of all: a folder that was not listed may exist all the same, and then what is in it has to be looked at.
    if (!rehearsal) await job.ready(writer);
    if (!job.destinationExists()) return null;
    return openWhole(writer, destination, rehearsal ? 'examine' : 'select', onListed);
  };
  const [whole, there] = await bothOrNeither(openWhole(source, path, 'examine', onListed), openDestination());
  const { opened } = whole;
  const listing = dependsOnDates(job.filter) ? await withDates(source, whole.listing) : whole.listing;
  const folder = ledger.folder(job.mailboxId, path, opened.uidValidity, destination);
  if (there !== null && folder.destinationUidValidity !== there.opened.uidValidity)
    ledger.setDestinationUidValidity(folder.id, there.opened.uidValidity);
  await job.turn();
  const lines = believed(folder, whole, there, job, ledger);
  await job.turn();
  const others = copiesOfOtherFolders(job, folder, there?.opened.uidValidity ?? null, ledger);
  await job.turn();
  const plan = planFolder({
    source: listing,
    lines,
    destination: there?.listing ?? new MessageTable(),
    othersUids: others.uids,
    renumbersUnseen: isPop3Numbering(opened.uidValidity),
    leavesOut: isFiltered(job.filter) ? (message) => leftOutBy(job.filter, path, message) !== null : null,
    maxSize: job.options.maxSize,
    appendLimit: writer.facts.appendLimit,
    redeliver: job.options.redeliver,
  });
  await job.turn();
  const earlier = earlierCopies(job, folder, lines, listing, there?.opened.uidValidity ?? null, ledger);
  return {
    folder,
    opened,
    target: there?.opened ?? null,
    listing,
    there: there?.listing ?? new MessageTable(),
    lines,
    plan,
    others,
    earlier,
  };
}

/** The lines of the ledger that still hold; what does not is written down, but by a rehearsal. */
function believed(
  folder: LedgerFolder,
  source: WholeFolder,
  destination: WholeFolder | null,
  job: FolderJob,
  ledger: Ledger,
): LedgerTable {
  const all = ledger.lines(folder.id);
  if (isPop3Numbering(source.opened.uidValidity)) return all;
  const { lines, forgotten, unplaced } = believedLines(all, source.listing, destination?.listing ?? null);
  if (job.options.kind !== 'rehearsal') {
    if (forgotten.length > 0) ledger.forget(folder.id, forgotten);
    if (unplaced.length > 0) ledger.put(folder.id, job.runId, unplaced);
  }
  return lines;
}

/** What other source folders have in the same destination folder, where the agent chose to merge them. */
interface OtherCopies {
  readonly uids: ReadonlySet<number>;
  /** Known to be there, but not under which UID. */
  readonly unresolved: readonly { readonly folderId: number; readonly entry: LedgerEntry }[];
}

function copiesOfOtherFolders(
  job: FolderJob,
  own: LedgerFolder,
  uidValidity: string | null,
  ledger: Ledger,
): OtherCopies {
  const lines = ledger
    .folders(job.mailboxId)
    .filter((line) => line.destinationPath === own.destinationPath && line.sourcePath !== own.sourcePath);
  // Of a source folder that was renumbered the last line counts: it has the same copies as the one before.
  const last = new Set(new Map(lines.map((line) => [line.sourcePath, line.id])).values());
  const uids = new Set<number>();
  const unresolved: { folderId: number; entry: LedgerEntry }[] = [];
  for (const line of lines) {
    // UIDs of another numbering would hide messages that happen to have the same numbers now.
    const sameNumbering = line.destinationUidValidity === uidValidity;
    for (const entry of ledger.entries(line.id)) {
      if (entry.destinationUid !== null && sameNumbering) uids.add(entry.destinationUid);
      else if (last.has(line.id) && isOver(entry)) unresolved.push({ folderId: line.id, entry });
    }
  }
  return { uids, unresolved };
}

/** Pairs strangers with what is not known to be over; returns the source UIDs that turned out to be there. */
export async function settleFolder(
  job: FolderJob,
  prepared: Prepared,
  source: MailSession,
  writer: MailSession,
  ledger: Ledger,
): Promise<ReadonlySet<number>> {
  const { folder, plan, lines, others, earlier } = prepared;
  const unsettled = plan.candidates.length + plan.unresolved.length;
  if (unsettled === 0 || plan.strangers.length + earlier.length === 0) return new Set();
  const onRead = (messages: number): void => job.onLooked('identified', messages);
  const strangers = await readIdentities(writer, plan.strangers, onRead);
  const candidates = withPending(await readIdentities(source, plan.candidates, onRead), plan.candidates, prepared);
  const told = await tellApart(
    { session: source, messages: candidates },
    { session: writer, messages: strangers },
    job.turn,
  );
  await job.turn();
  const over = [...plan.unresolved, ...others.unresolved.map(({ entry }) => entry)];
  const settlement = await inTurns(
    settleStrangers(
      over.map((entry) => identityOfEntry(entry).identity),
      told.source,
      identitiesOf(strangers),
      told.destination,
    ),
    job.turn,
  );
  await job.turn();
  const found = new Set<number>();
  const rows: LedgerEntry[] = [];
  for (const [place, destinationUid] of settlement.over) {
    const entry = plan.unresolved[place];
    if (entry === undefined) continue;
    found.add(entry.sourceUid);
    rows.push({ ...entry, destinationUid });
  }
  const pairs = new Map<number, number | null>(settlement.candidates);
  for (const [sourceUid, destinationUid] of await settleEarlier(prepared, settlement, candidates, strangers, {
    job,
    source,
    writer,
    ledger,
  }))
    pairs.set(sourceUid, destinationUid);
  for (const [sourceUid, destinationUid] of pairs) {
    const candidate = candidates.get(sourceUid);
    if (candidate === undefined) continue;
    const entry = lines.get(sourceUid);
    found.add(sourceUid);
    rows.push({
      sourceUid,
      // A pending line found at the destination is our own append whose answer was lost; its bytes are known.
      state: entry?.state === 'pending' ? 'committed' : 'found',
      destinationUid,
      size: entry?.size ?? candidate.identity.size,
      internalDateMs: Number.isNaN(candidate.identity.dateMs) ? 0 : candidate.identity.dateMs,
      bytesHash: entry?.state === 'pending' ? entry.bytesHash : null,
      messageKey: candidate.keys.messageKey,
      headerKey: candidate.keys.headerKey,
      // What our own append carried is known; of a copy made by somebody else only later changes are followed.
      sourceFlags: entry?.state === 'pending' ? entry.sourceFlags : flagText(candidate.listing.flags),
    });
  }
  if (job.options.kind !== 'rehearsal' && rows.length > 0) ledger.put(folder.id, job.runId, rows);
  return found;
}

/**
 * What copies of another numbering add: messages that no stranger was taken for but that were copied all the same, and the
 * flags of copies that were made over POP3. Flags go first: were the ledger written before, a run that dies in between would
 * never bring them.
 */
async function settleEarlier(
  { plan, earlier, target }: Prepared,
  settlement: Settlement,
  candidates: ReadonlyMap<number, IdentifiedMessage>,
  strangers: ReadonlyMap<number, IdentifiedMessage>,
  {
    job,
    source,
    writer,
    ledger,
  }: {
    readonly job: FolderJob;
    readonly source: MailSession;
    readonly writer: MailSession;
    readonly ledger: Ledger;
  },
): Promise<ReadonlyMap<number, number | null>> {
  const pairs = new Map<number, number | null>();
  if (earlier.length === 0) return pairs;
  const overUids = new Set(settlement.over.values());
  const places = placesOf(
    earlier,
    identitiesOf(strangers).filter(({ uid }) => !overUids.has(uid)),
  );
  const paired = new Set([...settlement.candidates.values(), ...overUids]);
  const left = earlier.flatMap(({ entry }, place) => (paired.has(places.get(place) ?? 0) ? [] : { place, entry }));
  const unpaired = identitiesOf(candidates).filter(({ uid }) => !settlement.candidates.has(uid));
  const there = new Set(plan.strangers);
  for (const [sourceUid, place] of await recognise(unpaired, left, source)) {
    const destinationUid = places.get(place) ?? null;
    // A copy that is gone is brought back only when asked.
    if (job.options.redeliver && (destinationUid === null || !there.has(destinationUid))) continue;
    pairs.set(sourceUid, destinationUid);
  }
  if (job.options.kind === 'rehearsal') return pairs;
  for (const [place, destinationUid] of places) {
    const copy = earlier[place];
    if (copy === undefined || copy.entry.destinationUid !== null || target === null) continue;
    ledger.setDestinationUidValidity(copy.folderId, target.uidValidity);
    ledger.put(copy.folderId, job.runId, [{ ...copy.entry, destinationUid }]);
  }
  if (!source.keepsFlags) return pairs;
  const flagless = new Set(
    earlier.flatMap(({ withoutFlags }, place) => (withoutFlags ? (places.get(place) ?? []) : [])),
  );
  const copies = [...settlement.candidates, ...pairs].flatMap(([sourceUid, destinationUid]) => {
    const message = candidates.get(sourceUid);
    const copy = destinationUid !== null && flagless.has(destinationUid) ? strangers.get(destinationUid) : undefined;
    return message && copy ? { source: message.listing, copy: copy.listing } : [];
  });
  await bringFlags(copies, target?.permanentFlags ?? null, writer);
  return pairs;
}

/**
 * What was on its way when its answer was lost is known by the bytes that were sent, whether the source shows its header or
 * not.
 */
function withPending(
  read: ReadonlyMap<number, IdentifiedMessage>,
  uids: readonly number[],
  { lines, listing }: Prepared,
): ReadonlyMap<number, IdentifiedMessage> {
  const known = new Map(read);
  for (const uid of uids) {
    const entry = lines.get(uid);
    const listed = listing.get(uid);
    if (entry?.state !== 'pending' || listed === undefined) continue;
    const shown = read.get(uid)?.shown ?? { subject: '', from: '', messageId: null };
    known.set(uid, { identity: identityOfEntry(entry).identity, keys: entry, listing: listed, shown });
  }
  return known;
}

function identitiesOf(messages: ReadonlyMap<number, { readonly identity: Identity }>): Identity[] {
  return [...messages.values()].map((message) => message.identity);
}
