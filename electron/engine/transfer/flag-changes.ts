import { canonicalFlag, flagsFor, flagText } from '../mail/flags.ts';
import type { MessageTable } from '../mail/message-table.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import type { Ledger } from '../workspace/ledger.ts';
import type { LedgerTable } from '../workspace/ledger-table.ts';
import type { FolderJob } from './folder-job.ts';
import type { Prepared } from './prepare-folder.ts';

/** What to set and what to take away on the copies of a folder, so that they follow their source messages. */
export interface FlagChanges {
  /** UIDs of copies that get the same flags; the key is those flags. */
  readonly add: ReadonlyMap<string, readonly number[]>;
  readonly remove: ReadonlyMap<string, readonly number[]>;
  /** Copies that change. */
  readonly copies: number;
  /** Flags to remember, by source UID: they are known from now on. */
  readonly noted: ReadonlyMap<number, string>;
}

export interface FlagChangesInput {
  /** Source messages the run looks after. */
  readonly source: Iterable<Pick<MessageListing, 'uid' | 'flags'>>;
  readonly lines: LedgerTable;
  readonly there: ReadonlyMap<number, MessageListing>;
  /** Null: the destination did not say. */
  readonly permanentFlags: readonly string[] | null;
}

/**
 * What has changed on the source since flags were last brought over. Only that goes to the copy: a flag that did not change on the
 * source is the customer's own business at the destination. A mark of deletion is never set on a copy. Pure.
 */
export function planFlagChanges({ source, lines, there, permanentFlags }: FlagChangesInput): FlagChanges {
  const add = new Map<string, number[]>();
  const remove = new Map<string, number[]>();
  const noted = new Map<number, string>();
  let copies = 0;
  for (const message of source) {
    const line = lines.placeOf(message.uid);
    if (line < 0 || !lines.isOverAt(line)) continue;
    const before = lines.sourceFlagsAt(line);
    const present = flagText(message.flags);
    if (before === present) continue;
    const copyUid = lines.destinationUidAt(line);
    const copy = copyUid === null ? undefined : there.get(copyUid);
    // Where the copy is not known now, the change waits for the pass that finds it.
    if (copy === undefined && before !== null) continue;
    noted.set(message.uid, present);
    if (copy === undefined || before === null) continue;
    const change = changeOf(before, message.flags, copy.flags, permanentFlags);
    if (change.add.length > 0) put(add, change.add, copy.uid);
    if (change.remove.length > 0) put(remove, change.remove, copy.uid);
    if (change.add.length + change.remove.length > 0) copies += 1;
  }
  return { add, remove, copies, noted };
}

function changeOf(
  before: string,
  now: readonly string[],
  copy: readonly string[],
  permanentFlags: readonly string[] | null,
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const old = new Set(before.split(' ').filter(Boolean).map(canonicalFlag));
  const present = new Set(now.map(canonicalFlag));
  const has = new Set(copy.map(canonicalFlag));
  const set = now.filter((flag) => {
    const name = canonicalFlag(flag);
    return !old.has(name) && !has.has(name) && name !== '\\deleted';
  });
  return {
    add: flagsFor(set, permanentFlags).keep,
    remove: copy.filter((flag) => old.has(canonicalFlag(flag)) && !present.has(canonicalFlag(flag))),
  };
}

function put(groups: Map<string, number[]>, flags: readonly string[], uid: number): void {
  const key = [...flags].sort().join(' ');
  const group = groups.get(key);
  if (group) group.push(uid);
  else groups.set(key, [uid]);
}

/**
 * Carries the changes of one folder over; the destination folder is open on the writer. The destination goes first: a run that
 * dies in between does the same once more, which changes nothing.
 */
export async function bringFlagChanges(
  job: FolderJob,
  { folder, plan, listing, there, lines, target }: Prepared,
  source: MailSession,
  writer: MailSession,
  ledger: Ledger,
): Promise<BroughtFlags> {
  if (!source.keepsFlags || target === null) return { copies: 0, notKept: [] };
  const looked = lookedAt(listing, plan.leftOut);
  const changes = planFlagChanges({ source: looked, lines, there, permanentFlags: target.permanentFlags });
  if (job.options.kind === 'rehearsal') return { copies: changes.copies, notKept: [] };
  for (const [flags, uids] of changes.add) await writer.addFlags(inOrder(uids), flags.split(' '));
  for (const [flags, uids] of changes.remove) await writer.removeFlags(inOrder(uids), flags.split(' '));
  if (changes.noted.size > 0) ledger.setSourceFlags(folder.id, changes.noted);
  const lists = new Set<readonly string[]>();
  for (const { flags } of lookedAt(listing, plan.leftOut)) lists.add(flags);
  const refused = [...lists].flatMap((flags) => flagsFor(flags, target.permanentFlags).refused);
  const notKept = [...new Set([...folder.flagsNotKept, ...refused])];
  if (notKept.length > folder.flagsNotKept.length) ledger.setFlagsNotKept(folder.id, notKept);
  return { copies: changes.copies, notKept: [...new Set(refused)] };
}

/** Uids and flags of what the run looks after, without the rest of each listing. */
function* lookedAt(
  listing: MessageTable,
  leftOut: ReadonlySet<number>,
): Generator<Pick<MessageListing, 'uid' | 'flags'>> {
  for (let place = 0; place < listing.size; place += 1) {
    const uid = listing.uidAt(place);
    if (!leftOut.has(uid)) yield { uid, flags: listing.flagsAt(place) };
  }
}

export interface BroughtFlags {
  /** Copies whose flags followed the source. */
  readonly copies: number;
  /** Flags of source messages that the destination folder says it does not keep. */
  readonly notKept: readonly string[];
}

function inOrder(uids: readonly number[]): number[] {
  return uids.toSorted((a, b) => a - b);
}
