import { mailboxSecretRef } from '../../../shared/domain/endpoint.ts';
import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import { type Bytes, bytesOfKilobytes, kilobytes } from '../../../shared/domain/opensrs-quota.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailboxStanding } from '../workspace/mailboxes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { passwordFault } from './password-rules.ts';
import type { WantedDomain, WantedMailbox } from './provision-facts.ts';

const REDIRECTS = ['none', 'only', 'and-keep'] as const;

/** The server most mailboxes of a domain go to that has an account, or that they go to at all. */
export function destinationOf(mailboxes: readonly MailboxStanding[], withAccount: ReadonlySet<string>): string | null {
  const counts = new Map<string, number>();
  for (const { destination } of mailboxes)
    counts.set(destination.endpointId, (counts.get(destination.endpointId) ?? 0) + 1);
  const rank = (id: string): number => (counts.get(id) ?? 0) + (withAccount.has(id) ? mailboxes.length : 0);
  return [...counts.keys()].sort((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** What the directory wants of a domain at one destination, with what imports told of it. @throws AppError `workspace.not-found` */
export async function wantedDomain(
  workspace: Workspace,
  domainId: string,
  endpointId: string,
  stored: SecretSource,
): Promise<WantedDomain> {
  const row = workspace.domains.row(domainId);
  if (!row) throw new AppError({ code: 'workspace.not-found', message: `There is no domain ${domainId} here.` });
  const origins = workspace.origins.ofMailboxesIn(domainId);
  const own = workspace.origins.ofDomain(domainId);
  const mailboxes: WantedMailbox[] = [];
  for (const mailbox of workspace.mailboxes.listOfDomain(domainId)) {
    const origin = origins.get(mailbox.id);
    const elsewhere =
      mailbox.destination.endpointId === endpointId
        ? null
        : workspace.endpoints.find(mailbox.destination.endpointId)?.name;
    const address = mailbox.destination.user;
    mailboxes.push({
      mailboxId: mailbox.id,
      address,
      kind: origin?.kind ?? 'mailbox',
      enabled: origin?.enabled ?? true,
      aliases: origin?.aliases ?? [],
      redirect: REDIRECTS[origin?.redirectMode ?? 0] ?? 'none',
      redirectTo: origin?.redirectTo ?? [],
      limit: bytesOf(origin?.limitKb),
      used: bytesOf(origin?.sizeKb),
      passwordFault: await faultOfPassword(stored, mailbox.id, address),
      elsewhere:
        elsewhere === null ? null : `It goes to another server (${elsewhere ?? 'not in the settings any more'}).`,
    });
  }
  return { name: row.name, aliasDomains: own?.aliasDomains ?? [], catchAll: own?.catchAll ?? null, mailboxes };
}

/** The password a new mailbox would get: the one for the destination, else the customer's present one; null when none is stored. */
export async function passwordFor(stored: SecretSource, mailboxId: string): Promise<string | null> {
  for (const side of ['destination', 'source'] as const) {
    try {
      return await stored.get(mailboxSecretRef(mailboxId, side));
    } catch (error) {
      if (!isAppError(error, 'mail.secret-missing')) throw error;
    }
  }
  return null;
}

async function faultOfPassword(stored: SecretSource, mailboxId: string, address: string): Promise<string | null> {
  const password = await passwordFor(stored, mailboxId);
  return password === null ? 'is not known here' : passwordFault(password, address);
}

/** -1 is MailEnable's word for no limit, 0 says nothing. */
function bytesOf(count: number | null | undefined): Bytes | null {
  return count === null || count === undefined || count <= 0 ? null : bytesOfKilobytes(kilobytes(count));
}
