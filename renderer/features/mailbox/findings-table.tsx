import { Button, Chip, Group, Text, Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatBytes, formatCount } from '../../../shared/domain/format.ts';
import {
  type Finding,
  type FindingKind,
  findingKind,
  repairableKinds,
  seriousKinds,
  type Verification,
} from '../../../shared/domain/verification.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { folderPrivacy } from '../../ui/private.tsx';
import { findingWords } from '../../ui/run/words.ts';
import type { FindingsWanted } from './waterfall-chart.tsx';

const LIMIT = 5000;
const rowId = (row: Finding): string => row.id;
const rowTone = (row: Finding): RowTone => (seriousKinds.has(row.kind) ? 'danger' : 'plain');
const uid = (value: number | null): string => (value === null ? '' : String(value));

const columns: DataColumn<Finding>[] = [
  {
    id: 'kind',
    header: 'Finding',
    value: (row) => findingWords[row.kind].label,
    cell: (row) => <span title={findingWords[row.kind].why}>{findingWords[row.kind].label}</span>,
    width: 92,
    filterable: true,
    hideable: false,
  },
  {
    id: 'folder',
    header: 'Folder',
    value: (row) => row.sourceFolder ?? row.destinationFolder,
    width: 130,
    filterable: true,
    private: (row) => folderPrivacy(row.sourceFolder ?? row.destinationFolder),
  },
  {
    id: 'subject',
    header: 'Subject',
    value: (row) => row.subject,
    cell: (row) =>
      row.subject === '' ? (
        <Text span inherit c="dimmed">
          (no subject)
        </Text>
      ) : (
        <span title={row.subject}>{row.subject}</span>
      ),
    width: 180,
    grow: true,
    filterable: true,
    private: (row) => (row.subject === '' ? null : 'subject'),
  },
  { id: 'from', header: 'From', value: (row) => row.from, width: 140, filterable: true, private: 'address' },
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
    width: 72,
  },
  {
    id: 'uid',
    header: 'UID',
    hint: 'UID on the source',
    value: (row) => row.sourceUid,
    cell: (row) => uid(row.sourceUid),
    align: 'right',
    width: 64,
  },
  {
    id: 'destination-uid',
    header: 'UID there',
    hint: 'UID at the destination',
    value: (row) => row.destinationUid,
    cell: (row) => uid(row.destinationUid),
    align: 'right',
    width: 90,
    initiallyHidden: true,
  },
  {
    id: 'message-id',
    header: 'Message-ID',
    value: (row) => row.messageId,
    width: 220,
    private: 'text',
    filterable: true,
    initiallyHidden: true,
  },
  {
    id: 'detail',
    header: 'Detail',
    value: (row) => row.detail,
    cell: (row) => <span title={row.detail}>{row.detail}</span>,
    width: 210,
    grow: true,
    filterable: true,
    private: 'text',
  },
];

/** Every difference the latest verification found, by kind. */
export function FindingsTable({
  verification,
  toolbar,
  wanted,
  onWanted,
  onOpen,
  busy,
  onBringBack,
}: {
  readonly verification: Verification;
  readonly toolbar: ReactNode;
  /** The kinds to show, none for all; `detail`: only those that say so. */
  readonly wanted: FindingsWanted;
  readonly onWanted: (wanted: FindingsWanted) => void;
  /** Shows the message a finding is about on both sides. */
  readonly onOpen: (finding: Finding) => void;
  /** A run goes on: no other can start. */
  readonly busy: boolean;
  readonly onBringBack: (findingIds: readonly string[]) => void;
}): ReactNode {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { kinds, detail } = wanted;
  const found = findingKind.options.filter((kind) => (verification.counts[kind] ?? 0) > 0);
  const chosen = kinds.filter((kind) => found.includes(kind));
  const findings = useQuery(
    orpc.mailboxes.findings.queryOptions({
      input: {
        id: verification.mailboxId,
        runId: verification.runId,
        limit: LIMIT,
        ...(chosen.length > 0 ? { kinds: chosen } : {}),
      },
      placeholderData: keepPreviousData,
    }),
  );
  const read = findings.data?.findings ?? [];
  const rows = detail === undefined ? read : read.filter((row) => row.detail === detail);
  const beyond = (findings.data?.total ?? 0) - read.length;
  const missing = [...repairableKinds].reduce((sum, kind) => sum + (verification.counts[kind] ?? 0), 0);
  const repairable = rows.filter((row) => selected.has(row.id) && repairableKinds.has(row.kind));
  return (
    <DataTable
      tableId="mailbox-findings"
      label="Findings of the verification"
      columns={columns}
      rows={rows}
      rowId={rowId}
      rowTone={rowTone}
      onOpen={onOpen}
      placeName={`findings ${verification.runId} ${chosen.join()} ${detail ?? ''}`}
      {...(missing > 0 ? { selection: { ids: selected, onChange: setSelected } } : {})}
      loading={findings.isPending}
      error={findings.error ? <ErrorView error={findings.error} onRetry={() => void findings.refetch()} /> : undefined}
      empty={<Text size="sm">No findings: every message of the source is where it belongs.</Text>}
      noun={['finding', 'findings']}
      toolbar={
        <Group gap={6} wrap="wrap">
          {toolbar}
          <Chip.Group multiple value={chosen} onChange={(value) => onWanted({ kinds: value as FindingKind[] })}>
            {found.map((kind) => (
              <Tooltip key={kind} label={findingWords[kind].why}>
                <Chip value={kind} size="xs" radius="sm" variant="outline">
                  {findingWords[kind].label} {formatCount(verification.counts[kind] ?? 0)}
                </Chip>
              </Tooltip>
            ))}
          </Chip.Group>
          {repairable.length > 0 && (
            <Button
              size="compact-sm"
              variant="light"
              disabled={busy}
              onClick={() => onBringBack(repairable.map(({ id }) => id))}
            >
              Bring back the {formatCount(repairable.length)} chosen
            </Button>
          )}
          {beyond > 0 && (
            <Text size="xs" c="dimmed">
              {formatCount(beyond)} more: choose a kind to see them.
            </Text>
          )}
        </Group>
      }
    />
  );
}
