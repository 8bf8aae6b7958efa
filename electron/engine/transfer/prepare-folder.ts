import type { Identity } from '../../../shared/domain/comparison.ts';
import type { MailSession, MessageListing, OpenFolder } from '../mail/session.ts';
import { openWhole } from '../mail/whole-folder.ts';
import { identityOfEntry, readIdentities } from '../verify/identities.ts';
import type { Ledger, LedgerEntry, LedgerFolder } from '../workspace/ledger.ts';
import type { FolderJob } from './folder-job.ts';
import { type FolderPlan, planFolder } from './folder-plan.ts';
import { settleStrangers } from './settlement.ts';

/** A folder pair as it stands before anything is copied. */
export interface Prepared {
  readonly folder: LedgerFolder;
  /** The destination folder as it was opened; null in a rehearsal where it does not exist yet. */
  readonly target: OpenFolder | null;
  readonly listing: ReadonlyMap<number, MessageListing>;
  readonly entries: ReadonlyMap<number, LedgerEntry>;
  readonly plan: FolderPlan;
  readonly others: OtherCopies;
}

/** Opens and lists both folders and plans what has to happen with every source message. */
export async function prepareFolder(
  job: FolderJob,
  source: MailSession,
  writer: MailSession,
  ledger: Ledger,
): Promise<Prepared> {
  const { source: path, destination } = job.entry;
  const { opened, listing } = await openWhole(source, path, 'examine');
  const folder = ledger.folder(job.mailboxId, path, opened.uidValidity, destination);
  const there = job.destinationExists()
    ? await openWhole(writer, destination, job.options.kind === 'rehearsal' ? 'examine' : 'select')
    : null;
  if (there !== null && folder.destinationUidValidity !== there.opened.uidValidity)
    ledger.setDestinationUidValidity(folder.id, there.opened.uidValidity);
  const entries = ledger.entries(folder.id);
  const others = copiesOfOtherFolders(job, folder, there?.opened.uidValidity ?? null, ledger);
  const plan = planFolder({
    source: [...listing.values()],
    entries,
    destinationUids: new Set(there?.listing.keys()),
    othersUids: others.uids,
    sinceMs: job.options.since === null ? null : Date.parse(job.options.since),
    maxSize: job.options.maxSize,
    appendLimit: writer.facts.appendLimit,
    redeliver: job.options.redeliver,
  });
  const byUid = new Map(entries.map((entry) => [entry.sourceUid, entry]));
  return { folder, target: there?.opened ?? null, listing, entries: byUid, plan, others };
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

function isOver({ state }: LedgerEntry): boolean {
  return state === 'committed' || state === 'found';
}

/** Pairs strangers with what is not known to be over; returns the source UIDs that turned out to be there. */
export async function settleFolder(
  job: FolderJob,
  { folder, plan, entries, others }: Prepared,
  source: MailSession,
  writer: MailSession,
  ledger: Ledger,
): Promise<ReadonlySet<number>> {
  if (plan.strangers.length === 0 || plan.candidates.length + plan.unresolved.length === 0) return new Set();
  const strangers = await readIdentities(writer, plan.strangers);
  const candidates = await readIdentities(source, plan.candidates);
  const over = [...plan.unresolved, ...others.unresolved.map(({ entry }) => entry)];
  const settlement = settleStrangers(
    over.map((entry) => identityOfEntry(entry).identity),
    identitiesOf(candidates),
    identitiesOf(strangers),
  );
  const found = new Set<number>();
  const rows: LedgerEntry[] = [];
  for (const [place, destinationUid] of settlement.over) {
    const entry = plan.unresolved[place];
    if (entry === undefined) continue;
    found.add(entry.sourceUid);
    rows.push({ ...entry, destinationUid });
  }
  for (const [sourceUid, destinationUid] of settlement.candidates) {
    const candidate = candidates.get(sourceUid);
    if (candidate === undefined) continue;
    const entry = entries.get(sourceUid);
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
    });
  }
  if (job.options.kind !== 'rehearsal' && rows.length > 0) ledger.put(folder.id, job.runId, rows);
  return found;
}

function identitiesOf(messages: ReadonlyMap<number, { readonly identity: Identity }>): Identity[] {
  return [...messages.values()].map((message) => message.identity);
}
