import { ActionIcon, Menu, Text } from '@mantine/core';
import {
  type Icon,
  IconAlertOctagon,
  IconArchive,
  IconDots,
  IconFile,
  IconFolder,
  IconFolderOff,
  IconFolderShare,
  IconFolders,
  IconInbox,
  IconRotate,
  IconSend,
  IconStar,
  IconTrash,
} from '@tabler/icons-react';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { SpecialUse } from '../../../shared/domain/folder.ts';
import { formatBytes, formatCount, formatDifference, formatNumberOf } from '../../../shared/domain/format.ts';
import { NotKnown } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { folderPrivacy, useNamed } from '../../ui/private.tsx';
import type { FolderRow, FolderTotals } from './folder-rows.ts';
import { FolderState, FolderTarget } from './folder-state.tsx';
import { folderStanding, ruleWords, specialUseWords } from './folder-words.ts';
import classes from './mailbox.module.css';

export type FolderAction = 'choose' | 'leave-out' | 'automatic';

const icons: Readonly<Record<SpecialUse, Icon>> = {
  inbox: IconInbox,
  sent: IconSend,
  drafts: IconFile,
  trash: IconTrash,
  junk: IconAlertOctagon,
  archive: IconArchive,
  all: IconFolders,
  flagged: IconStar,
  important: IconStar,
};

const rowId = (row: FolderRow): string => row.key;
const subRows = (row: FolderRow): readonly FolderRow[] => row.children;
const count = (value: number | undefined): string => (value === undefined ? '' : formatCount(value));

function rowTone(row: FolderRow): RowTone {
  if (row.kind === 'destination-only' || row.map?.destination === null) return 'dimmed';
  const standing = folderStanding(row);
  if (standing.kind === 'differs') return standing.serious ? 'danger' : 'warning';
  return standing.kind === 'running' && standing.state === 'failed' ? 'danger' : 'plain';
}

/** Both folder trees in one aligned table: what is on the source, where it goes, what is there, and how it stands. */
export function FolderTable({
  rows,
  totals,
  loading,
  error,
  toolbar,
  onEdit,
}: {
  readonly rows: readonly FolderRow[];
  readonly totals: FolderTotals | null;
  readonly loading: boolean;
  readonly error?: ReactNode;
  readonly toolbar?: ReactNode;
  /** Undefined while the map must not change. */
  readonly onEdit: ((row: FolderRow, action: FolderAction) => void) | undefined;
}): ReactNode {
  const columns = useMemo(() => {
    const all = folderColumns(totals, onEdit);
    return totals ? all : all.map(({ footer: _footer, ...column }) => column);
  }, [totals, onEdit]);
  const open = useCallback((row: FolderRow) => row.kind === 'pair' && onEdit?.(row, 'choose'), [onEdit]);
  return (
    <DataTable
      tableId="mailbox-folders"
      label="Folders of both sides"
      columns={columns}
      rows={rows}
      rowId={rowId}
      subRows={subRows}
      rowTone={rowTone}
      loading={loading}
      error={error}
      minRows={8}
      toolbar={toolbar}
      noun={['folder', 'folders']}
      withCount={false}
      empty={<Text size="sm">The source has no folders. Check the user name of the source.</Text>}
      {...(onEdit ? { onOpen: open } : {})}
    />
  );
}

