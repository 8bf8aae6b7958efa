import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import type { MailSession } from '../mail/session.ts';
import { openWhole, type WholeFolder } from '../mail/whole-folder.ts';

/** Why this server can neither move nor remove chosen messages; null when it can. */
export function refusalOf({ facts }: MailSession): string | null {
  return facts.uidplus || facts.capabilities.includes('MOVE')
    ? null
    : 'This server offers neither MOVE nor UIDPLUS. Without one of them, taking these messages away would also remove what the customer has marked as deleted.';
}

/** @throws AppError `mail.cannot-move` */
export function mustBeAble(session: MailSession): void {
  const refusal = refusalOf(session);
  if (refusal !== null) throw new AppError({ code: 'mail.cannot-move', side: 'destination', message: refusal });
}

/** Makes a folder of ours and has it subscribed, so that mail programs show it; one that is there already is used. */
export async function ensureFolder(session: MailSession, path: string): Promise<void> {
  if ((await session.listFolders()).some((folder) => folder.path === path && folder.selectable)) return;
  await session.createFolder(path);
  await session.subscribe(path).catch((error: unknown) => {
    if (!isAppError(error, 'mail.refused', 'mail.folder-missing')) throw error;
  });
}

/** Opens a folder and lists it; null when it is not there. */
export async function openIfThere(
  session: MailSession,
  path: string,
  how: 'examine' | 'select',
): Promise<WholeFolder | null> {
  try {
    return await openWhole(session, path, how);
  } catch (error) {
    if (!isAppError(error, 'mail.folder-missing', 'mail.refused')) throw error;
    return null;
  }
}
