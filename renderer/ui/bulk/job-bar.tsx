import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/domain/format.ts';
import { itemState, type Job } from '../../../shared/domain/job.ts';
import classes from './job-bar.module.css';
import { itemStateFace, jobProgress } from './job-words.ts';

const drawn = ['done', 'findings', 'failed', 'skipped', 'running'] as const;

/** How the items of a job stand, as one bar; its parts are named for those who cannot see it. */
export function JobBar({ job, thick = false }: { job: Pick<Job, 'counts'>; thick?: boolean }): ReactNode {
  const { all } = jobProgress(job);
  const words = itemState.options
    .filter((state) => job.counts[state] > 0)
    .map((state) => `${formatCount(job.counts[state])} ${itemStateFace[state].label.toLowerCase()}`)
    .join(', ');
  return (
    <div className={classes.bar} data-thick={thick || undefined} role="img" aria-label={words || 'nothing to do'}>
      {drawn.map((state) =>
        job.counts[state] === 0 ? null : (
          <span key={state} data-state={state} style={{ flexGrow: job.counts[state] }} />
        ),
      )}
      <span style={{ flexGrow: Math.max(0, all === 0 ? 1 : job.counts.queued) }} />
    </div>
  );
}
