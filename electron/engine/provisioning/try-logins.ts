import type { Mailbox } from '../../../shared/domain/directory.ts';
import { type Endpoint, type MailLogin, mailboxSecretRef } from '../../../shared/domain/endpoint.ts';
import type { SideReport } from '../../../shared/domain/inspection.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Logs in once and tells how it went; `mail/probe.ts` in production. */
export type ProbeLogin = (login: MailLogin, secrets: SecretSource, signal?: AbortSignal) => Promise<SideReport>;

/** The login of a mailbox at its destination; undefined when that server is not in the settings any more. */
export function destinationLogin(
  workspace: Workspace,
  { id, destination }: Pick<Mailbox, 'id' | 'destination'>,
): (MailLogin & { endpoint: Endpoint }) | undefined {
  const endpoint = workspace.endpoints.find(destination.endpointId);
  return (
    endpoint && {
      side: 'destination',
      endpoint,
      user: destination.user,
      secretRef: mailboxSecretRef(id, 'destination'),
    }
  );
}

/** Works on several things at a time. Once the signal came or one failed nothing more is begun; what is under way ends first. */
export async function eachAtMost<T>(
  many: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    try {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        signal?.throwIfAborted();
        await work(item);
      }
    } catch (error) {
      left.length = 0;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(many, items.length) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
