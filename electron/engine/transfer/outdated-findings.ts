import { AppError } from '../../../shared/domain/errors.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import type { MessageListing } from '../mail/session.ts';
import type { NamedMessages } from '../verify/message-filter.ts';

/**
 * Findings name messages by their number. Where a number belongs to another message by now, the folder was renumbered since, and
 * bringing "it" back would bring something nobody asked for. What is simply gone is no contradiction.
 *
 * @throws AppError `run.findings-outdated`
 */
export function refuseOutdated(
  named: NamedMessages | null,
  folder: string,
  listing: ReadonlyMap<number, MessageListing>,
): void {
  for (const [uid, { size, dateMs }] of named?.get(folder) ?? []) {
    const listed = listing.get(uid);
    if (listed === undefined) continue;
    const date = imapDateMs(listed.internalDate);
    const otherSize = size !== null && size > 0 && size !== listed.size;
    const otherDate = dateMs !== null && !Number.isNaN(date) && date !== dateMs;
    if (!otherSize && !otherDate) continue;
    throw new AppError({
      code: 'run.findings-outdated',
      side: 'source',
      message: `The source has given the messages of folder "${folder}" new numbers since that comparison.`,
    });
  }
}
