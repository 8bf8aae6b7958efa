import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/domain/format.ts';
import { type UndoMessage, type UndoPreview, undoReasonWords } from '../../../shared/domain/undo.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { folderPrivacy } from '../../ui/private.tsx';

const rowId = ({ folder, uid, reason }: UndoMessage): string => `${uid} ${folder} ${reason}`;
const rowTone = ({ reason }: UndoMessage): RowTone => (reason === null ? 'plain' : 'dimmed');

const columns: DataColumn<UndoMessage>[] = [
  {
    id: 'fate',
    header: 'What happens',
    value: ({ reason }) => (reason === null ? 'goes' : `stays: ${undoReasonWords[reason]}`),
    width: 130,
    filterable: true,
    hideable: false,
  },
  {
    id: 'folder',
    header: 'Folder',
    value: ({ folder }) => folder,
    width: 130,
    filterable: true,
    private: ({ folder }) => folderPrivacy(folder),
  },
  {
    id: 'subject',
    header: 'Subject',
    value: ({ subject }) => (subject === '' ? '(no subject)' : subject),
    width: 200,
    grow: true,
    filterable: true,
    private: 'subject',
  },
  { id: 'from', header: 'From', value: ({ from }) => from, width: 150, filterable: true, private: 'address' },
  {
    id: 'date',
    header: 'Date',
    value: ({ date }) => date,
    cell: ({ date }) => <MomentCell iso={date} never="no date" />,
    width: 104,
  },
  {
    id: 'size',
    header: 'Size',
    value: ({ size }) => size,
    cell: ({ size }) => formatBytes(size),
    align: 'right',
    width: 72,
  },
];

/** The messages of a preview by name: those that go, and those somebody touched. */
export function UndoMessages({ preview }: { readonly preview: UndoPreview }): ReactNode {
  const listed = preview.messages.filter(({ reason }) => reason === null).length;
  if (preview.messages.length === 0) return null;
  return (
    <DataTable
      tableId="undo-messages"
      label="Messages of the run"
      columns={columns}
      rows={preview.messages}
      rowId={rowId}
      rowTone={rowTone}
      maxRows={8}
      minRows={3}
      noun={['message', 'messages']}
      toolbar={
        listed < preview.goes ? (
          <Text size="xs" c="dimmed">
            The first {formatCount(listed)} of {formatCount(preview.goes)} that go.
          </Text>
        ) : undefined
      }
    />
  );
}
