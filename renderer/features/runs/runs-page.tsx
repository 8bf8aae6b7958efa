import { SegmentedControl, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { formatCount } from '../../../shared/domain/format.ts';
import { type Run, runKind } from '../../../shared/domain/run.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { DomainDeadline } from '../../ui/deadline-clock.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PrivateText } from '../../ui/private.tsx';
import { runMs } from '../../ui/run/words.ts';
import { RunStateBadge, runKindLabel, runStateFace } from '../../ui/states.tsx';
import { DurationOf, ResultCell } from './run-cells.tsx';
import { RunDrawer } from './run-drawer.tsx';
import classes from './runs.module.css';
import { filterRuns, groupWords, type StateGroup, stateGroups } from './runs-filter.ts';

const rowId = (row: Run): string => row.id;
const rowTone = (row: Run): RowTone =>
  row.state === 'failed' ? 'danger' : row.state === 'findings' || row.state === 'interrupted' ? 'warning' : 'plain';

const columns: DataColumn<Run>[] = [
  {
    id: 'when',
    header: 'Asked for',
    value: (row) => row.queuedAt,
    cell: (row) => <MomentCell iso={row.queuedAt} />,
    width: 96,
  },
  {
    id: 'address',
    header: 'Mailbox',
    value: (row) => row.address,
    cell: (row) => (
      <span className={classes.whose}>
        <span className={classes.address}>{row.address}</span>
        <DomainDeadline domainId={row.domainId} compact />
      </span>
    ),
    width: 190,
    grow: true,
    filterable: true,
    hideable: false,
    private: 'address',
  },
  { id: 'kind', header: 'Run', value: (row) => runKindLabel[row.kind], width: 84, filterable: true },
  {
    id: 'state',
    header: 'State',
    value: (row) => runStateFace[row.state].label,
    cell: (row) => <RunStateBadge state={row.state} />,
    width: 116,
    filterable: true,
  },
  {
    id: 'result',
    header: 'Result',
    value: (row) => row.totals.copied,
    cell: (row) => <ResultCell run={row} />,
    width: 206,
  },
  {
    id: 'findings',
    header: 'Findings',
    value: (row) => row.totals.findings,
    cell: (row) => formatCount(row.totals.findings),
    align: 'right',
    width: 84,
  },
  {
    id: 'duration',
    header: 'Took',
    value: (row) => (row.endedAt === null ? null : runMs(row, 0)),
    cell: (row) => <DurationOf run={row} />,
    align: 'right',
    width: 84,
  },
  {
    id: 'verdict',
    header: 'Verdict',
    value: (row) => row.verdict ?? row.error?.message ?? null,
    cell: (row) => <PrivateText text={row.verdict ?? row.error?.message} titled />,
    width: 150,
    grow: true,
    filterable: true,
  },
];

/** All runs of the workspace, the newest first, live. */
export function RunsPage(): ReactNode {
  const [group, setGroup] = useState<StateGroup>('all');
  const [kind, setKind] = useState<Run['kind'] | 'any'>('any');
  const [openId, setOpenId] = useState<string | null>(null);
  const runs = useQuery(orpc.runs.list.queryOptions({ input: { limit: 5000 } }));
  const shown = useMemo(() => filterRuns(runs.data ?? [], group, kind), [runs.data, group, kind]);
  const open = runs.data?.find((run) => run.id === openId) ?? null;
  const none = runs.data?.length === 0;

  return (
    <div className={classes.page}>
      <PageHeader title="Runs" />
      <DataTable
        tableId="runs"
        label="All runs"
        columns={columns}
        rows={shown}
        rowId={rowId}
        rowTone={rowTone}
        loading={runs.isPending}
        error={runs.error ? <ErrorView error={runs.error} onRetry={() => void runs.refetch()} /> : undefined}
        onOpen={(run) => setOpenId(run.id)}
        noun={['run', 'runs']}
        minRows={10}
        choices={{
          value: { ...(group === 'all' ? {} : { group }), ...(kind === 'any' ? {} : { kind }) },
          onChange: (next) => {
            setGroup(stateGroups.find((entry) => entry === next.group) ?? 'all');
            setKind(runKind.options.find((entry) => entry === next.kind) ?? 'any');
          },
        }}
        empty={
          <Text size="sm">
            {none
              ? 'No run yet. Open a mailbox, by Ctrl K and its address, and press Copy there.'
              : 'No run of this kind. Choose "All" to see the others.'}
          </Text>
        }
        toolbar={
          <>
            <SegmentedControl
              size="xs"
              aria-label="Which runs"
              value={group}
              onChange={setGroup}
              data={stateGroups.map((value) => ({ value, label: groupWords[value] }))}
            />
            <Select
              size="xs"
              w={130}
              aria-label="Kind of run"
              allowDeselect={false}
              value={kind}
              onChange={(value) => setKind(value ?? 'any')}
              data={[
                { value: 'any' as const, label: 'Any kind' },
                ...runKind.options.map((value) => ({ value, label: runKindLabel[value] })),
              ]}
            />
          </>
        }
      />
      <RunDrawer run={open} onClose={() => setOpenId(null)} onStarted={(run) => setOpenId(run.id)} />
    </div>
  );
}
