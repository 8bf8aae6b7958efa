import { Button } from '@mantine/core';
import { IconAdjustments, IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { formatBytes, formatCount } from '../../../shared/domain/format.ts';
import type { Job } from '../../../shared/domain/job.ts';
import { orpc } from '../../app/client.ts';
import { JobBar } from '../../ui/bulk/job-bar.tsx';
import { jobFace, jobProgress, jobTitle } from '../../ui/bulk/job-words.ts';
import { CountCell, MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { BudgetsDialog } from './budgets-dialog.tsx';
import classes from './bulk.module.css';

const idOf = (row: Job): string => row.id;
const toneOf = ({ counts, state }: Job): RowTone =>
  counts.failed > 0 ? 'danger' : counts.findings > 0 || state === 'paused' ? 'warning' : 'plain';

const columns: readonly DataColumn<Job>[] = [
  {
    id: 'created',
    header: 'Created',
    value: (row) => row.createdAt,
    cell: (row) => <MomentCell iso={row.createdAt} />,
    width: 104,
  },
  {
    id: 'what',
    header: 'Job',
    value: jobTitle,
    cell: (row) => <span className={classes.strong}>{jobTitle(row)}</span>,
    width: 196,
    grow: true,
    filterable: true,
    hideable: false,
  },
  {
    id: 'state',
    header: 'State',
    value: (row) => jobFace(row).label,
    cell: (row) => <StatusBadge face={jobFace(row)} />,
    width: 116,
    filterable: true,
  },
  {
    id: 'progress',
    header: 'Progress',
    value: (row) => jobProgress(row).over / Math.max(1, jobProgress(row).all),
    text: (row) => `${jobProgress(row).over} of ${jobProgress(row).all}`,
    cell: (row) => (
      <div className={classes.progressCell}>
        <JobBar job={row} />
        <span className={classes.digits}>
          {formatCount(jobProgress(row).over)}{' '}
          <span className={classes.quiet}>/ {formatCount(jobProgress(row).all)}</span>
        </span>
      </div>
    ),
    width: 196,
    grow: true,
  },
  {
    id: 'failed',
    header: 'Failed',
    value: (row) => row.counts.failed,
    cell: (row) => <Tally value={row.counts.failed} tone="bad" />,
    align: 'right',
    width: 72,
  },
  {
    id: 'findings',
    header: 'Findings',
    hint: 'Items to look at',
    value: (row) => row.counts.findings,
    cell: (row) => <Tally value={row.counts.findings} tone="warn" />,
    align: 'right',
    width: 88,
  },
  {
    id: 'copied',
    header: 'Copied',
    hint: 'Messages',
    value: (row) => row.copied.messages,
    cell: (row) => <CountCell value={row.copied.messages} />,
    align: 'right',
    width: 92,
  },
  {
    id: 'bytes',
    header: 'Size',
    value: (row) => row.copied.bytes,
    cell: (row) => formatBytes(row.copied.bytes),
    align: 'right',
    width: 84,
    initiallyHidden: true,
  },
  {
    id: 'ended',
    header: 'Ended',
    value: (row) => row.endedAt,
    cell: (row) => <MomentCell iso={row.endedAt} never="not yet" />,
    width: 104,
  },
];

function Tally({ value, tone }: { value: number; tone: 'warn' | 'bad' }): ReactNode {
  return <span className={value === 0 ? classes.quiet : classes[tone]}>{formatCount(value)}</span>;
}

/** All jobs over many mailboxes, the newest first, live. */
export function JobsPage(): ReactNode {
  const navigate = useNavigate();
  const [budgets, setBudgets] = useState(false);
  const jobs = useQuery(orpc.bulk.jobs.queryOptions());
  return (
    <div className={classes.page}>
      <PageHeader
        title="Jobs"
        actions={
          <Button
            variant="default"
            leftSection={<IconAdjustments size={16} aria-hidden />}
            onClick={() => setBudgets(true)}
          >
            Server budgets
          </Button>
        }
      />
      <DataTable
        tableId="jobs"
        label="All jobs"
        columns={columns}
        rows={jobs.data ?? []}
        rowId={idOf}
        rowTone={toneOf}
        onOpen={(row) => void navigate({ to: '/jobs/$jobId', params: { jobId: row.id } })}
        loading={jobs.isPending}
        error={jobs.error ? <ErrorView error={jobs.error} onRetry={() => void jobs.refetch()} /> : undefined}
        minRows={10}
        noun={['job', 'jobs']}
        empty={<NoJobs />}
      />
      <BudgetsDialog opened={budgets} onClose={() => setBudgets(false)} />
    </div>
  );
}

function NoJobs(): ReactNode {
  return (
    <EmptyState
      icon={IconStack2}
      title="No job yet"
      action={
        <ButtonLink variant="default" to="/domains">
          Choose domains
        </ButtonLink>
      }
    >
      A job does one thing for many mailboxes: preflight, copy, last copy, verify, or check a step. Select domains with
      the boxes on the left of their table, or mailboxes of one domain, and choose what to do. It goes on by itself,
      also after Mailferry was closed, and never asks more of a server than its budget allows.
    </EmptyState>
  );
}
