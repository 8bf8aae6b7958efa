import type { DomainPage } from '../../../shared/contract/directory.ts';
import type { MoveStanding } from '../../../shared/contract/moves.ts';
import type { MailboxState, Step } from '../../../shared/domain/directory.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { RunKind } from '../../../shared/domain/run.ts';
import type { DomainTabId } from './domain-search.ts';

/** What a press of the one button does. */
export type Deed =
  | { readonly kind: 'check'; readonly step: Step }
  | { readonly kind: 'check-all' }
  | { readonly kind: 'open'; readonly tab: DomainTabId }
  | { readonly kind: 'run'; readonly run: Exclude<RunKind, 'rehearsal'>; readonly mailboxIds: readonly string[] };

/** The next best thing to do for a domain. */
export interface NextAction {
  /** Why, in a sentence. */
  readonly sentence: string;
  /** Null while the only thing to do is to wait. */
  readonly button: { readonly label: string; readonly deed: Deed } | null;
  /** ISO 8601; what is waited for. */
  readonly until?: string;
}

/** Which parts of the screen do the work of a step; where there is none, its step can be checked. */
const workplace: Partial<Record<Step, { readonly tab: DomainTabId; readonly label: string }>> = {
  provision: { tab: 'provision', label: 'Open provisioning' },
  routing: { tab: 'dns', label: 'Open the DNS plan' },
  webmail: { tab: 'dns', label: 'Open the DNS plan' },
};

/** Works out what to do next from where the domain stands. */
export function nextAction({ domain, steps, mailboxes }: DomainPage, move: MoveStanding, nowMs: number): NextAction {
  const { stage } = domain;
  if (mailboxes.length === 0) {
    return { sentence: 'The domain has no mailbox yet. Add the first one at the top.', button: null };
  }
  switch (stage) {
    case null:
      return {
        sentence: 'All four steps are done, each by a check.',
        button: { label: 'Check all again', deed: { kind: 'check-all' } },
      };
    case 'first-copy':
    case 'copy':
      return copyAction(mailboxes);
    case 'last-copy':
      return lastCopyAction(mailboxes, move, nowMs);
    default: {
      const place = workplace[stage];
      const state = steps.find((entry) => entry.step === stage)?.state ?? 'unknown';
      const looked = state !== 'unknown' || move.latest.some((check) => check.step === stage);
      // Perhaps somebody has done it elsewhere: looking costs nothing.
      const look = { label: `Check ${checkName[stage]}`, deed: { kind: 'check', step: stage } as const };
      if (!looked || !place) return { sentence: todo[stage].look, button: look };
      return { sentence: todo[stage].work, button: { label: place.label, deed: { kind: 'open', tab: place.tab } } };
    }
  }
}

const checkName = { provision: 'the mailboxes', routing: 'mail routing', webmail: 'the webmail' } as const;

const todo = {
  provision: {
    look: 'See first which of the mailboxes the new side has already.',
    work: 'Make the mailboxes at the new side that are not there yet.',
  },
  routing: {
    look: 'See where the mail of this domain goes now.',
    work: 'Let the MX records of this domain lead to the new side.',
  },
  webmail: {
    look: 'See which webmail answers for this domain now.',
    work: 'Let the webmail address of this domain lead to the new webmail.',
  },
} as const;

type Mailboxes = DomainPage['mailboxes'];

function copyAction(mailboxes: Mailboxes): NextAction {
  const idsOf = (...states: readonly MailboxState[]): string[] =>
    mailboxes.filter((mailbox) => states.includes(mailbox.state)).map((mailbox) => mailbox.id);
  const words = (ids: readonly string[]): string => formatNumberOf(ids.length, 'mailbox', 'mailboxes');

  const open = idsOf('not-started', 'interrupted');
  if (open.length > 0) {
    return {
      sentence: `${formatCount(open.length)} of ${formatNumberOf(mailboxes.length, 'mailbox', 'mailboxes')} still to be copied; each copy ends with a comparison.`,
      button: { label: `Copy ${words(open)}`, deed: { kind: 'run', run: 'copy', mailboxIds: open } },
    };
  }
  const running = idsOf('running');
  const needy = idsOf('failed', 'findings');
  if (needy.length > 0) {
    return {
      sentence: `${words(needy)} did not come over entirely: look at what was found, or copy again.`,
      button: { label: `Copy ${words(needy)} again`, deed: { kind: 'run', run: 'copy', mailboxIds: needy } },
    };
  }
  const unproven = idsOf('copied');
  if (unproven.length > 0) {
    return {
      sentence: `${words(unproven)} copied but not compared; the step counts only what was compared.`,
      button: { label: `Verify ${words(unproven)}`, deed: { kind: 'run', run: 'verify', mailboxIds: unproven } },
    };
  }
  if (running.length > 0) return { sentence: `${words(running)} being copied just now.`, button: null };
  return {
    sentence: 'Every mailbox is verified; look at the step again.',
    button: { label: 'Check the copy', deed: { kind: 'check', step: 'copy' } },
  };
}

function lastCopyAction(mailboxes: Mailboxes, { lastCopyFrom }: MoveStanding, nowMs: number): NextAction {
  const { at, because } = lastCopyFrom;
  if (at === null) {
    return {
      sentence: `The last copy is still to come: ${because}.`,
      button: { label: 'Check mail routing', deed: { kind: 'check', step: 'routing' } },
    };
  }
  if (Date.parse(at) > nowMs) {
    return { sentence: `Some senders may still know the old servers, ${because}.`, button: null, until: at };
  }
  const running = mailboxes.filter((mailbox) => mailbox.state === 'running');
  const words = formatNumberOf(mailboxes.length, 'mailbox', 'mailboxes');
  if (running.length > 0) return { sentence: `The last copy is going on.`, button: null };
  return {
    sentence: 'No sender knows the old servers any more: bring over what still came, and compare.',
    button: {
      label: `Last copy of ${words}`,
      deed: { kind: 'run', run: 'delta', mailboxIds: mailboxes.map((mailbox) => mailbox.id) },
    },
  };
}
