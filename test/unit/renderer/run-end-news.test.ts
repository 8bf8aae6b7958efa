import { describe, expect, it } from 'vitest';
import { LONG_RUN_MS, runEndNewsOf } from '../../../renderer/app/run-end-news.ts';
import { emptyTotals, type Run, runOptions } from '../../../shared/domain/run.ts';

const start = Date.UTC(2026, 10, 22, 12);

function run(change: Partial<Run> = {}): Run {
  return {
    id: 'run',
    mailboxId: 'anna',
    address: 'anna@harbour.test',
    domainId: 'domain',
    kind: 'copy',
    state: 'complete',
    options: runOptions.parse({ kind: 'copy' }),
    queuedAt: new Date(start).toISOString(),
    startedAt: new Date(start).toISOString(),
    endedAt: new Date(start + LONG_RUN_MS).toISOString(),
    totals: emptyTotals,
    verdict: 'All 711 messages of anna@harbour.test are there.',
    error: null,
    ...change,
  };
}

describe('the news of a run that ended', () => {
  it('names the mailbox and the verdict', () => {
    expect(runEndNewsOf(run(), false)).toEqual({
      title: 'Copy of anna@harbour.test: Complete',
      body: 'All 711 messages of anna@harbour.test are there.',
      mailboxId: 'anna',
    });
  });

  it('names nobody while a customer looks on', () => {
    expect(runEndNewsOf(run(), true)).toMatchObject({
      title: 'Copy: Complete',
      body: 'All 711 messages of … are there.',
    });
  });

  it('is none while the run goes on, and for runs nobody had to wait for', () => {
    expect(runEndNewsOf(run({ state: 'running', endedAt: null }), false)).toBeNull();
    expect(runEndNewsOf(run({ endedAt: new Date(start + LONG_RUN_MS - 1).toISOString() }), false)).toBeNull();
  });
});
