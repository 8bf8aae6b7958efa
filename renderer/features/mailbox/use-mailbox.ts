import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isActive } from '../../../shared/domain/run.ts';
import { orpc } from '../../app/client.ts';
import { useRunProgress } from '../../app/run-progress.ts';

const KEEP_MS = 30 * 60_000;

/**
 * Both sides as they were when somebody last looked. Looking means logging in, and servers block an address after some wrong
 * logins: so this asks once, and again only when the agent or the end of a run says so.
 */
export function comparisonOptions(id: string) {
  return orpc.mailboxes.compare.queryOptions({
    input: { id },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
    retry: false,
  });
}

/** The result of the last preflight of this session; asked for by its button only. */
export function preflightOptions(id: string) {
  return orpc.mailboxes.preflight.queryOptions({
    input: { id },
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
    retry: false,
  });
}

/** Everything the mailbox page shows of one mailbox, kept true while a run goes on. */
export function useMailbox(id: string) {
  const queries = useQueryClient();
  const mailbox = useQuery(orpc.directory.mailbox.queryOptions({ input: { id } }));
  const domainId = mailbox.data?.domainId;
  const domain = useQuery(
    orpc.directory.domain.queryOptions({ input: { id: domainId ?? '' }, enabled: domainId !== undefined }),
  );
  const endpoints = useQuery(orpc.endpoints.list.queryOptions());
  const runs = useQuery(orpc.runs.list.queryOptions({ input: { mailboxId: id, limit: 500 } }));
  const comparison = useQuery(comparisonOptions(id));
  const preflight = useQuery(preflightOptions(id));
  const verification = useQuery(orpc.mailboxes.verification.queryOptions({ input: { id } }));

  const latest = runs.data?.[0] ?? null;
  const active = latest && isActive(latest.state) ? latest : null;
  const progress = useRunProgress(active?.id ?? null);

  // A preflight looks at both sides too; what it saw is the newer comparison.
  const seen = preflight.data;
  useEffect(() => {
    if (seen) queries.setQueryData(comparisonOptions(id).queryKey, seen);
  }, [queries, id, seen]);

  const runningId = useRef<string | null>(null);
  const activeId = active?.id ?? null;
  const ready = runs.data !== undefined;
  useEffect(() => {
    if (!ready) return;
    if (runningId.current !== null && activeId !== runningId.current) {
      void queries.invalidateQueries({ queryKey: comparisonOptions(id).queryKey });
      queries.removeQueries({ queryKey: preflightOptions(id).queryKey });
    }
    runningId.current = activeId;
  }, [queries, id, ready, activeId]);

  return { mailbox, domain, endpoints, runs, comparison, preflight, verification, latest, active, progress };
}

export type MailboxData = ReturnType<typeof useMailbox>;
