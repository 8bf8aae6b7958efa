import { type MailLogin, mailboxSecretRef, type Side } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { FolderMapChoice } from '../../../shared/domain/folder.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Both sides of a mailbox as they are set now, with the agent's folder choices. */
export interface MailboxLogins {
  readonly source: MailLogin;
  readonly destination: MailLogin;
  readonly choices: readonly FolderMapChoice[];
}

/**
 * With `sourceEndpointId` the source is read over that endpoint instead of the mailbox's own, as the same user with the same
 * password.
 *
 * @throws AppError `workspace.not-found`
 */
export function mailboxLogins(
  workspace: Workspace,
  mailboxId: string,
  sourceEndpointId: string | null = null,
): MailboxLogins {
  const mailbox = workspace.mailboxes.find(mailboxId);
  if (!mailbox) throw new AppError({ code: 'workspace.not-found', message: `There is no mailbox ${mailboxId} here.` });
  const login = (side: Side): MailLogin => {
    const { user } = mailbox[side];
    const endpointId = (side === 'source' ? sourceEndpointId : null) ?? mailbox[side].endpointId;
    const endpoint = workspace.endpoints.find(endpointId);
    if (!endpoint)
      throw new AppError({ code: 'workspace.not-found', message: `There is no server ${endpointId} here.` });
    return { side, endpoint, user, secretRef: mailboxSecretRef(mailboxId, side) };
  };
  return {
    source: login('source'),
    destination: login('destination'),
    choices: workspace.folderChoices.list(mailboxId),
  };
}
