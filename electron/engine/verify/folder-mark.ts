import type { FolderStatus } from '../../../shared/domain/folder.ts';
import type { FolderVerdict, IdentityLayer } from '../../../shared/domain/verification.ts';
import type { OpenFolder } from '../mail/session.ts';
import type { FolderMark } from '../workspace/ledger.ts';

/**
 * What a folder says of itself when asked for its status. Null where it cannot tell that flags changed (no HIGHESTMODSEQ): such a
 * folder is opened and compared every time. Without messages there are no flags.
 */
export function markOf(
  state: Pick<FolderStatus, 'uidValidity' | 'messages' | 'highestModseq'> & { uidNext: number | null },
): string | null {
  if (state.uidNext === null) return null;
  if (state.messages === 0) return [state.uidValidity, state.uidNext, 0].join(' ');
  if (state.highestModseq === null) return null;
  return [state.uidValidity, state.uidNext, state.messages, state.highestModseq].join(' ');
}

/** The mark of a folder pair in which a comparison found no difference; null when one of the sides cannot be marked. */
export function markOfPair(
  source: OpenFolder,
  destination: OpenFolder,
  verdict: FolderVerdict,
  matchedBy: Readonly<Record<IdentityLayer, number>>,
): FolderMark | null {
  const marks = { source: markOf(source), destination: markOf(destination) };
  if (marks.source === null || marks.destination === null) return null;
  return {
    source: marks.source,
    destination: marks.destination,
    messages: verdict.sourceMessages,
    sourceBytes: verdict.sourceBytes,
    destinationMessages: verdict.destinationMessages,
    destinationBytes: verdict.destinationBytes,
    matchedBy,
  };
}

/** The verdict a mark stands for. */
export function verdictOfMark(source: string, destination: string, mark: FolderMark): FolderVerdict {
  return {
    source,
    destination,
    sourceMessages: mark.messages,
    destinationMessages: mark.destinationMessages,
    sourceBytes: mark.sourceBytes,
    destinationBytes: mark.destinationBytes,
    matched: mark.messages,
    missing: 0,
    extra: 0,
    different: 0,
  };
}
