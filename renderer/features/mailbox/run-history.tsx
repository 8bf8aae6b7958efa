import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { formatCount, formatDuration } from '../../../shared/domain/format.ts';
import { isActive, type Run } from '../../../shared/domain/run.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable } from '../../ui/data-table/index.ts';
import { PrivateText } from '../../ui/private.tsx';
import { RunLog } from '../../ui/run/run-log.tsx';
import { runMs } from '../../ui/run/words.ts';
import { RunStateBadge, runKindLabel, runStateFace } from '../../ui/states.tsx';
import classes from './mailbox.module.css';
import { UndoDialog } from './undo-dialog.tsx';

const rowId = (row: Run): string => row.id;

const columns: DataColumn<Run>[] = [
  {
    id: 'when',
    header: 'Asked for',
    value: (row) => row.queuedAt,
    cell: (row) => <MomentCell iso={row.queuedAt} />,
    width: 118,
  },
  { id: 'kind', header: 'Run', value: (row) => runKindLabel[row.kind], width: 92 },
  {
    id: 'state',
    header: 'State',
    value: (row) => runStateFace[row.state].label,
    cell: (row) => <RunStateBadge state={row.state} />,
    width: 122,
  },
  {
    id: 'copied',
    header: 'Copied',
    value: (row) => row.totals.copied,
    cell: (row) => formatCount(row.totals.copied),
    align: 'right',
    width: 80,
  },
  {
    id: 'findings',
    header: 'Findings',
    value: (row) => row.totals.findings,
    cell: (row) => formatCount(row.totals.findings),
    align: 'right',
    width: 86,
  },
  {
    id: 'duration',
    header: 'Took',
    value: (row) => (row.endedAt === null ? null : runMs(row, 0)),
    cell: (row) => (row.endedAt === null || row.startedAt === null ? '' : formatDuration((runMs(row, 0) ?? 0) / 1000)),
    align: 'right',
    width: 90,
  },
  {
    id: 'verdict',
    header: 'Verdict',
    value: (row) => row.verdict ?? row.error?.message ?? null,
    cell: (row) => <PrivateText text={row.verdict ?? row.error?.message} titled />,
    width: 200,
    grow: true,
  },
];

/** All runs of the mailbox, and the log of the one that is chosen. */
export function RunHistory({
  runs,
  loading,
  busy,
  error,
}: {
  readonly runs: readonly Run[];
  readonly loading: boolean;
  /** A run goes on: nothing can be undone beside it. */
  readonly busy: boolean;
  readonly error?: ReactNode;
}): ReactNode {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [undoing, setUndoing] = useState<Run | null>(null);
  const chosen = runs.find((run) => run.id === chosenId) ?? runs[0];
  return (
    <div className={classes.history}>
      <DataTable
        tableId="mailbox-runs"
        label="Runs of this mailbox"
        columns={columns}
        rows={runs}
        rowId={rowId}
        loading={loading}
        error={error}
        maxRows={6}
        minRows={3}
        withToolbar={false}
        onOpen={(run) => setChosenId(run.id)}
        rowTone={(run) => (run.id === chosen?.id ? 'chosen' : 'plain')}
        empty={<Text size="sm">No run yet. Start with a preflight, then press Copy.</Text>}
      />
      {chosen && (
        <section className={classes.fill} aria-label="Log">
          <Group justify="space-between" mt="xs" mb={4}>
            <Text size="sm" fw={600}>
              Log of the {runKindLabel[chosen.kind].toLowerCase()} run
            </Text>
            {chosen.totals.copied > 0 && chosen.kind !== 'rehearsal' && !isActive(chosen.state) && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconArrowBackUp size={14} aria-hidden />}
                disabled={busy}
                onClick={() => setUndoing(chosen)}
              >
                Undo this run
              </Button>
            )}
          </Group>
          <RunLog key={chosen.id} runId={chosen.id} state={chosen.state} />
        </section>
      )}
      {undoing && <UndoDialog run={undoing} onClose={() => setUndoing(null)} />}
    </div>
  );
}
