import type { MailSession } from '../mail/session.ts';
import { markOf } from '../verify/folder-mark.ts';
import type { Ledger } from '../workspace/ledger.ts';
import type { FolderJob } from './folder-job.ts';
import type { Prepared } from './prepare-folder.ts';

/**
 * Remembers how both sides look after all of a folder was copied, where nobody compares it: while both say the same, the next
 * copy has nothing to do there. The source counts as it was when it was listed, so that what came since is seen. Without an
 * answer of the destination nothing is remembered, and the folder is opened again.
 */
export async function markCopied(
  job: FolderJob,
  { folder, opened, listing, plan }: Prepared,
  writer: MailSession,
  ledger: Ledger,
): Promise<void> {
  const status = await writer.status(job.entry.destination).catch(() => null);
  const source = markOf(opened);
  const destination = status === null ? null : markOf(status);
  if (source === null || destination === null || plan.tooBig.length > 0) return;
  ledger.setMark(folder.id, {
    source,
    destination,
    messages: listing.size,
    sourceBytes: 0,
    destinationMessages: status?.messages ?? 0,
    destinationBytes: status?.size ?? 0,
    matchedBy: { bytes: 0, ledger: 0, 'message-id': 0, headers: 0 },
    compared: false,
  });
}
