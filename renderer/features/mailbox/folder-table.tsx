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
  IconMessages,
  IconRotate,
  IconSend,
  IconStar,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, type ReactNode, useCallback, useMemo, useRef } from 'react';
import type { SpecialUse } from '../../../shared/domain/folder.ts';
import { formatBytes, formatCount, formatDifference, formatNumberOf } from '../../../shared/domain/format.ts';
import { useShortcuts } from '../../app/use-shortcuts.ts';
import { MomentCell, NotKnown } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone, type TableHandle } from '../../ui/data-table/index.ts';
import { folderPrivacy, useNamed } from '../../ui/private.tsx';
import type { FolderRow, FolderTotals } from './folder-rows.ts';
import { FolderState, FolderTarget } from './folder-state.tsx';
import { folderStanding, ruleWords, specialUseWords } from './folder-words.ts';
import classes from './mailbox.module.css';

export type FolderAction = 'choose' | 'leave-out' | 'automatic';

/** Asks where a folder shall go; `target` is the destination folder it was dropped on. */
export type EditFolder = (row: FolderRow, action: FolderAction, target?: string) => void;

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

/**
 * Both folder trees in one aligned table: what is on the source, where it goes, what is there, and how it stands. Opening a line
 * shows its messages; dragging a source folder onto another line sends it to that line's destination.
 */
export function FolderTable({
  mailboxId,
  verifiedAt,
  rows,
  totals,
  loading,
  error,
  toolbar,
  onEdit,
}: {
  readonly mailboxId: string;
  /** When the verdicts of the rows were found; null before the first. */
  readonly verifiedAt: string | null;
  readonly rows: readonly FolderRow[];
  readonly totals: FolderTotals | null;
  readonly loading: boolean;
  readonly error?: ReactNode;
  readonly toolbar?: ReactNode;
  /** Undefined while the map must not change. */
  readonly onEdit: EditFolder | undefined;
}): ReactNode {
  const navigate = useNavigate();
  const open = useCallback(
    (row: FolderRow) => {
      const paths = pathsOf(row);
      if (paths === null) return;
      void navigate({ to: '/mailboxes/$mailboxId/folders', params: { mailboxId }, search: paths });
    },
    [navigate, mailboxId],
  );
  const columns = useMemo(() => {
    const all = folderColumns(totals, verifiedAt, onEdit, open);
    return totals ? all : all.map(({ footer: _footer, ...column }) => column);
  }, [totals, verifiedAt, onEdit, open]);
  const table = useRef<TableHandle<FolderRow>>(null);
  useShortcuts({
    'folder-map':
      onEdit &&
      (() => {
        const row = table.current?.rows()[table.current.activeIndex];
        if (row?.kind === 'pair' && row.map) onEdit(row, 'choose');
      }),
  });
  const drag = useFolderDrag(rows, onEdit);
  return (
    <div className={classes.fill} {...drag}>
      <DataTable
        handle={table}
        onOpen={open}
        tableId="mailbox-folders"
        placeName={`folders ${mailboxId}`}
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
      />
    </div>
  );
}

/** The folder pair of a line as its page wants it; null for lines that are no folder. */
function pathsOf(row: FolderRow): { readonly source?: string; readonly destination?: string } | null {
  if (row.kind === 'destination-only') return { destination: row.path };
  if (row.kind !== 'pair' || (row.source === null && row.destination === null)) return null;
  const destination = row.map?.destination;
  return { source: row.path, ...(destination == null ? {} : { destination }) };
}

/** The destination folder a line stands for. */
function targetOf(row: FolderRow): string | null {
  if (row.kind === 'destination-only') return row.path;
  return row.kind === 'pair' ? (row.map?.destination ?? null) : null;
}

