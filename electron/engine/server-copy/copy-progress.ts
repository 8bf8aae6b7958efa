import { emptyTotals, type FolderProgress, type RunTotals } from '../../../shared/domain/run.ts';
import type { MigrationFolder, MigrationUser } from '../platforms/opensrs/oma/oma-answers.ts';

/** How far a mailbox of a job is, as OpenSRS counts. */
export interface CopyProgress {
  readonly totals: RunTotals;
  readonly folders: readonly FolderProgress[];
  /** Nothing seems to be left to do; to be believed when it is seen twice in a row. */
  readonly settled: boolean;
  /** What went wrong with the mailbox as a whole, null when nothing did. */
  readonly problem: string | null;
}

/** The mailbox in a job's status; where its name stands is not documented, so that of the source login counts as well. */
export function mailboxIn(users: readonly MigrationUser[], local: string, remote: string): MigrationUser | undefined {
  const same = (a: string | null, b: string): boolean => a !== null && a.toLowerCase() === b.toLowerCase();
  return (
    users.find(({ user }) => same(user, local)) ??
    users.find(({ remoteUser }) => same(remoteUser, remote)) ??
    // A job of one mailbox can only mean this one.
    (users.length === 1 && users[0]?.user === null ? users[0] : undefined)
  );
}

/**
 * Finished is not told by any documented word: it is when every folder has as many messages copied, skipped or given up as there are on the
 * source. Counters of empty folders are missing, and so they are before a folder was looked into.
 */
export function copyProgress(mailbox: MigrationUser): CopyProgress {
  const folders = Object.entries(mailbox.folders);
  const over = ({ migrated, skipped, failed }: MigrationFolder): number => migrated + skipped + failed;
  const complete = (folder: MigrationFolder): boolean => over(folder) >= (folder.remote ?? 0);
  const sum = (pick: (folder: MigrationFolder) => number): number =>
    folders.reduce((total, [, folder]) => total + pick(folder), 0);
  const { count, words } = mailbox.criticalErrors;
  const allListed = mailbox.folderCount === null ? folders.length > 0 : folders.length >= mailbox.folderCount;
  return {
    totals: {
      ...emptyTotals,
      folders: Math.max(mailbox.folderCount ?? 0, folders.length),
      foldersDone: folders.filter(([, folder]) => folder.remote !== null && complete(folder)).length,
      messages: sum((folder) => folder.remote ?? over(folder)),
      copied: sum(({ migrated }) => migrated),
      alreadyThere: sum(({ skipped }) => skipped),
      skipped: sum(({ failed }) => failed),
      bytesCopied: sum(({ bytes }) => bytes),
    },
    folders: folders.map(([source, folder]) => ({
      source,
      destination: null,
      state: folder.remote === null ? 'waiting' : complete(folder) ? 'done' : 'active',
      messages: folder.remote ?? 0,
      copied: folder.migrated,
      alreadyThere: folder.skipped,
      skipped: folder.failed,
      bytesCopied: folder.bytes,
    })),
    settled: allListed && folders.every(([, folder]) => complete(folder)),
    problem: count === 0 ? null : (words ?? `OpenSRS counts ${count} serious errors.`),
  };
}
