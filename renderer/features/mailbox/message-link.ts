import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { FolderPair } from '../../../shared/domain/inspection.ts';
import type { FolderVerdict } from '../../../shared/domain/verification.ts';

/** A message somebody wants to see, or with no UID the folder it is about. */
export interface MessagePlace {
  readonly sourceFolder: string | null;
  readonly destinationFolder: string | null;
  readonly sourceUid: number | null;
  readonly destinationUid: number | null;
}

/** The address of a folder pair, and which of its messages to open. */
export interface PairAddress {
  readonly source?: string;
  readonly destination?: string;
  readonly sourceUid?: number;
  readonly destinationUid?: number;
}

/**
 * The folder pair in which a message shows: its source folder with the folder that one goes to, by the map as it is now, else by the
 * last comparison. A message that lies in another folder of the destination is shown where it belongs.
 */
export function pairOf(
  place: MessagePlace,
  pairs: readonly FolderPair[] = [],
  verdicts: readonly FolderVerdict[] = [],
): PairAddress | null {
  const { sourceFolder, destinationFolder, sourceUid, destinationUid } = place;
  if (sourceFolder === null && destinationFolder === null) return null;
  const mapped =
    sourceFolder === null
      ? destinationFolder
      : (pairs.find((pair) => pair.source?.path === sourceFolder)?.map?.destination ??
        verdicts.find((verdict) => verdict.source === sourceFolder)?.destination ??
        destinationFolder);
  const from =
    sourceFolder ??
    pairs.find((pair) => pair.map?.destination === destinationFolder)?.source?.path ??
    verdicts.find((verdict) => verdict.destination === destinationFolder)?.source ??
    null;
  return {
    ...(from === null ? {} : { source: from }),
    ...(mapped === null ? {} : { destination: mapped }),
    ...(sourceUid === null ? {} : { sourceUid }),
    ...(destinationUid === null || mapped !== destinationFolder ? {} : { destinationUid }),
  };
}

/** Opens the folder pair a message is in, and the message. */
export function useMessageLink(
  mailboxId: string,
  pairs: readonly FolderPair[] | undefined,
  verdicts: readonly FolderVerdict[] | undefined,
): (place: MessagePlace) => void {
  const navigate = useNavigate();
  return useCallback(
    (place) => {
      const search = pairOf(place, pairs, verdicts);
      if (search !== null) void navigate({ to: '/mailboxes/$mailboxId/folders', params: { mailboxId }, search });
    },
    [navigate, mailboxId, pairs, verdicts],
  );
}
