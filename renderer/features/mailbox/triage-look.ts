import { AppError } from '../../../shared/domain/errors.ts';
import type { Comparison } from '../../../shared/domain/inspection.ts';
import { learn, nothingLearned, type TriageFindings } from '../../../shared/domain/triage.ts';
import { client, orpc } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';

/** Under this key stands what the looks at a mailbox have told so far. */
export function triageKey(mailboxId: string): readonly [string, string] {
  return ['triage', mailboxId];
}

/** Looks at a mailbox; each thing is on the page as soon as it is known. Resolves with both folder trees when all is told. */
export async function lookAt(mailboxId: string, signal: AbortSignal): Promise<Comparison> {
  let both: Comparison | null = null;
  for await (const news of await client.triage.look({ id: mailboxId }, { signal })) {
    queryClient.setQueryData<TriageFindings>(triageKey(mailboxId), (known = nothingLearned) => learn(known, news));
    if (news.line !== 'sides') continue;
    both = news.comparison;
    queryClient.setQueryData(orpc.mailboxes.compare.queryKey({ input: { id: mailboxId } }), both);
  }
  if (both === null) throw new AppError({ code: 'engine.stopped', message: 'The look at the mailbox was cut short.' });
  return both;
}
