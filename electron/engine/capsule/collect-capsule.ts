import type { DomainRow, MailboxRow } from '../../../shared/contract/directory.ts';
import {
  type Capsule,
  type CapsuleLedgerLine,
  type CapsuleSide,
  type CapsuleTrace,
  capsuleLimits,
} from '../../../shared/domain/capsule.ts';
import type { DomainStep } from '../../../shared/domain/directory.ts';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint } from '../../../shared/domain/endpoint-url.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { type Finding, findingKind, seriousKinds } from '../../../shared/domain/verification.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { lookAtSide, type SideLook } from './failing-headers.ts';

/** What a capsule is made of beside the workspace. */
export interface CapsuleInput {
  readonly workspace: Workspace;
  readonly secrets: SecretSource;
  readonly mailbox: MailboxRow;
  readonly domain: DomainRow;
  readonly steps: readonly DomainStep[];
  /** Newest first. */
  readonly runs: readonly Run[];
  readonly at: string;
  readonly version: string;
  /** Not closed, and touching its domain. */
  readonly incidents: readonly Incident[];
}

/** Everything a capsule holds, with all names in it. Asks both servers once more where they answer. */
export async function collectCapsule(input: CapsuleInput): Promise<Capsule> {
  const { workspace, secrets, mailbox, domain } = input;
  const { source, destination, choices } = mailboxLogins(workspace, mailbox.id);
  const runs = input.runs.slice(0, capsuleLimits.runs);
  const { findings, leftOut } = findingsOf(workspace, mailbox.id, runs);
  const [from, to] = await Promise.all([
    lookAtSide(source, secrets, findings),
    lookAtSide(destination, secrets, findings),
  ]);
  const newest = runs[0];
  return {
    format: 'mailferry-capsule-1',
    madeAt: input.at,
    versions: { mailferry: input.version, node: process.versions.node },
    redacted: false,
    mailbox: {
      address: mailbox.address,
      customer: domain.customerName,
      domain: domain.name,
      order: domain.order,
      deadlineAt: domain.deadlineAt,
      state: mailbox.state,
      note: mailbox.note,
    },
    source: sideOf(source, mailbox.hasSecret.source, from),
    destination: sideOf(destination, mailbox.hasSecret.destination, to),
    folderChoices: choices.map(({ source: path, destination: target }) => ({ source: path, destination: target })),
    steps: [...input.steps],
    runs,
    verification: workspace.runs.verificationOf(mailbox.id) ?? null,
    findings,
    findingsLeftOut: leftOut,
    ledger: ledgerOf(workspace, mailbox.id, findings),
    headers: [...from.headers, ...to.headers].slice(0, capsuleLimits.headers),
    traces: tracesOf(workspace, runs),
    log: newest ? workspace.runEvents.tail(newest.id, capsuleLimits.log) : [],
  };
}

function sideOf({ endpoint, user }: MailLogin, hasPassword: boolean, look: SideLook): CapsuleSide {
  return {
    server: endpoint.name,
    endpoint: formatEndpoint(endpoint),
    user,
    platform: endpoint.platform,
    protocol: endpoint.protocol,
    maxConnections: endpoint.maxConnections,
    hasPassword,
    facts: look.facts,
    unreachable: look.unreachable,
  };
}

/** What the last comparison found, or without one what the last run ran into; what matters first. */
function findingsOf(
  workspace: Workspace,
  mailboxId: string,
  runs: readonly Run[],
): { readonly findings: Finding[]; readonly leftOut: number } {
  const runId = workspace.runs.verificationOf(mailboxId)?.runId ?? runs[0]?.id;
  if (runId === undefined) return { findings: [], leftOut: 0 };
  const some = (kinds: readonly Finding['kind'][], limit: number) =>
    limit === 0 ? { total: 0, findings: [] } : workspace.findings.list(runId, { kinds, offset: 0, limit });
  const kinds = findingKind.options;
  const serious = some(
    kinds.filter((kind) => seriousKinds.has(kind)),
    capsuleLimits.findings,
  );
  const remarks = some(
    kinds.filter((kind) => !seriousKinds.has(kind)),
    capsuleLimits.findings - serious.findings.length,
  );
  const findings = [...serious.findings, ...remarks.findings];
  return { findings, leftOut: serious.total + remarks.total - findings.length };
}

function ledgerOf(workspace: Workspace, mailboxId: string, findings: readonly Finding[]): CapsuleLedgerLine[] {
  const lines: CapsuleLedgerLine[] = [];
  for (const folder of workspace.ledger.folders(mailboxId)) {
    const about = findings.filter(({ sourceFolder }) => sourceFolder === folder.sourcePath);
    const uids = new Set(about.map(({ sourceUid }) => sourceUid));
    if (uids.size === 0) continue;
    for (const entry of workspace.ledger.entries(folder.id)) {
      if (!uids.has(entry.sourceUid)) continue;
      if (lines.length >= capsuleLimits.ledger) return lines;
      lines.push({
        sourceFolder: folder.sourcePath,
        destinationFolder: folder.destinationPath,
        state: entry.state,
        sourceUid: entry.sourceUid,
        destinationUid: entry.destinationUid,
        size: entry.size,
        bytesHash: hex(entry.bytesHash),
        messageKey: hex(entry.messageKey),
        headerKey: hex(entry.headerKey) ?? '',
      });
    }
  }
  return lines;
}

function tracesOf(workspace: Workspace, runs: readonly Run[]): CapsuleTrace[] {
  const traces = runs.flatMap(({ id }) =>
    workspace.runTraces.list(id).map((trace) => ({ ...trace, lines: [...trace.lines], runId: id })),
  );
  return traces.slice(0, capsuleLimits.traces);
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('hex');
}
