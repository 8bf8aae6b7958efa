import { AppError, type ErrorWire } from '../../../shared/domain/errors.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { RunKind } from '../../../shared/domain/run.ts';
import { seriousKinds } from '../../../shared/domain/verification.ts';
import { toMailError } from '../mail/errors.ts';
import type { MappedFolder } from '../verify/verify-mailbox.ts';
import type { RunTracker } from './run-tracker.ts';
import type { NewFinding, RunContext, RunOutcome, RunRequest } from './run-types.ts';

/** The outcome of a run that came to its end: complete only after a comparison that agreed. */
export function outcomeOf(
  request: RunRequest,
  tracker: RunTracker,
  verification: RunOutcome['verification'],
): RunOutcome {
  const totals = tracker.totals();
  const findings = [...tracker.findings];
  const { kind } = request.options;
  const serious = findings.some((finding) => seriousKinds.has(finding.kind));
  const left = totals.skipped > 0;
  const sentence =
    verification?.sentence ??
    (kind === 'rehearsal'
      ? `A copy would bring ${formatNumberOf(totals.copied, 'message')}; ${formatNumberOf(totals.alreadyThere, 'message')} of ${formatNumberOf(totals.messages, 'message')} are there already. Nothing was changed.`
      : `${formatNumberOf(totals.copied, 'message')} copied, not compared.`);
  const verdict = `${sentence}${flagsText(totals.flagsBrought, kind)}`;
  const complete = !serious && !left && (verification?.agrees === true || kind === 'rehearsal');
  return { state: complete ? 'complete' : 'findings', totals, verdict, error: null, verification, findings };
}

function flagsText(copies: number, kind: RunKind): string {
  if (copies === 0) return '';
  const messages = formatNumberOf(copies, 'message');
  return kind === 'rehearsal'
    ? ` It would also bring changed flags of ${messages}.`
    : ` Flags of ${messages} that had changed on the source were brought over.`;
}

/** The outcome of a run that was stopped by a failure or by the agent. */
export function stoppedOutcome(
  error: unknown,
  request: RunRequest,
  context: RunContext,
  tracker: RunTracker,
): RunOutcome {
  const totals = tracker.totals();
  const findings = [...tracker.findings];
  const cancelled = context.signal.aborted;
  const { host, port } = request.source.endpoint;
  const wire: ErrorWire | null = cancelled ? null : toMailError(error, { side: 'source', host, port }).wire;
  const verdict = cancelled
    ? `Cancelled after ${formatNumberOf(totals.copied, 'message')} had been copied. Continue whenever you like.`
    : `Stopped after ${formatNumberOf(totals.copied, 'message')} had been copied: ${wire?.message ?? ''}`;
  if (!cancelled) context.failed?.(error);
  if (wire !== null) context.log('error', wire.message);
  return { state: cancelled ? 'cancelled' : 'failed', totals, verdict, error: wire, verification: null, findings };
}

/** What is wrong with the whole mailbox, not with one folder. */
export function endsTheRun(error: AppError): boolean {
  return !['mail.folder-refused', 'mail.folder-missing', 'mail.refused', 'mail.protocol', 'internal'].includes(
    error.code,
  );
}

/** @throws AppError `run.source-is-destination` */
export function refuseSameMailbox({ source, destination }: RunRequest): void {
  const same = source.endpoint.host === destination.endpoint.host && source.endpoint.port === destination.endpoint.port;
  if (same && source.user.toLowerCase() === destination.user.toLowerCase()) {
    throw new AppError({
      code: 'run.source-is-destination',
      message: `Source and destination are both ${source.user} on ${source.endpoint.host}.`,
    });
  }
}

/** A folder that failed for its own reasons: a finding, while the others go on. */
export function folderFailure(entry: MappedFolder, error: AppError): NewFinding {
  return {
    kind: 'folder-failed',
    sourceFolder: entry.source,
    destinationFolder: entry.destination,
    sourceUid: null,
    destinationUid: null,
    subject: '',
    from: '',
    date: null,
    size: null,
    messageId: null,
    detail: error.message,
  };
}