/** Dragging a source folder onto a line. The rows are virtual, so one set of handlers around the table serves all. */
function useFolderDrag(rows: readonly FolderRow[], onEdit: EditFolder | undefined) {
  const dragged = useRef<FolderRow | null>(null);
  const lit = useRef<Element | null>(null);
  const light = (element: Element | null): void => {
    lit.current?.removeAttribute('data-drop');
    element?.setAttribute('data-drop', '');
    lit.current = element;
  };
  const under = (event: DragEvent): { readonly element: Element; readonly target: string } | null => {
    const element = (event.target as Element).closest('[role="row"]');
    const row = rowOf(rows, element?.querySelector<HTMLElement>('[data-folder-row]')?.dataset.folderRow);
    const target = row && targetOf(row);
    const from = dragged.current;
    return element === null || target == null || from === null || from.map?.destination === target
      ? null
      : { element, target };
  };
  if (!onEdit) return {};
  return {
    onDragStart: (event: DragEvent): void => {
      const key = (event.target as HTMLElement).dataset?.folderRow;
      dragged.current = rowOf(rows, key) ?? null;
      if (dragged.current === null) return;
      event.dataTransfer.effectAllowed = 'link';
      event.dataTransfer.setData('text/plain', dragged.current.path);
    },
    onDragOver: (event: DragEvent): void => {
      const place = under(event);
      light(place?.element ?? null);
      if (place === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'link';
    },
    onDrop: (event: DragEvent): void => {
      const place = under(event);
      const from = dragged.current;
      light(null);
      if (place === null || from === null) return;
      event.preventDefault();
      onEdit(from, 'choose', place.target);
    },
    onDragEnd: (): void => {
      dragged.current = null;
      light(null);
    },
  };
}

function rowOf(rows: readonly FolderRow[], key: string | undefined): FolderRow | undefined {
  for (const row of rows) {
    const found = row.key === key ? row : rowOf(row.children, key);
    if (found) return found;
  }
  return undefined;
}

function folderColumns(
  totals: FolderTotals | null,
  verifiedAt: string | null,
  onEdit: EditFolder | undefined,
  onOpen: (row: FolderRow) => void,
): DataColumn<FolderRow>[] {
  return [
    {
      id: 'folder',
      header: 'Source folder',
      value: (row) => (row.kind === 'pair' || row.kind === 'parent' ? row.path : null),
      text: (row) => row.path,
      cell: (row) => (
        <FolderName row={row} draggable={onEdit !== undefined && row.kind === 'pair' && row.map !== null} />
      ),
      width: 140,
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
      width: 80,
      footer: totals ? formatCount(totals.sourceMessages) : '',
    },
    {
      id: 'unseen',
      header: 'Unread',
      hint: 'Unread messages in the source folder',
      value: (row) => row.source?.unseen ?? null,
      cell: (row) => count(row.source?.unseen),
      align: 'right',
      width: 64,
      footer: totals ? formatCount(totals.sourceUnseen) : '',
    },
    {
      id: 'size',
      header: 'Size',
      hint: 'Size of the source folder, where its server tells',
      value: (row) => row.source?.size ?? null,
      cell: (row) => (row.source?.size == null ? '' : formatBytes(row.source.size)),
      align: 'right',
      width: 62,
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
      width: 148,
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
      width: 84,
      footer: totals ? formatCount(totals.destinationMessages) : '',
    },
    {
      id: 'destination-unseen',
      header: 'Unread',
      hint: 'Unread messages in the destination folder',
      value: (row) => row.destination?.unseen ?? null,
      cell: (row) => count(row.destination?.unseen),
      align: 'right',
      width: 64,
      footer: totals ? formatCount(totals.destinationUnseen) : '',
    },
    {
      id: 'difference',
      header: 'Difference',
      hint: 'Messages at the destination minus messages on the source',
      value: (row) => row.difference,
      cell: (row) =>
        row.difference === null ? '' : <Difference value={row.difference} missing={(row.verdict?.missing ?? 0) > 0} />,
      align: 'right',
      width: 84,
      footer: totals ? <Difference value={totals.difference} /> : '',
    },
    {
      id: 'state',
      header: 'State',
      value: (row) => standingText(row),
      cell: (row) => <FolderState row={row} />,
      width: 162,
    },
    {
      id: 'verified',
      header: 'Verified',
      hint: 'When both sides of the folder were compared last',
      value: (row) => (row.verdict ? verifiedAt : null),
      cell: (row) => (row.verdict ? <MomentCell iso={verifiedAt} /> : ''),
      width: 76,
    },
    {
      id: 'actions',
      header: 'Map',
      hint: 'Change where the folder goes',
      value: () => null,
      cell: (row) =>
        row.kind === 'pair' && row.map && onEdit ? <FolderMenu row={row} onEdit={onEdit} onOpen={onOpen} /> : null,
      align: 'center',
      width: 44,
      sortable: false,
      hideable: false,
    },
  ];
}

function FolderName({ row, draggable }: { readonly row: FolderRow; readonly draggable: boolean }): ReactNode {
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
  if (row.kind === 'destination-only') {
    return (
      <span data-folder-row={row.key}>
        <NotKnown words="no source folder" />
      </span>
    );
  }
  const FolderIcon = row.specialUse
    ? icons[row.specialUse]
    : row.path.toUpperCase() === 'INBOX'
      ? IconInbox
      : IconFolder;
  return (
    <span
      className={classes.folderName}
      title={draggable ? `${row.path} (drag it onto another line to send it there)` : row.path}
      data-folder-row={row.key}
      draggable={draggable}
    >
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
  onOpen,
}: {
  readonly row: FolderRow;
  readonly onEdit: EditFolder;
  readonly onOpen: (row: FolderRow) => void;
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
        <Menu.Item
          leftSection={<IconMessages size={16} aria-hidden />}
          disabled={pathsOf(row) === null}
          onClick={() => onOpen(row)}
        >
          Show the messages of both sides
        </Menu.Item>
        <Menu.Divider />
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
