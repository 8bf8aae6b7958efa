import type { JobPreview } from '../../../../shared/contract/bulk.ts';
import type { DomainRow } from '../../../../shared/contract/directory.ts';
import { mailboxSecretRef, type Side } from '../../../../shared/domain/endpoint.ts';
import { AppError } from '../../../../shared/domain/errors.ts';
import type { JobDraft } from '../../../../shared/domain/job.ts';
import type { NewItem } from '../../workspace/jobs.ts';
import type { MailboxStanding } from '../../workspace/mailboxes.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** What a draft of a job comes to: its domains, its mailboxes, and its items in their order. */
export interface Choice {
  readonly domains: readonly DomainRow[];
  readonly mailboxes: readonly MailboxStanding[];
  readonly items: readonly NewItem[];
}

/** @throws AppError `input.invalid` when nothing is chosen, `workspace.not-found` for what is not there any more */
export function choose(workspace: Workspace, draft: JobDraft): Choice {
  if ((draft.action === 'check') !== (draft.step !== null)) throw invalid('Choose which step to check.');
  const domains = new Map<string, DomainRow>();
  const mailboxes = new Map<string, MailboxStanding>();
  // Few domains are read one by one; of thousands the whole list costs less.
  const rows =
    draft.domainIds.length > 50 ? new Map(workspace.domains.list().map((row) => [row.id, row] as const)) : null;
  const domainOf = (id: string): DomainRow => {
    const row = domains.get(id) ?? rows?.get(id) ?? workspace.domains.row(id);
    if (!row) throw notFound('domain', id);
    return row;
  };
  for (const id of new Set(draft.domainIds)) {
    domains.set(id, domainOf(id));
    for (const mailbox of workspace.mailboxes.listOfDomain(id)) mailboxes.set(mailbox.id, mailbox);
  }
  for (const id of new Set(draft.mailboxIds)) {
    const mailbox = workspace.mailboxes.row(id);
    if (!mailbox) throw notFound('mailbox', id);
    mailboxes.set(id, mailbox);
    domains.set(mailbox.domainId, domainOf(mailbox.domainId));
  }
  const wanted = [...mailboxes.values()].filter(({ state }) => !draft.skipVerified || state !== 'verified');
  const items =
    draft.action === 'check'
      ? [...domains.keys()].map((domainId) => ({ mailboxId: null, domainId }))
      : wanted.map(({ id, domainId }) => ({ mailboxId: id, domainId }));
  const ordered = draft.sequence === 'customer' ? byCustomer(items, domains) : items;
  return { domains: [...domains.values()], mailboxes: wanted, items: ordered };
}

/** One customer after the other, who has the next deadline first; within one, the domain with the next deadline first. */
function byCustomer(items: readonly NewItem[], domains: ReadonlyMap<string, DomainRow>): NewItem[] {
  const deadline = (domainId: string): string => domains.get(domainId)?.deadlineAt ?? '9999';
  const customer = (domainId: string): string => domains.get(domainId)?.customerId ?? '';
  const groups = Map.groupBy(items, (item) => customer(item.domainId));
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const first = (group: readonly NewItem[]): string =>
    group.map(({ domainId }) => deadline(domainId)).sort(compare)[0] ?? '';
  return [...groups.values()]
    .sort((a, b) => compare(first(a), first(b)))
    .flatMap((group) => group.toSorted((a, b) => compare(deadline(a.domainId), deadline(b.domainId))));
}

/** What a job would do, in numbers. */
export function previewOf(
  workspace: Workspace,
  { domains, mailboxes }: Choice,
  refs: ReadonlySet<string>,
  lastCopyFrom: (domainId: string) => { readonly at: string | null },
  nowIso: string,
): JobPreview {
  const sides: readonly Side[] = ['source', 'destination'];
  const disks = new Set(workspace.endpoints.list().flatMap((one) => (one.protocol === 'store' ? [one.id] : [])));
  // There a session token stands in for a password.
  const withTokens = new Set(workspace.opensrsAccounts.list().map(({ endpointId }) => endpointId));
  const needless = (side: Side, endpointId: string): boolean =>
    disks.has(endpointId) || (side === 'destination' && withTokens.has(endpointId));
  const names = new Map(workspace.endpoints.list().map(({ id, name }) => [id, name]));
  const servers = sides.flatMap((side) =>
    [...Map.groupBy(mailboxes, (mailbox) => mailbox[side].endpointId)].map(([endpointId, group]) => ({
      endpointId,
      name: names.get(endpointId) ?? endpointId,
      side,
      mailboxes: group.length,
    })),
  );
  const moments = domains.map(({ id }) => lastCopyFrom(id).at);
  const ahead = moments.filter((at) => at !== null && at > nowIso).sort();
  return {
    domains: domains.length,
    mailboxes: mailboxes.length,
    customers: new Set(domains.map((domain) => domain.customerId)).size,
    withoutPassword: mailboxes.filter((mailbox) =>
      sides.some((side) => !needless(side, mailbox[side].endpointId) && !refs.has(mailboxSecretRef(mailbox.id, side))),
    ).length,
    busy: mailboxes.filter((mailbox) => mailbox.state === 'running').length,
    verified: mailboxes.filter((mailbox) => mailbox.state === 'verified').length,
    forced: domains.filter((domain) => domain.order === 'forced').length,
    servers,
    caches: {
      waiting: ahead.length,
      unknown: moments.filter((at) => at === null).length,
      until: ahead.at(-1) ?? null,
    },
  };
}

function invalid(message: string): AppError {
  return new AppError({ code: 'input.invalid', message });
}

function notFound(noun: string, id: string): AppError {
  return new AppError({ code: 'workspace.not-found', message: `There is no ${noun} ${id} here.` });
}
