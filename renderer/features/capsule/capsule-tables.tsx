import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Capsule, CapsuleHeaders } from '../../../shared/domain/capsule.ts';
import { formatBytes, formatCount } from '../../../shared/domain/format.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { type Finding, type FolderVerdict, seriousKinds } from '../../../shared/domain/verification.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { folderPrivacy } from '../../ui/private.tsx';
import { findingWords, resultText } from '../../ui/run/words.ts';
import { RunStateBadge, runKindLabel } from '../../ui/states.tsx';

type Row<T> = T & { readonly rowId: string };

const rowId = (row: { readonly rowId: string }): string => row.rowId;

/** Ids of a file somebody sent need not be unique: the place in it is. */
function numbered<T extends object>(rows: readonly T[]): Row<T>[] {
  return rows.map((row, index) => ({ ...row, rowId: String(index) }));
}

function count<T>(id: string, header: string, value: (row: T) => number | null): DataColumn<T> {
  return {
    id,
    header,
    value,
    cell: (row) => {
      const number = value(row);
      return number === null ? '' : formatCount(number);
    },
    align: 'right',
    width: 96,
  };
}

const findingTone = (row: Finding): RowTone => (seriousKinds.has(row.kind) ? 'danger' : 'plain');
const findingColumns: DataColumn<Row<Finding>>[] = [
  {
    id: 'kind',
    header: 'Finding',
    value: (row) => findingWords[row.kind].label,
    width: 92,
    filterable: true,
    hideable: false,
  },
  {
    id: 'folder',
    header: 'Folder',
    value: (row) => row.sourceFolder ?? row.destinationFolder,
    width: 124,
    filterable: true,
    private: (row) => folderPrivacy(row.sourceFolder ?? row.destinationFolder),
  },
  { id: 'subject', header: 'Subject', value: (row) => row.subject, width: 160, grow: true, private: 'subject' },
  { id: 'from', header: 'From', value: (row) => row.from, width: 130, grow: true, private: 'address' },
  {
    id: 'date',
    header: 'Date',
    value: (row) => row.date,
    cell: (row) => <MomentCell iso={row.date} never="no date" />,
    width: 104,
  },
  {
    id: 'size',
    header: 'Size',
    value: (row) => row.size,
    cell: (row) => (row.size === null ? '' : formatBytes(row.size)),
    align: 'right',
    width: 76,
  },
  count('uid', 'UID', (row) => row.sourceUid),
  count('destination-uid', 'UID there', (row) => row.destinationUid),
  { id: 'detail', header: 'Detail', value: (row) => row.detail, width: 160, grow: true, private: 'text' },
];

/** What the other installation found, as far as there was room for it. */
export function CapsuleFindings({ capsule }: { readonly capsule: Capsule }): ReactNode {
  return (
    <DataTable
      tableId="capsule-findings"
      label="Findings in the hand-off"
      columns={findingColumns}
      rows={numbered(capsule.findings)}
      rowId={rowId}
      rowTone={findingTone}
      empty={<Text size="sm">No findings came with this hand-off.</Text>}
      noun={['finding', 'findings']}
      toolbar={
        capsule.findingsLeftOut > 0 ? (
          <Text size="xs" c="dimmed">
            {formatCount(capsule.findingsLeftOut)} more had no room in the file.
          </Text>
        ) : undefined
      }
    />
  );
}

const folderColumns: DataColumn<Row<FolderVerdict>>[] = [
  {
    id: 'source',
    header: 'Source folder',
    value: (row) => row.source,
    width: 200,
    grow: true,
    hideable: false,
    private: (row) => folderPrivacy(row.source),
  },
  {
    id: 'destination',
    header: 'Destination folder',
    value: (row) => row.destination ?? 'left out',
    width: 200,
    grow: true,
    private: (row) => folderPrivacy(row.destination),
  },
  count('source-messages', 'Source', (row) => row.sourceMessages),
  count('destination-messages', 'Destination', (row) => row.destinationMessages),
  count('matched', 'Matched', (row) => row.matched),
  count('missing', 'Missing', (row) => row.missing),
  count('extra', 'Extra', (row) => row.extra),
  count('different', 'Different', (row) => row.different),
];
const folderTone = (row: FolderVerdict): RowTone => (row.missing > 0 ? 'danger' : 'plain');

/** The last comparison, folder by folder. */
export function CapsuleFolders({ capsule }: { readonly capsule: Capsule }): ReactNode {
  return (
    <DataTable
      tableId="capsule-folders"
      label="Folders in the hand-off"
      columns={folderColumns}
      rows={numbered(capsule.verification?.folders ?? [])}
      rowId={rowId}
      rowTone={folderTone}
      empty={<Text size="sm">Nothing was compared before this hand-off was made.</Text>}
      noun={['folder', 'folders']}
    />
  );
}

const runColumns: DataColumn<Row<Run>>[] = [
  {
    id: 'queued',
    header: 'Asked for',
    value: (row) => row.queuedAt,
    cell: (row) => <MomentCell iso={row.queuedAt} />,
    width: 130,
    hideable: false,
  },
  { id: 'kind', header: 'Kind', value: (row) => runKindLabel[row.kind], width: 92 },
  {
    id: 'state',
    header: 'State',
    value: (row) => row.state,
    cell: (row) => <RunStateBadge state={row.state} />,
    width: 120,
  },
  { id: 'result', header: 'Result', value: (row) => resultText(row.totals), width: 200 },
  {
    id: 'verdict',
    header: 'Verdict',
    value: (row) => row.error?.message ?? row.verdict,
    width: 320,
    grow: true,
    private: 'text',
  },
];

/** What was tried before, newest first. */
export function CapsuleRuns({ capsule }: { readonly capsule: Capsule }): ReactNode {
  return (
    <DataTable
      tableId="capsule-runs"
      label="Runs in the hand-off"
      columns={runColumns}
      rows={numbered(capsule.runs)}
      rowId={rowId}
      empty={<Text size="sm">This mailbox was never run before the hand-off was made.</Text>}
      noun={['run', 'runs']}
    />
  );
}

const headerColumns: DataColumn<Row<CapsuleHeaders>>[] = [
  { id: 'side', header: 'Side', value: (row) => row.side, width: 96 },
  {
    id: 'folder',
    header: 'Folder',
    value: (row) => row.folder,
    width: 140,
    private: (row) => folderPrivacy(row.folder),
  },
  count('uid', 'UID', (row) => row.uid),
  { id: 'date', header: 'Date', value: (row) => row.date, width: 210 },
  { id: 'from', header: 'From', value: (row) => row.from, width: 180, private: 'address' },
  { id: 'to', header: 'To', value: (row) => row.to, width: 180, private: 'address' },
  { id: 'subject', header: 'Subject', value: (row) => row.subject, width: 200, grow: true, private: 'subject' },
  { id: 'type', header: 'Content-Type', value: (row) => row.contentType, width: 180, private: 'text' },
  { id: 'message-id', header: 'Message-ID', value: (row) => row.messageId, width: 220, private: 'text' },
  count('received', 'Received', (row) => row.received),
];

/** Headers of the messages the findings name, as the servers showed them when the hand-off was made. */
export function CapsuleHeaderTable({ capsule }: { readonly capsule: Capsule }): ReactNode {
  return (
    <DataTable
      tableId="capsule-headers"
      label="Headers in the hand-off"
      columns={headerColumns}
      rows={numbered(capsule.headers)}
      rowId={rowId}
      empty={
        <Text size="sm">
          No headers came with it: no finding names a message, or the servers were not to be reached.
        </Text>
      }
      noun={['message', 'messages']}
    />
  );
}
