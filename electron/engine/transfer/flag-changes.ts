import { canonicalFlag, flagsFor, flagText } from '../mail/flags.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import type { Ledger, LedgerEntry } from '../workspace/ledger.ts';
import type { FolderJob } from './folder-job.ts';
import { isOver } from './folder-plan.ts';
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
  readonly source: Iterable<MessageListing>;
  readonly entries: ReadonlyMap<number, LedgerEntry>;
  readonly there: ReadonlyMap<number, MessageListing>;
  /** Null: the destination did not say. */
  readonly permanentFlags: readonly string[] | null;
}

/**
 * What has changed on the source since flags were last brought over. Only that goes to the copy: a flag that did not change on the
 * source is the customer's own business at the destination. A mark of deletion is never set on a copy. Pure.
 */
export function planFlagChanges({ source, entries, there, permanentFlags }: FlagChangesInput): FlagChanges {
  const add = new Map<string, number[]>();
  const remove = new Map<string, number[]>();
  const noted = new Map<number, string>();
  let copies = 0;
  for (const message of source) {
    const entry = entries.get(message.uid);
    if (entry === undefined || !isOver(entry)) continue;
    const present = flagText(message.flags);
    if (entry.sourceFlags === present) continue;
    const copy = entry.destinationUid === null ? undefined : there.get(entry.destinationUid);
    // Where the copy is not known now, the change waits for the pass that finds it.
    if (copy === undefined && entry.sourceFlags !== null) continue;
    noted.set(message.uid, present);
    if (copy === undefined || entry.sourceFlags === null) continue;
    const change = changeOf(entry.sourceFlags, message.flags, copy.flags, permanentFlags);
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
  { folder, plan, listing, there, entries, target }: Prepared,
  source: MailSession,
  writer: MailSession,
  ledger: Ledger,
): Promise<BroughtFlags> {
  if (!source.keepsFlags || target === null) return { copies: 0, notKept: [] };
  const looked = [...listing.values()].filter(({ uid }) => !plan.leftOut.has(uid));
  const changes = planFlagChanges({ source: looked, entries, there, permanentFlags: target.permanentFlags });
  if (job.options.kind === 'rehearsal') return { copies: changes.copies, notKept: [] };
  for (const [flags, uids] of changes.add) await writer.addFlags(inOrder(uids), flags.split(' '));
  for (const [flags, uids] of changes.remove) await writer.removeFlags(inOrder(uids), flags.split(' '));
  if (changes.noted.size > 0) ledger.setSourceFlags(folder.id, changes.noted);
  const refused = looked.flatMap(({ flags }) => flagsFor(flags, target.permanentFlags).refused);
  const notKept = [...new Set([...folder.flagsNotKept, ...refused])];
  if (notKept.length > folder.flagsNotKept.length) ledger.setFlagsNotKept(folder.id, notKept);
  return { copies: changes.copies, notKept: [...new Set(refused)] };
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
