import { Button, SegmentedControl } from '@mantine/core';
import { IconBan, IconCheck, IconMail, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { formatCount } from '../../../shared/domain/format.ts';
import type { ImportPreview, ImportRow } from '../../../shared/domain/import.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { DataTable } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { importColumns } from './import-columns.tsx';
import { choose, type ImportState, withKeys } from './import-state.ts';
import { RowDrawer } from './row-drawer.tsx';

type Shown = 'all' | 'new' | 'changed' | 'gone' | 'same';

const keyOf = (row: ImportRow): string => row.key;

/** Every mailbox of the import against what is here; chosen ones are left out, taken in, or removed. */
export function ImportMailboxes({
  state,
  preview,
}: {
  readonly state: ImportState;
  readonly preview: ImportPreview;
}): ReactNode {
  const [shown, setShown] = useState<Shown>('all');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [openKey, setOpenKey] = useState<string | null>(null);
  const { choices } = state;
  const removing = useMemo(() => new Set(choices.remove), [choices.remove]);
  const columns = useMemo(() => importColumns(removing), [removing]);
  const rows = useMemo(
    () => (shown === 'all' ? preview.rows : preview.rows.filter((row) => row.change === shown)),
    [preview.rows, shown],
  );
  const selected = preview.rows.filter((row) => chosen.has(row.key));
  const keys = selected.map(keyOf);
  const taken = selected.filter((row) => row.change !== 'gone' && !choices.leaveOut.includes(row.key));
  const left = selected.filter((row) => choices.leaveOut.includes(row.key));
  const gone = selected.filter((row) => row.change === 'gone');
  const kept = gone.filter((row) => !removing.has(row.key));
  const label = (what: string, change: keyof ImportPreview['counts']): string =>
    `${what} ${formatCount(preview.counts[change])}`;

  async function remove(): Promise<void> {
    const agreed = await confirmAction({
      title: kept.length === 1 ? 'Remove one mailbox here?' : `Remove ${kept.length} mailboxes here?`,
      body: 'They go from this workspace with their runs and stored passwords when you import. Mail on both servers stays as it is.',
      action: 'Remove at import',
      danger: true,
    });
    if (agreed) choose({ remove: withKeys(choices.remove, kept.map(keyOf), true) });
  }

  return (
    <>
      <DataTable
        tableId="import-mailboxes"
        label="Mailboxes of the import"
        columns={columns}
        rows={rows}
        rowId={keyOf}
        selection={{ ids: chosen, onChange: setChosen }}
        onOpen={(row) => setOpenKey(row.key)}
        noun={['mailbox', 'mailboxes']}
        empty={
          <EmptyState icon={IconMail} title={shown === 'all' ? 'No mailbox was recognised' : 'No such mailbox'}>
            {shown === 'all' ? 'See under Recognised what the files were taken for.' : 'Choose another kind above.'}
          </EmptyState>
        }
        toolbar={
          <>
            <SegmentedControl
              size="xs"
              aria-label="Which mailboxes"
              value={shown}
              onChange={(value) => setShown(value)}
              data={[
                { value: 'all' as const, label: 'All' },
                { value: 'new' as const, label: label('New', 'new') },
                { value: 'changed' as const, label: label('Changed', 'changed') },
                { value: 'gone' as const, label: label('Gone', 'gone') },
                { value: 'same' as const, label: label('Same', 'same') },
              ]}
            />
            <Button
              variant="default"
              leftSection={<IconBan size={16} aria-hidden />}
              disabled={taken.length === 0}
              title={selected.length === 0 ? 'Choose mailboxes with the boxes on the left' : 'They are not imported'}
              onClick={() => choose({ leaveOut: withKeys(choices.leaveOut, taken.map(keyOf), true) })}
            >
              Leave out
            </Button>
            {left.length > 0 ? (
              <Button
                variant="default"
                leftSection={<IconCheck size={16} aria-hidden />}
                onClick={() => choose({ leaveOut: withKeys(choices.leaveOut, keys, false) })}
              >
                Take in again
              </Button>
            ) : null}
            {kept.length > 0 ? (
              <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()}>
                Remove here…
              </Button>
            ) : null}
            {gone.length > kept.length ? (
              <Button
                variant="default"
                onClick={() => choose({ remove: withKeys(choices.remove, gone.map(keyOf), false) })}
              >
                Keep here
              </Button>
            ) : null}
          </>
        }
      />
      <RowDrawer
        row={preview.rows.find((row) => row.key === openKey) ?? null}
        findings={preview.findings.filter((finding) => finding.key === openKey)}
        state={state}
        onClose={() => setOpenKey(null)}
      />
    </>
  );
}
