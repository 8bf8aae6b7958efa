import type { Mailbox } from '../../../../shared/domain/directory.ts';
import { mailboxSecretRef, type Side } from '../../../../shared/domain/endpoint.ts';
import { AppError, isAppError } from '../../../../shared/domain/errors.ts';
import {
  type ImportChange,
  type ImportChoices,
  type ImportFinding,
  type ImportPreview,
  type ImportRow,
  MOST_FINDINGS,
  MOST_ROWS,
} from '../../../../shared/domain/import.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { SecretRefs } from '../secret-refs.ts';
import type { Candidate, Candidates } from './candidate.ts';
import { differencesOf } from './compare.ts';
import { destinationNames, mailboxFindings } from './findings.ts';

/** Stored passwords, to tell whether those of a file are others. */
export interface StoredSecrets {
  get(ref: string): Promise<string>;
}

/** One mailbox of an import with what is to be done about it. */
export interface PlannedMailbox {
  readonly row: ImportRow;
  /** Undefined for one that is gone at the source. */
  readonly candidate: Candidate | undefined;
}

export interface ImportPlan {
  readonly preview: ImportPreview;
  readonly mailboxes: readonly PlannedMailbox[];
  readonly candidates: Candidates;
}

interface PlanInput {
  readonly workspace: Workspace;
  readonly secrets: StoredSecrets;
  readonly secretRefs: SecretRefs;
  readonly candidates: Candidates;
  readonly choices: ImportChoices;
}

const ORDER: Readonly<Record<ImportChange, number>> = { new: 0, changed: 1, gone: 2, same: 3 };

/** Compares what was read with the workspace: what is new, changed, gone or the same, and what to know before it is written. */
export async function planImport({
  workspace,
  secrets,
  secretRefs,
  candidates,
  choices,
}: PlanInput): Promise<ImportPlan> {
  const destination = sidesOf(workspace, choices);
  const refs = await secretRefs.list();
  const known = new Map(workspace.mailboxes.all().map((mailbox) => [mailbox.address.toLowerCase(), mailbox]));
  const origins = workspace.origins.all();
  const domains = new Map(workspace.domains.list().map((domain) => [domain.name.toLowerCase(), domain]));
  const domainNames = new Map([...domains.values()].map((domain) => [domain.id, domain.name.toLowerCase()]));
  const names = destinationNames(candidates.mailboxes, destination.platform, choices.destinationUsers);
  const withoutLogin = new Set(candidates.findings.flatMap((one) => (one.kind === 'no-login' ? [one.key] : [])));
  const findings: ImportFinding[] = [
    ...candidates.findings,
    ...names.findings,
    ...mailboxFindings(candidates.mailboxes, destination.platform).filter(
      (one) => one.kind !== 'no-password' || !withoutLogin.has(one.key),
    ),
  ];
  const impossible = new Set(findings.flatMap((one) => (one.kind === 'domain-not-possible' ? [one.about] : [])));
  const leaveOut = new Set(choices.leaveOut);
  const passwords = await passwordStates(candidates.mailboxes, known, refs, secrets);

  const planned = candidates.mailboxes.map((candidate): PlannedMailbox => {
    const { key, address, origin } = candidate;
    const here = known.get(key);
    const password = passwords.get(key) ?? 'none';
    const elsewhere = here !== undefined && here.source.endpointId !== choices.sourceEndpointId;
    const differences =
      here === undefined || elsewhere
        ? []
        : differencesOf(candidate, here, origins.get(here.id), choices.passwords === 'leave' ? 'stored' : password);
    const change = here === undefined ? 'new' : differences.length > 0 ? 'changed' : 'same';
    const user = here?.destination.user ?? names.users.get(key) ?? null;
    const running = here !== undefined && change === 'changed' && workspace.runs.findActive(here.id) !== undefined;
    if (elsewhere) findings.push(otherServer(key, address));
    if (running) findings.push(runningNow(key, address));
    const leftOut = leaveOut.has(key)
      ? 'You leave it out.'
      : impossible.has(candidate.domain)
        ? 'Its domain is not possible at the destination.'
        : user === null
          ? 'It needs another name at the destination.'
          : elsewhere
            ? 'It is here with another source server.'
            : running
              ? 'A run is going on.'
              : null;
    return {
      candidate,
      row: {
        key,
        address,
        customer: domains.get(candidate.domain)?.customerName ?? customerOf(candidate, choices),
        change,
        kind: origin.kind,
        enabled: origin.enabled,
        sourceUser: candidate.sourceUser,
        destinationUser: user ?? candidate.address,
        limitKb: origin.limitKb,
        redirectTo: origin.redirectTo,
        aliases: origin.aliases,
        password,
        differences,
        findings: 0,
        leftOut,
        mailboxId: here?.id ?? null,
      },
    };
  });

  const present = new Set(candidates.mailboxes.map((one) => one.key));
  const touched = new Set(candidates.mailboxes.map((one) => one.domain));
  for (const mailbox of known.values()) {
    const origin = origins.get(mailbox.id);
    const domain = domainNames.get(mailbox.domainId) ?? '';
    if (!origin || present.has(mailbox.address.toLowerCase())) continue;
    if (mailbox.source.endpointId !== choices.sourceEndpointId) continue;
    if (!candidates.whole && !touched.has(domain)) continue;
    planned.push({
      candidate: undefined,
      row: goneRow(mailbox, origin.kind, domains.get(domain)?.customerName ?? '', refs),
    });
  }

  const perKey = new Map<string, number>();
  for (const { key } of findings) if (key !== null) perKey.set(key, (perKey.get(key) ?? 0) + 1);
  const mailboxes = planned.map((one) => ({ ...one, row: { ...one.row, findings: perKey.get(one.row.key) ?? 0 } }));
  return { mailboxes, candidates, preview: previewOf(mailboxes, findings, domains) };
}

