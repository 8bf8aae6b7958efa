import { formatEndpoint } from '../../../shared/domain/endpoint-url.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { ProofData } from '../../../shared/domain/proof.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { findingKind, seriousKinds } from '../../../shared/domain/verification.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A sheet that lists more than this is no longer read by anyone; the rest is counted. */
const MOST_SERIOUS = 5_000;
const MOST_REMARKS = 1_000;

const serious = findingKind.options.filter((kind) => seriousKinds.has(kind));
const remarks = findingKind.options.filter((kind) => !seriousKinds.has(kind));

/**
 * Everything a proof sheet says about one comparison.
 *
 * @throws AppError `workspace.not-found` when there is no such mailbox, or nothing was compared
 */
export function collectProof(
  workspace: Workspace,
  { mailboxId, runId }: { readonly mailboxId: string; readonly runId?: string | undefined },
  made: { readonly at: string; readonly version: string },
): ProofData {
  const { source, destination } = mailboxLogins(workspace, mailboxId);
  const mailbox = workspace.mailboxes.row(mailboxId);
  const domain = mailbox && workspace.domains.row(mailbox.domainId);
  const verification = runId ? workspace.runs.verification(runId) : workspace.runs.verificationOf(mailboxId);
  const run = verification && workspace.runs.find(verification.runId);
  if (!mailbox || !domain || !verification || !run || run.mailboxId !== mailboxId) {
    throw new AppError({
      code: 'workspace.not-found',
      message: 'Nothing was compared yet, so there is nothing to prove. Verify the mailbox first.',
    });
  }
  const bad = workspace.findings.list(run.id, { kinds: serious, offset: 0, limit: MOST_SERIOUS });
  const noted = workspace.findings.list(run.id, { kinds: remarks, offset: 0, limit: MOST_REMARKS });
  const findings = [...bad.findings, ...noted.findings];
  const side = (login: typeof source): ProofData['source'] => ({
    server: login.endpoint.name,
    endpoint: formatEndpoint(login.endpoint),
    user: login.user,
  });
  return {
    format: 'mailferry-proof-1',
    address: mailbox.address,
    customer: domain.customerName,
    source: side(source),
    destination: side(destination),
    run: pick(run),
    verification,
    findings,
    findingsLeftOut: bad.total + noted.total - findings.length,
    versions: { mailferry: made.version, node: process.versions.node },
    madeAt: made.at,
  };
}

function pick({ id, kind, startedAt, endedAt, totals, options }: Run): ProofData['run'] {
  return { id, kind, startedAt, endedAt, totals, options };
}
