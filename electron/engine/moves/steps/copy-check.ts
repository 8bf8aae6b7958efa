import type { Order } from '../../../../shared/domain/directory.ts';
import { formatCount, formatNumberOf, formatUtc } from '../../../../shared/domain/format.ts';
import type { CheckFact, StepFinding } from '../../../../shared/domain/step-check.ts';
import type { DomainCopyStanding } from '../../workspace/domains.ts';

/** What the step "copy" is judged by. */
export interface CopyFacts {
  readonly order: Order;
  readonly standing: DomainCopyStanding;
  /** From when on no new mail comes to the source; null where the routing has not changed, or nobody knows. */
  readonly lastCopyFrom: string | null;
  /** Says how that moment is known, or why it is not. */
  readonly because: string;
}

/**
 * What the comparisons of a domain's mailboxes prove about its step "copy". In standard order the source goes on receiving mail until
 * the caches have let go, so only comparisons made after that count as the last ones.
 */
export function judgeCopy({ order, standing, lastCopyFrom, because }: CopyFacts): StepFinding {
  const { mailboxes, verified, verifiedAfter, started } = standing;
  const lastKnown = order === 'forced' || lastCopyFrom !== null;
  const counting = order === 'forced' ? verified : lastCopyFrom === null ? 0 : verifiedAfter;
  const facts: CheckFact[] = [
    { label: 'Mailboxes verified', value: share(verified, mailboxes), ok: verified === mailboxes && mailboxes > 0 },
    ...(order === 'standard'
      ? [
          {
            label: 'Verified after the caches let go',
            value: lastKnown ? share(verifiedAfter, mailboxes) : 'still to come',
            ok: lastKnown && mailboxes > 0 && verifiedAfter === mailboxes,
          },
          {
            label: 'Caches let go',
            value: lastCopyFrom === null ? because : `${formatUtc(lastCopyFrom)}, ${because}`,
            ok: null,
          },
        ]
      : []),
    { label: 'Messages in the verified mailboxes', value: formatCount(standing.messages), ok: null },
    ...problem('Mailboxes with findings', standing.withFindings),
    ...problem('Mailboxes whose run failed', standing.failed),
  ];
  const outcome =
    mailboxes > 0 && counting === mailboxes ? 'passed' : started === 0 || mailboxes === 0 ? 'failed' : 'partly';
  return { outcome, summary: sentence({ order, standing, lastCopyFrom, because }, counting), facts };
}

function sentence({ order, standing, lastCopyFrom, because }: CopyFacts, counting: number): string {
  const { mailboxes, verified, started, messages } = standing;
  const all = formatNumberOf(mailboxes, 'mailbox', 'mailboxes');
  if (mailboxes === 0) return 'The domain has no mailbox that could be copied.';
  if (started === 0) return `None of ${all} has been copied yet.`;
  if (counting === mailboxes) {
    const when = order === 'standard' ? ', by comparisons made after the caches had let go' : '';
    return `${all} verified with ${formatNumberOf(messages, 'message')}${when}.`;
  }
  if (verified < mailboxes) return `${formatCount(verified)} of ${all} verified.`;
  if (lastCopyFrom === null) return `First copy of ${all} verified; the last copy is still to come: ${because}.`;
  return `First copy verified; ${formatCount(counting)} of ${all} verified again after the caches let go.`;
}

function share(part: number, whole: number): string {
  return `${formatCount(part)} of ${formatCount(whole)}`;
}

function problem(label: string, count: number): CheckFact[] {
  return count === 0 ? [] : [{ label, value: formatCount(count), ok: false }];
}
