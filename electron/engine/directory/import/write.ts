import { randomUUID } from 'node:crypto';
import { mailboxSecretRef } from '../../../../shared/domain/endpoint.ts';
import type { ImportChoices, ImportKind, ImportReport } from '../../../../shared/domain/import.ts';
import { isoTime } from '../../clock.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Directory } from '../directory.ts';
import type { Candidate } from './candidate.ts';
import { customerOf, type ImportPlan, type PlannedMailbox } from './plan.ts';

export interface WrittenImport {
  readonly report: Omit<ImportReport, 'passwords' | 'passwordProblem'>;
  /** What belongs into the vault now, by reference. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Mailboxes that were removed; their passwords are to be forgotten. */
  readonly removed: readonly string[];
}

interface WriteInput {
  readonly workspace: Workspace;
  readonly directory: Directory;
  readonly now: () => number;
  readonly plan: ImportPlan;
  readonly choices: ImportChoices;
  readonly kind: ImportKind;
  readonly name: string;
}

/** Carries out a plan, all of it or nothing. */
export function writeImport(input: WriteInput): WrittenImport {
  const { workspace, directory, plan, choices, kind, name } = input;
  const id = randomUUID();
  const secrets = new Map<string, string>();
  const removed: string[] = [];
  const counts = { added: 0, changed: 0, removed: 0, unchanged: 0, leftOut: 0 };
  const wanted = new Set(choices.remove);
  const owners = new Map(workspace.domains.list().map((domain) => [domain.name.toLowerCase(), domain.customerName]));

  const write = ({ row, candidate }: PlannedMailbox): void => {
    if (!candidate) {
      if (row.mailboxId === null || !wanted.has(row.key)) return;
      directory.takeOut(row.mailboxId);
      removed.push(row.mailboxId);
      counts.removed += 1;
      return;
    }
    if (row.leftOut !== null) {
      counts.leftOut += 1;
      return;
    }
    const mailboxId = row.mailboxId ?? add(candidate, row.destinationUser);
    if (row.mailboxId !== null) {
      const here = workspace.mailboxes.find(row.mailboxId);
      if (here && here.source.user !== candidate.sourceUser)
        directory.updateMailbox(here.id, { ...here, source: { ...here.source, user: candidate.sourceUser } });
    }
    workspace.origins.save({ mailboxId, ...candidate.origin }, id);
    if (row.change === 'changed') counts.changed += 1;
    if (row.change === 'same') counts.unchanged += 1;
    if (row.password === 'new' || row.password === 'changed' || row.password === 'unknown')
      secrets.set(mailboxSecretRef(mailboxId, 'source'), candidate.password);
    if (candidate.destinationPassword !== '' && row.change === 'new')
      secrets.set(mailboxSecretRef(mailboxId, 'destination'), candidate.destinationPassword);
  };

  const source = { endpointId: choices.sourceEndpointId, user: '' };
  const destination = { endpointId: choices.destinationEndpointId, user: '' };
  const addOne = directory.adding({ source, destination });
  const add = (candidate: Candidate, destinationUser: string): string => {
    const customerName = owners.get(candidate.domain) ?? customerOf(candidate, choices);
    owners.set(candidate.domain, customerName);
    counts.added += 1;
    return addOne({
      address: candidate.address,
      customerName,
      source: { ...source, user: candidate.sourceUser },
      destination: { ...destination, user: destinationUser },
      note: candidate.note,
    });
  };

  const domains = workspace.transaction(() => {
    for (const planned of plan.mailboxes) write(planned);
    const touched = domainsOf(plan, workspace);
    for (const { id: domainId, name: domain } of touched) {
      const origin = plan.candidates.domains.get(domain.toLowerCase());
      if (origin) workspace.origins.saveDomain({ domainId, ...origin }, id);
    }
    const { leftOut: _, ...kept } = counts;
    workspace.origins.record({ id, at: isoTime(input.now()), kind, name, ...kept });
    return touched;
  });
  return { report: { id, ...counts, domains }, secrets, removed };
}

function domainsOf(plan: ImportPlan, workspace: Workspace): ImportReport['domains'] {
  const counts = new Map<string, number>();
  for (const { candidate, row } of plan.mailboxes)
    if (candidate && row.leftOut === null) counts.set(candidate.domain, (counts.get(candidate.domain) ?? 0) + 1);
  return [...counts].flatMap(([name, mailboxes]) => {
    const domain = workspace.domains.findByName(name);
    return domain ? [{ id: domain.id, name: domain.name, mailboxes }] : [];
  });
}
