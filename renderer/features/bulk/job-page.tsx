import { Button } from '@mantine/core';
import {
  IconCalendarClock,
  IconChevronLeft,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { JobPage as JobData } from '../../../shared/contract/bulk.ts';
import {
  formatBytes,
  formatCount,
  formatDurationRange,
  formatNumberOf,
  formatRate,
} from '../../../shared/domain/format.ts';
import { isOpen, type Job } from '../../../shared/domain/job.ts';
import { orpc } from '../../app/client.ts';
import { openLockedVault } from '../../app/vault.ts';
import { JobBar } from '../../ui/bulk/job-bar.tsx';
import { jobFace, jobProgress, jobTitle } from '../../ui/bulk/job-words.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { confirmAction } from '../../ui/confirm.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadingPage } from '../../ui/loading.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './bulk.module.css';
import { JobItems } from './job-items.tsx';
import { JobSide } from './job-side.tsx';
import { RescheduleDialog } from './reschedule-dialog.tsx';

/** One job: how far it is, what it asks of the servers, what went wrong, and its items. */
export function JobPage({ jobId }: { jobId: string }): ReactNode {
  const page = useQuery(orpc.bulk.job.queryOptions({ input: { id: jobId } }));
  if (page.isPending) return <LoadingPage />;
  if (page.error) {
    return (
      <>
        <PageHeader title="Job" above={<BackToJobs />} />
        <ErrorView error={page.error} onRetry={() => void page.refetch()} />
      </>
    );
  }
  return <Loaded data={page.data} />;
}

function Loaded({ data }: { data: JobData }): ReactNode {
  const { job } = data;
  return (
    <div className={classes.page}>
      <PageHeader
        title={jobTitle(job)}
        above={<BackToJobs />}
        facts={
          <>
            <StatusBadge face={jobFace(job)} />
            <span>
              created <MomentCell iso={job.createdAt} />
            </span>
            {job.endedAt ? (
              <span>
                ended <MomentCell iso={job.endedAt} />
              </span>
            ) : null}
            {job.sequence === 'customer' ? <span>customer by customer</span> : <span>next deadline first</span>}
            {job.schedule.window ? (
              <span>
                only from {job.schedule.window.from} to {job.schedule.window.to}
              </span>
            ) : null}
            {job.schedule.afterCachesLetGo ? <span>each domain after its caches let go</span> : null}
          </>
        }
        actions={<JobActions job={job} />}
      />
      <Progress data={data} />
      <div className={classes.columns}>
        <JobItems job={job} symptoms={data.symptoms} />
        <JobSide data={data} />
      </div>
    </div>
  );
}

function Progress({ data }: { data: JobData }): ReactNode {
  const { job, timeLeft, itemsPerMinute, messagesPerSecond, bytesPerSecond } = data;
  const { over, all } = jobProgress(job);
  const working = job.state === 'running' && job.counts.running > 0;
  return (
    <section className={classes.progress} aria-label="Progress">
      <div className={classes.figures}>
        <Figure label={job.action === 'check' ? 'Domains' : 'Mailboxes'}>
          {formatCount(over)} <span className={classes.quiet}>of {formatCount(all)}</span>
        </Figure>
        <Figure label="Going on">{formatCount(job.counts.running)}</Figure>
        <Figure label="A minute">{itemsPerMinute === null || !working ? '–' : itemsPerMinute.toFixed(1)}</Figure>
        <Figure label="Messages">{working ? `${formatCount(Math.round(messagesPerSecond))}/s` : '–'}</Figure>
        <Figure label="Speed">{working ? formatRate(bytesPerSecond) : '–'}</Figure>
        <Figure label="Time left">
          {timeLeft && job.state === 'running' ? formatDurationRange(timeLeft.low, timeLeft.high) : '–'}
        </Figure>
        <Figure label="Copied">
          {formatCount(job.copied.messages)} <span className={classes.quiet}>{formatBytes(job.copied.bytes)}</span>
        </Figure>
      </div>
      <JobBar job={job} thick />
      <p className={classes.waits} role="status">
        {job.waits ? `${job.waits}.` : '\u00a0'}
      </p>
    </section>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <div className={classes.figureLabel}>{label}</div>
      <div className={classes.figure}>{children}</div>
    </div>
  );
}

function JobActions({ job }: { job: Job }): ReactNode {
  const navigate = useNavigate();
  const [rescheduling, setRescheduling] = useState(false);
  const failed = (what: string) => (error: unknown) => notifyFailed(what, error);
  const pause = useMutation(orpc.bulk.pause.mutationOptions({ onError: failed('The job was not paused') }));
  const resume = useMutation(orpc.bulk.resume.mutationOptions({ onError: failed('The job was not resumed') }));
  const stop = useMutation(orpc.bulk.stop.mutationOptions({ onError: failed('The job was not stopped') }));
  const remove = useMutation(
    orpc.bulk.remove.mutationOptions({
      onError: failed('The job was not removed'),
      onSuccess: () => void navigate({ to: '/jobs' }),
    }),
  );

  async function goOn(): Promise<void> {
    if (await openLockedVault('The passwords of these mailboxes are needed.')) resume.mutate({ id: job.id });
  }
  async function end(): Promise<void> {
    const sure = await confirmAction({
      title: 'Stop this job?',
      body: `What waits is left out (${formatNumberOf(job.counts.queued, 'item')}), what goes on ends between two messages (${formatNumberOf(job.counts.running, 'item')}). What is copied stays, and what was left out can be tried again.`,
      action: 'Stop the job',
    });
    if (sure) stop.mutate({ id: job.id });
  }
  async function forget(): Promise<void> {
    const sure = await confirmAction({
      title: 'Remove this job from the list?',
      body: 'Its runs, their results and all mail stay as they are.',
      action: 'Remove job',
    });
    if (sure) remove.mutate({ id: job.id });
  }

  if (!isOpen(job.state)) {
    return (
      <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void forget()}>
        Remove…
      </Button>
    );
  }
  return (
    <>
      {job.action === 'check' ? null : (
        <Button
          variant="default"
          leftSection={<IconCalendarClock size={16} aria-hidden />}
          onClick={() => setRescheduling(true)}
        >
          Times…
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} aria-hidden />}
        onClick={() => void end()}
        loading={stop.isPending}
      >
        Stop…
      </Button>
      {job.state === 'running' ? (
        <Button
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          onClick={() => pause.mutate({ id: job.id })}
          loading={pause.isPending}
        >
          Pause
        </Button>
      ) : (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => void goOn()}
          loading={resume.isPending}
        >
          {job.state === 'paused' ? 'Resume' : 'Start now'}
        </Button>
      )}
      <RescheduleDialog job={rescheduling ? job : null} onClose={() => setRescheduling(false)} />
    </>
  );
}

function BackToJobs(): ReactNode {
  return (
    <TextLink to="/jobs" size="sm" className={classes.back}>
      <IconChevronLeft size={14} aria-hidden />
      Jobs
    </TextLink>
  );
}
