import {
  IconAlertTriangle,
  IconCalendarClock,
  IconCircleCheck,
  IconCircleX,
  IconHourglass,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconProgress,
} from '@tabler/icons-react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { ItemState, Job, JobAction, JobState } from '../../../shared/domain/job.ts';
import type { StatusFace } from '../status-badge.tsx';
import { stepText } from '../steps.ts';

export const jobActionLabel: Readonly<Record<JobAction, string>> = {
  preflight: 'Preflight',
  copy: 'Copy',
  delta: 'Last copy',
  verify: 'Verify',
  check: 'Check',
};

export const jobStateFace: Readonly<Record<JobState, StatusFace>> = {
  scheduled: { tone: 'neutral', label: 'Scheduled', icon: IconCalendarClock },
  running: { tone: 'info', label: 'Running', icon: IconProgress },
  paused: { tone: 'warn', label: 'Paused', icon: IconPlayerPause },
  stopped: { tone: 'neutral', label: 'Stopped', icon: IconPlayerStop },
  done: { tone: 'good', label: 'Ended', icon: IconCircleCheck },
};

export const itemStateFace: Readonly<Record<ItemState, StatusFace>> = {
  queued: { tone: 'neutral', label: 'Waiting', icon: IconHourglass },
  running: { tone: 'info', label: 'Running', icon: IconProgress },
  done: { tone: 'good', label: 'Done', icon: IconCircleCheck },
  findings: { tone: 'warn', label: 'Findings', icon: IconAlertTriangle },
  failed: { tone: 'bad', label: 'Failed', icon: IconCircleX },
  skipped: { tone: 'neutral', label: 'Left out', icon: IconPlayerSkipForward },
};

/** `Last copy of 12 domains`. */
export function jobTitle({ action, step, domains }: Pick<Job, 'action' | 'step' | 'domains'>): string {
  const what = action === 'check' && step !== null ? `Check of "${stepText[step].label}"` : jobActionLabel[action];
  return `${what} of ${formatNumberOf(domains, 'domain')}`;
}

/** A job ended well, or needs somebody. */
export function jobFace(job: Job): StatusFace {
  const { failed, findings } = job.counts;
  if (job.state === 'done' && failed > 0) return { ...jobStateFace.done, tone: 'bad', icon: IconCircleX };
  if (job.state === 'done' && findings > 0) return { ...jobStateFace.done, tone: 'warn', icon: IconAlertTriangle };
  return jobStateFace[job.state];
}

/** Items that have come to an end, and all of them. */
export function jobProgress({ counts }: Pick<Job, 'counts'>): { readonly over: number; readonly all: number } {
  const over = counts.done + counts.findings + counts.failed + counts.skipped;
  return { over, all: over + counts.queued + counts.running };
}
