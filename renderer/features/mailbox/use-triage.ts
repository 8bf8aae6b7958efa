import { useMemo } from 'react';
import { chatReply } from '../../../shared/domain/reply.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { type TriageFacts, type TriageSentence, triageSentence } from '../../../shared/domain/triage-sentence.ts';
import { useNow } from '../../ui/clock.ts';
import { formatMoment } from '../../ui/moment.ts';
import type { MailboxData } from './use-mailbox.ts';

const FOR_CUSTOMERS = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

export interface Triage {
  readonly sentence: TriageSentence;
  /** What to tell the customer, from the same facts. */
  readonly reply: string;
}

/** The sentence that sums the mailbox up, and the reply that goes with it. */
export function useTriage(data: MailboxData): Triage {
  const nowMs = useNow();
  const { comparison, learned, verification, runs, latest, progress } = data;
  return useMemo(() => {
    const facts: TriageFacts = {
      nowMs,
      logins: learned.logins,
      comparison: comparison.data ?? null,
      verification: verification.data ?? null,
      verifiedBy: runs.data?.find((run) => run.id === verification.data?.runId) ?? null,
      latest,
      lastCopy: runs.data?.find(isEndedCopy) ?? null,
      progress: progress ?? null,
      moment: (iso) => formatMoment(iso, nowMs),
    };
    // Until the workspace has told of runs and verification, "never copied" would be a guess.
    if (!runs.isSuccess || !verification.isSuccess) {
      const text = 'Looking at both sides.';
      return {
        sentence: { rule: 'looking', tone: 'neutral', text, action: null },
        reply: chatReply({ ...facts, fullMoment, comparison: null }),
      };
    }
    return { sentence: triageSentence(facts), reply: chatReply({ ...facts, fullMoment }) };
  }, [
    nowMs,
    comparison.data,
    learned,
    verification.data,
    verification.isSuccess,
    runs.data,
    runs.isSuccess,
    latest,
    progress,
  ]);
}

function fullMoment(iso: string): string {
  return FOR_CUSTOMERS.format(new Date(iso));
}

function isEndedCopy({ kind, state, totals }: Run): boolean {
  if (kind !== 'copy' && kind !== 'delta') return false;
  return state === 'complete' || state === 'findings' || (state !== 'queued' && totals.copied > 0);
}
