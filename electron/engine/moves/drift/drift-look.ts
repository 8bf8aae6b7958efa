import type { MailLogin } from '../../../../shared/domain/endpoint.ts';
import type { SecretSource } from '../../mail/secret-source.ts';
import type { MailSession } from '../../mail/session.ts';
import type { MailWork } from '../../mail-work.ts';

/** What runs have accounted for in one source folder. */
export interface KnownFolder {
  readonly path: string;
  readonly uidValidity: string;
  /** The highest number. */
  readonly highest: number;
}

export interface LookInput {
  readonly login: MailLogin;
  readonly secrets: SecretSource;
  readonly openSession: MailWork['openSession'];
  readonly signal: AbortSignal;
  readonly known: readonly KnownFolder[];
  /** Messages that are accounted for, by folder: all that is known where a server has no numbers that only grow (POP3). */
  readonly counts: ReadonlyMap<string, number>;
  /** Folders the agent has left out. */
  readonly leftOut: ReadonlySet<string>;
}

/** Folders with mail that no run knows of. */
export type Landed = readonly { readonly folder: string; readonly messages: number }[];

/** More than that is counted by the numbers given out. */
const MOST_LISTED = 500;

/**
 * Asks a source by STATUS what has come since the last copy. Only where the numbers say that something may have, the folder is opened
 * read-only and what is new is counted. Changes nothing.
 *
 * @throws AppError when it cannot be looked at
 */
export async function lookAtSource(input: LookInput): Promise<Landed> {
  const session = await input.openSession(input.login, input.secrets, input.signal);
  try {
    const landed: { folder: string; messages: number }[] = [];
    for (const { path, selectable, status } of await session.listWithStatus()) {
      if (!selectable || status === null || input.leftOut.has(path)) continue;
      const { messages, uidNext, uidValidity } = status;
      const count =
        uidNext > 0
          ? await countAbove(session, path, highestOf(input.known, path, uidValidity), uidNext, messages)
          : Math.max(0, messages - (input.counts.get(path) ?? 0));
      if (count > 0) landed.push({ folder: path, messages: count });
    }
    return landed;
  } finally {
    await session.close();
  }
}

/** 0 where the folder, or its present numbering, is new. */
function highestOf(known: readonly KnownFolder[], path: string, uidValidity: string): number {
  return known.find((folder) => folder.path === path && folder.uidValidity === uidValidity)?.highest ?? 0;
}

async function countAbove(
  session: MailSession,
  path: string,
  highest: number,
  uidNext: number,
  messages: number,
): Promise<number> {
  const most = Math.min(uidNext - 1 - highest, messages);
  if (most <= 0) return 0;
  // Numbers are given out to messages that were deleted since, too: only a list tells.
  if (uidNext - 1 - highest > MOST_LISTED) return most;
  await session.examine(path);
  let count = 0;
  const uids = Array.from({ length: uidNext - 1 - highest }, (_, place) => highest + 1 + place);
  await session.listMessages(uids, () => {
    count += 1;
  });
  return count;
}
