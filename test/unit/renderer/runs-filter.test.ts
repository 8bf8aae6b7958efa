import { describe, expect, it } from 'vitest';
import { filterRuns } from '../../../renderer/features/runs/runs-filter.ts';
import { emptyTotals, type Run, type RunState, runOptions } from '../../../shared/domain/run.ts';

function run(id: string, mailboxId: string, state: RunState, kind: Run['kind'] = 'copy'): Run {
  return {
    id,
    mailboxId,
    address: `${mailboxId}@harbour.test`,
    domainId: 'd',
    kind,
    state,
    options: runOptions.parse({ kind }),
    queuedAt: '2026-11-22T10:00:00.000Z',
    startedAt: null,
    endedAt: null,
    totals: emptyTotals,
    verdict: null,
    error: null,
  };
}

const ids = (runs: readonly Run[]): string[] => runs.map((entry) => entry.id);

describe('filtering runs', () => {
  const runs = [
    run('5', 'a', 'complete'),
    run('4', 'a', 'failed'),
    run('3', 'b', 'interrupted'),
    run('2', 'c', 'running', 'verify'),
  ];

  it('shows as needing attention only what no later run has settled', () => {
    expect(ids(filterRuns(runs, 'attention', 'any'))).toEqual(['3']);
  });

  it('goes by group and kind together', () => {
    expect(ids(filterRuns(runs, 'going', 'any'))).toEqual(['2']);
    expect(ids(filterRuns(runs, 'complete', 'verify'))).toEqual([]);
    expect(ids(filterRuns(runs, 'all', 'copy'))).toEqual(['5', '4', '3']);
  });
});
