import { queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isActive } from '../../../shared/domain/run.ts';
import { learn, nothingLearned, type TriageFindings } from '../../../shared/domain/triage.ts';
import { orpc } from '../../app/client.ts';
import { useRunProgress } from '../../app/run-progress.ts';
import { lookAt, triageKey } from './triage-look.ts';

const KEEP_MS = 30 * 60_000;
/** Whoever comes back to a mailbox later than this is shown it anew, if both logins worked. */
const FRESH_MS = 5 * 60_000;

/**
 * Both sides as they were when somebody last looked; the look tells the lines of the triage card on its way. Looking means logging
 * in, and servers block an address after some wrong logins: so this asks once, and again only when the agent or the end of a run
 * says so, or when a mailbox that could be read is opened again after a while.
 */
export function comparisonOptions(id: string) {
  return queryOptions({
    queryKey: orpc.mailboxes.compare.queryKey({ input: { id } }),
    queryFn: ({ signal }) => lookAt(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
    retry: false,
    refetchOnMount: ({ state }) => {
      const both = state.data;
      return both?.source.ok && both.destination.ok && Date.now() - state.dataUpdatedAt > FRESH_MS ? 'always' : true;
    },
  });
}

/** The result of the last preflight of this session; asked for by its button only. */
export function preflightOptions(id: string, sourceEndpointId: string | null = null) {
  return orpc.mailboxes.preflight.queryOptions({
    input: { id, sourceEndpointId },
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
    retry: false,
  });
}

/** Everything the mailbox page shows of one mailbox, kept true while a run goes on. */
export function useMailbox(id: string, sourceEndpointId: string | null) {
  const queries = useQueryClient();
  const mailbox = useQuery(orpc.directory.mailbox.queryOptions({ input: { id } }));
  const domainId = mailbox.data?.domainId;
  const domain = useQuery(
    orpc.directory.domain.queryOptions({ input: { id: domainId ?? '' }, enabled: domainId !== undefined }),
  );
  const endpoints = useQuery(orpc.endpoints.list.queryOptions());
  const runs = useQuery(orpc.runs.list.queryOptions({ input: { mailboxId: id, limit: 500 } }));
  const comparison = useQuery(comparisonOptions(id));
  const preflight = useQuery(preflightOptions(id, sourceEndpointId));
  const learned = useQuery<TriageFindings>({
    queryKey: triageKey(id),
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
  });
  const verification = useQuery(orpc.mailboxes.verification.queryOptions({ input: { id } }));

  const latest = runs.data?.[0] ?? null;
  const active = latest && isActive(latest.state) ? latest : null;
  const progress = useRunProgress(active?.id ?? null);

  // A preflight looks at both sides too; what it saw is the newer comparison.
  // Over another way to the source it saw other folders than the mailbox has.
  const seen = sourceEndpointId === null ? preflight.data : undefined;
  useEffect(() => {
    if (!seen) return;
    queries.setQueryData(comparisonOptions(id).queryKey, seen);
    queries.setQueryData<TriageFindings>(triageKey(id), (known = nothingLearned) =>
      learn(known, { line: 'sides', comparison: seen }),
    );
  }, [queries, id, seen]);

  const runningId = useRef<string | null>(null);
  const activeId = active?.id ?? null;
  const ready = runs.data !== undefined;
  useEffect(() => {
    if (!ready) return;
    if (runningId.current !== null && activeId !== runningId.current) {
      void queries.invalidateQueries({ queryKey: comparisonOptions(id).queryKey });
      queries.removeQueries({ queryKey: orpc.mailboxes.preflight.key({ input: { id } }) });
    }
    runningId.current = activeId;
  }, [queries, id, ready, activeId]);

  return {
    mailbox,
    domain,
    endpoints,
    runs,
    comparison,
    learned: learned.data ?? nothingLearned,
    preflight,
    verification,
    latest,
    active,
    progress,
  };
}

export type MailboxData = ReturnType<typeof useMailbox>;