function folderColumns(
  totals: FolderTotals | null,
  onEdit: ((row: FolderRow, action: FolderAction) => void) | undefined,
): DataColumn<FolderRow>[] {
  return [
    {
      id: 'folder',
      header: 'Source folder',
      value: (row) => (row.kind === 'pair' || row.kind === 'parent' ? row.path : null),
      text: (row) => row.path,
      cell: (row) => <FolderName row={row} />,
      width: 182,
      grow: true,
      filterable: true,
      hideable: false,
      private: (row) => (row.specialUse || row.kind === 'group' ? null : folderPrivacy(row.path)),
      footer: totals
        ? `${formatNumberOf(totals.folders, 'folder')}${totals.leftOut > 0 ? `, ${formatCount(totals.leftOut)} left out` : ''}`
        : '',
    },
    {
      id: 'source-messages',
      header: 'Messages',
      hint: 'Messages in the source folder',
      value: (row) => row.source?.messages ?? null,
      cell: (row) => count(row.source?.messages),
      align: 'right',
      width: 90,
      footer: totals ? formatCount(totals.sourceMessages) : '',
    },
    {
      id: 'unseen',
      header: 'Unread',
      hint: 'Unread messages in the source folder',
      value: (row) => row.source?.unseen ?? null,
      cell: (row) => count(row.source?.unseen),
      align: 'right',
      width: 68,
      footer: totals ? formatCount(totals.sourceUnseen) : '',
    },
    {
      id: 'size',
      header: 'Size',
      hint: 'Size of the source folder, where its server tells',
      value: (row) => row.source?.size ?? null,
      cell: (row) => (row.source?.size == null ? '' : formatBytes(row.source.size)),
      align: 'right',
      width: 70,
      footer: totals?.sourceBytes == null ? '' : formatBytes(totals.sourceBytes),
    },
    {
      id: 'target',
      header: 'Goes to',
      hint: 'The folder at the destination, and why',
      value: (row) => (row.kind === 'destination-only' ? row.path : (row.map?.destination ?? null)),
      text: (row) => targetText(row),
      cell: (row) => <FolderTarget row={row} />,
      private: (row) => folderPrivacy(row.kind === 'destination-only' ? row.path : (row.map?.destination ?? null)),
      width: 196,
      grow: true,
      filterable: true,
    },
    {
      id: 'destination-messages',
      header: 'There now',
      hint: 'Messages in the destination folder when both sides were read last',
      value: (row) => row.destination?.messages ?? null,
      cell: (row) => count(row.destination?.messages),
      align: 'right',
      width: 92,
      footer: totals ? formatCount(totals.destinationMessages) : '',
    },
    {
      id: 'difference',
      header: 'Difference',
      hint: 'Messages at the destination minus messages on the source',
      value: (row) => row.difference,
      cell: (row) =>
        row.difference === null ? '' : <Difference value={row.difference} missing={(row.verdict?.missing ?? 0) > 0} />,
      align: 'right',
      width: 88,
      footer: totals ? <Difference value={totals.difference} /> : '',
    },
    {
      id: 'state',
      header: 'State',
      value: (row) => standingText(row),
      cell: (row) => <FolderState row={row} />,
      width: 166,
    },
    {
      id: 'actions',
      header: 'Map',
      hint: 'Change where the folder goes',
      value: () => null,
      cell: (row) => (row.kind === 'pair' && row.map && onEdit ? <FolderMenu row={row} onEdit={onEdit} /> : null),
      align: 'center',
      width: 46,
      sortable: false,
      hideable: false,
    },
  ];
}

function FolderName({ row }: { readonly row: FolderRow }): ReactNode {
  if (row.kind === 'group') {
    return (
      <Text
        span
        inherit
        fw={600}
        title={row.name === 'Only there' ? 'Folders at the destination to which no source folder goes' : undefined}
      >
        {row.name} ({formatCount(row.children.length)})
      </Text>
    );
  }
  if (row.kind === 'destination-only') return <NotKnown words="no source folder" />;
  const FolderIcon = row.specialUse
    ? icons[row.specialUse]
    : row.path.toUpperCase() === 'INBOX'
      ? IconInbox
      : IconFolder;
  return (
    <span className={classes.folderName} title={row.path}>
      <FolderIcon
        size={16}
        stroke={1.6}
        aria-label={row.specialUse ? specialUseWords[row.specialUse] : undefined}
        aria-hidden={row.specialUse === null}
      />
      <span className={classes.folderLabel}>{row.name}</span>
    </span>
  );
}

/** Red only where a comparison found messages missing: before a copy a difference is no loss. */
function Difference({ value, missing = false }: { readonly value: number; readonly missing?: boolean }): ReactNode {
  const tone = value === 0 ? 'dimmed' : missing && value < 0 ? 'var(--tone-bad)' : 'var(--mantine-color-text)';
  return (
    <Text span inherit c={tone} fw={value === 0 ? 400 : 600}>
      {formatDifference(value)}
    </Text>
  );
}

function FolderMenu({
  row,
  onEdit,
}: {
  readonly row: FolderRow;
  readonly onEdit: (row: FolderRow, action: FolderAction) => void;
}): ReactNode {
  const named = useNamed();
  const decided = row.map?.rule === 'chosen' || row.map?.rule === 'excluded';
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`Change where ${named(row.path, 'this folder')} goes`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFolderShare size={16} aria-hidden />} onClick={() => onEdit(row, 'choose')}>
          Choose another destination
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFolderOff size={16} aria-hidden />}
          disabled={row.map?.rule === 'excluded'}
          onClick={() => onEdit(row, 'leave-out')}
        >
          Leave out
        </Menu.Item>
        <Menu.Item
          leftSection={<IconRotate size={16} aria-hidden />}
          disabled={!decided}
          onClick={() => onEdit(row, 'automatic')}
        >
          Back to automatic
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function targetText(row: FolderRow): string {
  if (row.kind === 'destination-only') return row.path;
  if (!row.map) return '';
  return row.map.destination === null ? 'left out' : `${row.map.destination} (${ruleWords[row.map.rule].label})`;
}

function standingText(row: FolderRow): string | null {
  const standing = folderStanding(row);
  if (standing.kind === 'none') return null;
  return standing.kind === 'left-out' ? 'Left out' : standing.text;
}
