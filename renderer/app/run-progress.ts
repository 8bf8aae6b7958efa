import { skipToken, useQueries, useQuery } from '@tanstack/react-query';
import type { RunProgress } from '../../shared/domain/run.ts';

/** Under this key the live feed keeps the latest snapshot of a run. */
export function runProgressKey(runId: string): readonly [string, string] {
  return ['run-progress', runId];
}

/** The latest snapshot of a run from the live feed; undefined before the first one of this session. */
export function useRunProgress(runId: string | null): RunProgress | undefined {
  return useQuery<RunProgress>({ queryKey: runProgressKey(runId ?? ''), queryFn: skipToken, staleTime: Infinity }).data;
}

/** The same for several runs; each as it was given before its first snapshot. */
export function useAllProgress<Run extends RunProgress>(runs: readonly Run[]): readonly RunProgress[] {
  const latest = useQueries({
    queries: runs.map(({ runId }) => ({
      queryKey: runProgressKey(runId),
      queryFn: skipToken,
      staleTime: Infinity,
    })),
  });
  return runs.map((run, index) => (latest[index]?.data as RunProgress | undefined) ?? run);
}