/** The customer a new domain gets. */
export function customerOf(candidate: Candidate, choices: ImportChoices): string {
  const named = choices.customerName || candidate.customer || candidate.origin.postoffice || candidate.domain;
  return named.slice(0, 120);
}

function previewOf(
  mailboxes: readonly PlannedMailbox[],
  findings: readonly ImportFinding[],
  domains: ReadonlyMap<string, unknown>,
): ImportPreview {
  const counts: Record<ImportChange, number> = { new: 0, changed: 0, same: 0, gone: 0 };
  const passwords = { new: 0, changed: 0, unknown: 0 };
  const touched = new Set<string>();
  for (const { row, candidate } of mailboxes) {
    counts[row.change] += 1;
    if (candidate && row.leftOut === null) {
      touched.add(candidate.domain);
      if (row.password === 'new' || row.password === 'changed' || row.password === 'unknown')
        passwords[row.password] += 1;
    }
  }
  const findingCounts: ImportPreview['findingCounts'] = {};
  for (const { kind } of findings) findingCounts[kind] = (findingCounts[kind] ?? 0) + 1;
  const known = [...touched].filter((name) => domains.has(name)).length;
  const weights = { stop: 0, look: 1, note: 2 } as const;
  return {
    counts,
    domains: { new: touched.size - known, known },
    passwords,
    rows: mailboxes
      .map((one) => one.row)
      .sort((a, b) => ORDER[a.change] - ORDER[b.change])
      .slice(0, MOST_ROWS),
    findings: findings.toSorted((a, b) => weights[a.weight] - weights[b.weight]).slice(0, MOST_FINDINGS),
    findingCounts,
  };
}

async function passwordStates(
  candidates: readonly Candidate[],
  known: ReadonlyMap<string, Mailbox>,
  refs: ReadonlySet<string>,
  secrets: StoredSecrets,
): Promise<ReadonlyMap<string, ImportRow['password']>> {
  const states = new Map<string, ImportRow['password']>();
  let locked = false;
  for (const { key, password } of candidates) {
    const here = known.get(key);
    const ref = here && mailboxSecretRef(here.id, 'source');
    const stored = ref !== undefined && refs.has(ref);
    if (password === '') states.set(key, stored ? 'stored' : 'none');
    else if (!stored) states.set(key, 'new');
    else if (locked) states.set(key, 'unknown');
    else {
      try {
        states.set(key, (await secrets.get(ref)) === password ? 'same' : 'changed');
      } catch (error) {
        if (!isAppError(error)) throw error;
        locked = error.code === 'vault.locked';
        states.set(key, 'unknown');
      }
    }
  }
  return states;
}

function sidesOf(workspace: Workspace, choices: ImportChoices) {
  const endpoint = (side: Side, id: string) => {
    const found = workspace.endpoints.find(id);
    if (found) return found;
    throw new AppError({ code: 'input.invalid', message: `Choose the ${side} server; it must be in the settings.` });
  };
  endpoint('source', choices.sourceEndpointId);
  const destination = endpoint('destination', choices.destinationEndpointId);
  if (destination.protocol !== 'imap')
    throw new AppError({
      code: 'input.invalid',
      message: `${destination.name} cannot take mail in; choose an IMAP server as destination.`,
    });
  if (choices.sourceEndpointId === choices.destinationEndpointId)
    throw new AppError({ code: 'input.invalid', message: `Source and destination are both ${destination.name}.` });
  return destination;
}

function goneRow(mailbox: Mailbox, kind: ImportRow['kind'], customer: string, refs: ReadonlySet<string>): ImportRow {
  return {
    key: mailbox.address.toLowerCase(),
    address: mailbox.address,
    customer,
    change: 'gone',
    kind,
    enabled: null,
    sourceUser: mailbox.source.user,
    destinationUser: mailbox.destination.user,
    limitKb: null,
    redirectTo: [],
    aliases: [],
    password: refs.has(mailboxSecretRef(mailbox.id, 'source')) ? 'stored' : 'none',
    differences: [],
    findings: 0,
    leftOut: null,
    mailboxId: mailbox.id,
  };
}

function otherServer(key: string, about: string): ImportFinding {
  return {
    kind: 'other-server',
    weight: 'look',
    key,
    about,
    text: `${about} is in the workspace already, with another source server.`,
    cure: 'It is left as it is. Change its server on its own page if this one is right.',
  };
}

function runningNow(key: string, about: string): ImportFinding {
  return {
    kind: 'running',
    weight: 'look',
    key,
    about,
    text: `A run of ${about} is going on.`,
    cure: 'It is left as it is; import again when the run has ended.',
  };
}
