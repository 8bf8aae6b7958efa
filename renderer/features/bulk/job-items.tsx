import { Button, Select } from '@mantine/core';
import { IconArrowBarToUp, IconListCheck, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { type ItemState, type ItemSymptom, type Job, type JobItem, retryable } from '../../../shared/domain/job.ts';
import { orpc } from '../../app/client.ts';
import { openLockedVault } from '../../app/vault.ts';
import { itemStateFace } from '../../ui/bulk/job-words.ts';
import { CountCell, MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { DomainDeadline } from '../../ui/deadline-clock.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { PrivateText } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './bulk.module.css';

const idOf = (row: JobItem): string => String(row.number);
const toneOf = ({ state }: JobItem): RowTone =>
  state === 'failed' ? 'danger' : state === 'findings' ? 'warning' : 'plain';

const address: DataColumn<JobItem> = {
  id: 'address',
  header: 'Mailbox',
  value: (row) => row.address,
  width: 160,
  grow: true,
  filterable: true,
  hideable: false,
  private: 'address',
};
const columns: readonly DataColumn<JobItem>[] = [
  address,
  {
    id: 'domain',
    header: 'Domain',
    value: (row) => row.domainName,
    width: 130,
    filterable: true,
    initiallyHidden: true,
    private: 'name',
  },
  {
    id: 'state',
    header: 'State',
    value: (row) => itemStateFace[row.state].label,
    cell: (row) => <StatusBadge face={itemStateFace[row.state]} />,
    width: 104,
    filterable: true,
  },
  {
    id: 'deadline',
    header: 'Deadline',
    value: (row) => row.deadlineAt,
    cell: (row) => (row.deadlineAt === null ? null : <DomainDeadline domainId={row.domainId} compact />),
    width: 80,
  },
  {
    id: 'copied',
    header: 'Copied',
    hint: 'Messages copied, of those it looks after',
    value: (row) => row.copied,
    cell: (row) =>
      row.copied === null ? (
        <CountCell value={null} />
      ) : (
        <>
          {formatCount(row.copied)} <span className={classes.quiet}>/ {formatCount(row.messages ?? 0)}</span>
        </>
      ),
    align: 'right',
    width: 106,
  },
  {
    id: 'reason',
    header: 'What came of it',
    value: (row) => row.reason,
    cell: (row) => <PrivateText text={row.reason} titled />,
    width: 130,
    grow: true,
    filterable: true,
  },
  {
    id: 'ended',
    header: 'Ended',
    value: (row) => row.endedAt,
    cell: (row) => <MomentCell iso={row.endedAt} never="not yet" />,
    width: 76,
  },
];
const checkColumns: readonly DataColumn<JobItem>[] = [
  { ...address, id: 'domain', header: 'Domain', value: (row) => row.domainName, private: 'name' },
  ...columns.filter(({ id }) => id === 'state' || id === 'deadline' || id === 'reason' || id === 'ended'),
];

type Shown = 'all' | 'open' | 'trouble' | 'done';
const groups: Readonly<Record<Shown, { readonly label: string; readonly states: readonly ItemState[] | null }>> = {
  all: { label: 'All', states: null },
  open: { label: 'Open', states: ['running', 'queued'] },
  trouble: { label: 'Trouble', states: retryable },
  done: { label: 'Done', states: ['done'] },
};
const shownGroups = ['all', 'open', 'trouble', 'done'] as const;

/** The items of a job in the order of their turns; chosen ones can be moved up or tried again. */
export function JobItems({ job, symptoms }: { job: Job; symptoms: readonly ItemSymptom[] }): ReactNode {
  const navigate = useNavigate();
  const [shown, setShown] = useState<Shown>('all');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const items = useQuery(orpc.bulk.items.queryOptions({ input: { id: job.id, limit: 20_000 } }));
  const rows = useMemo(() => {
    const { states } = groups[shown];
    return (items.data ?? []).filter((item) => states === null || states.includes(item.state));
  }, [items.data, shown]);
  const picked = (items.data ?? []).filter((item) => chosen.has(idOf(item)));
  const waiting = picked.filter((item) => item.state === 'queued');
  const again = picked.filter((item) => retryable.includes(item.state));
  const moveUp = useMutation(
    orpc.bulk.moveUp.mutationOptions({
      onSuccess: (moved) => notifyDone(`${formatNumberOf(moved.items, 'item')} come next.`),
      onError: (error) => notifyFailed('Nothing was moved up', error),
    }),
  );
  const retry = useMutation(
    orpc.bulk.retry.mutationOptions({
      onSuccess: (tried) => notifyDone(`${formatNumberOf(tried.items, 'item')} tried again.`),
      onError: (error) => notifyFailed('Nothing is tried again', error),
    }),
  );
  useEffect(() => {
    if (shown === 'trouble' && symptoms.length === 0 && job.counts.failed + job.counts.findings === 0) setShown('all');
  }, [shown, symptoms, job.counts]);

  return (
    <div className={classes.items}>
      <DataTable
        tableId={job.action === 'check' ? 'job-domains' : 'job-items'}
        label="Items of the job"
        columns={job.action === 'check' ? checkColumns : columns}
        rows={rows}
        rowId={idOf}
        rowTone={toneOf}
        loading={items.isPending}
        error={items.error ? <ErrorView error={items.error} onRetry={() => void items.refetch()} /> : undefined}
        onOpen={(row) =>
          void (row.mailboxId === null
            ? navigate({ to: '/domains/$domainId', params: { domainId: row.domainId } })
            : navigate({ to: '/mailboxes/$mailboxId', params: { mailboxId: row.mailboxId } }))
        }
        selection={{ ids: chosen, onChange: setChosen }}
        minRows={8}
        noun={['item', 'items']}
        empty={
          <EmptyState icon={IconListCheck} title="Nothing here">
            No item of this job stands so. Choose "All" to see the others.
          </EmptyState>
        }
        toolbar={
          <>
            <Select
              size="xs"
              w={104}
              aria-label="Which items"
              allowDeselect={false}
              value={shown}
              onChange={(value) => setShown(value ?? 'all')}
              data={shownGroups.map((value) => ({ value, label: groups[value].label }))}
            />
            <Button
              variant="default"
              leftSection={<IconArrowBarToUp size={16} aria-hidden />}
              title="What is chosen has the next turns"
              disabled={waiting.length === 0}
              onClick={() => moveUp.mutate({ id: job.id, numbers: waiting.map((item) => item.number) })}
            >
              Move up{waiting.length > 0 ? ` ${formatCount(waiting.length)}` : ''}
            </Button>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              title="Tries again what failed, was left out or has findings"
              disabled={again.length === 0}
              onClick={() =>
                void openLockedVault('The passwords of these mailboxes are needed.').then((open) => {
                  if (open) retry.mutate({ id: job.id, numbers: again.map((item) => item.number) });
                })
              }
            >
              Try again{again.length > 0 ? ` ${formatCount(again.length)}` : ''}
            </Button>
          </>
        }
      />
    </div>
  );
}
