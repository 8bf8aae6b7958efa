import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/domain/format.ts';
import type { FolderVerdict } from '../../../shared/domain/verification.ts';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { folderPrivacy } from '../../ui/private.tsx';

const rowId = (row: FolderVerdict): string => row.source;
const rowTone = (row: FolderVerdict): RowTone => (row.missing > 0 ? 'danger' : row.different > 0 ? 'warning' : 'plain');

function numberColumn(
  id: string,
  header: string,
  value: (row: FolderVerdict) => number,
  format: (value: number) => string = formatCount,
): DataColumn<FolderVerdict> {
  return { id, header, value, cell: (row) => format(value(row)), align: 'right', width: 92 };
}

const columns: DataColumn<FolderVerdict>[] = [
  {
    id: 'source',
    header: 'Source folder',
    value: (row) => row.source,
    width: 160,
    grow: true,
    filterable: true,
    hideable: false,
    private: (row) => folderPrivacy(row.source),
  },
  {
    id: 'destination',
    header: 'Destination folder',
    value: (row) => row.destination,
    width: 160,
    grow: true,
    filterable: true,
    private: (row) => folderPrivacy(row.destination),
  },
  numberColumn('source-messages', 'Source', (row) => row.sourceMessages),
  numberColumn('destination-messages', 'Destination', (row) => row.destinationMessages),
  numberColumn('matched', 'Matched', (row) => row.matched),
  numberColumn('missing', 'Missing', (row) => row.missing),
  numberColumn('different', 'Different', (row) => row.different),
  numberColumn('extra', 'Extra', (row) => row.extra),
  numberColumn('source-bytes', 'Source size', (row) => row.sourceBytes, formatBytes),
  {
    ...numberColumn('destination-bytes', 'Dest. size', (row) => row.destinationBytes, formatBytes),
    initiallyHidden: true,
  },
];

/** The verdict of each folder with the numbers it rests on. */
export function FolderVerdictTable({
  folders,
  toolbar,
  onOpen,
}: {
  readonly folders: readonly FolderVerdict[];
  readonly toolbar: ReactNode;
  readonly onOpen: (folder: FolderVerdict) => void;
}): ReactNode {
  return (
    <DataTable
      tableId="mailbox-folder-verdicts"
      label="Verdict of each folder"
      columns={columns}
      rows={folders}
      rowId={rowId}
      rowTone={rowTone}
      onOpen={onOpen}
      noun={['folder', 'folders']}
      toolbar={toolbar}
      empty={<Text size="sm">The verification compared no folder.</Text>}
    />
  );
}
