import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isActive, type RunEvent, type RunState } from '../../../shared/domain/run.ts';
import { client } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';

const FOLLOW_MS = 1000;
const PAGE = 5000;

function logOptions(runId: string) {
  const queryKey = ['run-log', runId] as const;
  return queryOptions<RunEvent[]>({
    queryKey,
    // Only what is new is asked for: a log only ever grows.
    queryFn: async () => {
      let events = queryClient.getQueryData<RunEvent[]>(queryKey) ?? [];
      for (;;) {
        const next = await client.runs.log({ id: runId, afterSeq: events.at(-1)?.seq ?? 0, limit: PAGE });
        if (next.length > 0) events = [...events, ...next];
        if (next.length < PAGE) return events;
      }
    },
    structuralSharing: false,
  });
}

/** The log of a run; it grows while the run goes on. */
export function useRunLog(runId: string, state: RunState) {
  const queries = useQueryClient();
  const active = isActive(state);
  useEffect(() => {
    // The last lines come with the end of the run.
    if (!active) void queries.invalidateQueries({ queryKey: logOptions(runId).queryKey });
  }, [queries, runId, active]);
  return useQuery({ ...logOptions(runId), refetchInterval: active ? FOLLOW_MS : false });
}
