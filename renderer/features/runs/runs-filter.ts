import { isActive, type Run, type RunState } from '../../../shared/domain/run.ts';

/** Which runs the list shows, in the words of an agent. */
export const stateGroups = ['all', 'going', 'attention', 'complete'] as const;
export type StateGroup = (typeof stateGroups)[number];

export const groupWords: Readonly<Record<StateGroup, string>> = {
  all: 'All',
  going: 'Going on',
  attention: 'Need attention',
  complete: 'Complete',
};

const attention: ReadonlySet<RunState> = new Set(['findings', 'failed', 'interrupted', 'cancelled']);

/** True when a run belongs to the group. */
export function inGroup(run: Pick<Run, 'state'>, group: StateGroup): boolean {
  switch (group) {
    case 'all':
      return true;
    case 'going':
      return isActive(run.state);
    case 'attention':
      return attention.has(run.state);
    case 'complete':
      return run.state === 'complete';
  }
}

/** Only the latest run of a mailbox can need attention: an earlier failure is settled by what came after it. */
export function latestOfEach(runs: readonly Run[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const latest = new Set<string>();
  for (const run of runs) {
    if (seen.has(run.mailboxId)) continue;
    seen.add(run.mailboxId);
    latest.add(run.id);
  }
  return latest;
}

/** The runs of a group and kind; runs come newest first. */
export function filterRuns(runs: readonly Run[], group: StateGroup, kind: Run['kind'] | 'any'): Run[] {
  const latest = latestOfEach(runs);
  return runs.filter(
    (run) =>
      inGroup(run, group) && (kind === 'any' || run.kind === kind) && (group !== 'attention' || latest.has(run.id)),
  );
}
