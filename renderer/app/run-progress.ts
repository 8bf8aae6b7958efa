import { skipToken, useQuery } from '@tanstack/react-query';
import type { RunProgress } from '../../shared/domain/run.ts';

/** Under this key the live feed keeps the latest snapshot of a run. */
export function runProgressKey(runId: string): readonly [string, string] {
  return ['run-progress', runId];
}

/** The latest snapshot of a run from the live feed; undefined before the first one of this session. */
export function useRunProgress(runId: string | null): RunProgress | undefined {
  return useQuery<RunProgress>({ queryKey: runProgressKey(runId ?? ''), queryFn: skipToken, staleTime: Infinity }).data;
}
