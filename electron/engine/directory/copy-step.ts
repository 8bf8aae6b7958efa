import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Sets the step "copy" of a domain to what its mailboxes prove: done when every one is verified, else doing. Call it in the
 * transaction that stores the end of a run.
 */
export function settleCopyStep(workspace: Workspace, domainId: string, at: string): void {
  const { mailboxes, verified, started, messages } = workspace.domains.copyStanding(domainId);
  if (started === 0) return;
  const all = verified === mailboxes;
  const evidence = all
    ? `${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')} verified with ${formatNumberOf(messages, 'message')}.`
    : `${formatCount(verified)} of ${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')} verified.`;
  workspace.domains.setStep(domainId, { step: 'copy', state: all ? 'done' : 'doing', at, evidence });
}
