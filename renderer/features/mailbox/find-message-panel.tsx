import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import {
  IconArrowsRightLeft,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconMailbox,
  IconMailSearch,
  IconTrash,
  IconTruckDelivery,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { FindAnswer, FoundMail, SearchedSide, Whereabouts } from '../../../shared/domain/find-message.ts';
import { formatBytes, formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { type DataColumn, DataTable } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { formatDay } from '../../ui/moment.ts';
import { folderPrivacy } from '../../ui/private.tsx';
import { StatusBadge, type StatusFace } from '../../ui/status-badge.tsx';
import classes from './mailbox.module.css';
import type { MessagePlace } from './message-link.ts';

const faces: Readonly<Record<Whereabouts, StatusFace>> = {
  both: { tone: 'good', label: 'On both sides', icon: IconCircleCheck },
  'old-only': { tone: 'bad', label: 'Only on the old side', icon: IconTruckDelivery },
  elsewhere: { tone: 'info', label: 'In another folder', icon: IconArrowsRightLeft },
  refused: { tone: 'bad', label: 'Refused', icon: IconCircleX },
  'deleted-later': { tone: 'warn', label: 'Copied, deleted later', icon: IconTrash },
  'new-only': { tone: 'info', label: 'Only on the new side', icon: IconMailbox },
  unknown: { tone: 'neutral', label: 'Not sure', icon: IconCircleDashed },
};

const copyable: ReadonlySet<Whereabouts> = new Set<Whereabouts>(['old-only', 'refused', 'deleted-later']);
const rowId = (row: FoundMail): string => row.key;

/** The button comes after the first one, where it is never out of sight. */
const columns: readonly DataColumn<FoundMail>[] = [
  {
    id: 'where',
    header: 'Where',
    value: (row) => faces[row.where].label,
    cell: (row) => <StatusBadge bare face={faces[row.where]} />,
    width: 156,
    hideable: false,
  },
  {
    id: 'date',
    header: 'Date',
    value: (row) => row.date,
    cell: (row) => <MomentCell iso={row.date} never="no date" />,
    width: 104,
  },
  { id: 'from', header: 'From', value: (row) => row.from, width: 120, grow: true, filterable: true, private: 'name' },
  {
    id: 'subject',
    header: 'Subject',
    value: (row) => row.subject,
    width: 150,
    grow: true,
    filterable: true,
    private: 'subject',
  },
  {
    id: 'source',
    header: 'Source folder',
    value: (row) => row.source?.folder ?? null,
    width: 104,
    filterable: true,
    private: (row) => folderPrivacy(row.source?.folder ?? null),
  },
  {
    id: 'destination',
    header: 'Folder there',
    value: (row) => row.destination?.folder ?? null,
    width: 104,
    filterable: true,
    private: (row) => folderPrivacy(row.destination?.folder ?? null),
  },
  {
    id: 'size',
    header: 'Size',
    value: (row) => row.size,
    cell: (row) => (row.size === null ? '' : formatBytes(row.size)),
    align: 'right',
    width: 72,
    initiallyHidden: true,
  },
  {
    id: 'detail',
    header: 'What is known',
    value: (row) => row.detail,
    cell: (row) => <span title={row.detail}>{row.detail}</span>,
    width: 150,
    grow: true,
    private: 'text',
  },
];

/** Where is this mail? One line of what the customer remembers, one answer from both servers, the ledger and the last findings. */
export function FindMessagePanel({
  mailboxId,
  find: asked,
  onFind: setAsked,
  onOpen,
  busy,
  onCopy,
}: {
  readonly mailboxId: string;
  /** What was asked for last, empty for nothing. */
  readonly find: string;
  readonly onFind: (text: string) => void;
  /** Shows a message on both sides. */
  readonly onOpen: (place: MessagePlace) => void;
  /** A run goes on: no other can start. */
  readonly busy: boolean;
  readonly onCopy: (message: { readonly folder: string; readonly uid: number }) => void;
}): ReactNode {
  const queries = useQueryClient();
  const [text, setText] = useState(asked);
  // Searching means logging in on both sides: only when somebody asks.
  const search = useQuery(
    orpc.findMessage.find.queryOptions({
      input: { id: mailboxId, text: asked },
      enabled: asked !== '',
      // Who comes back from a message finds the answer again; asking once more searches anew.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      retry: false,
    }),
  );
  const withAction = useMemo(
    (): DataColumn<FoundMail>[] => [
      ...columns.slice(0, 1),
      {
        id: 'copy',
        header: 'Copy',
        value: () => null,
        cell: ({ where, source }) =>
          source && copyable.has(where) ? (
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => onCopy(source)}>
              Copy just it
            </Button>
          ) : null,
        width: 112,
        sortable: false,
        hideable: false,
      },
      ...columns.slice(1),
    ],
    [busy, onCopy],
  );
  const answer = search.data;
  const ask = (): void => {
    const next = text.trim();
    // Whatever was answered before: mail moves.
    if (next === asked) void search.refetch();
    else {
      queries.removeQueries({ queryKey: orpc.findMessage.find.queryKey({ input: { id: mailboxId, text: next } }) });
      setAsked(next);
    }
  };
  return (
    <div className={classes.fill}>
      <form
        className={classes.find}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') ask();
        }}
      >
        <TextInput
          className={classes.findField ?? ''}
          aria-label="Where is this mail?"
          placeholder="invoice from anna last march"
          leftSection={<IconMailSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
          autoFocus
        />
        <Button type="submit" disabled={text.trim() === ''} loading={search.isFetching}>
          Find
        </Button>
      </form>
      {search.error ? (
        <ErrorView error={search.error} onRetry={() => void search.refetch()} />
      ) : asked === '' ? (
        <EmptyState icon={IconMailSearch} title="Where is this mail?">
          Write what the customer remembers: a sender, words of the subject, a rough date. For instance “invoice from
          anna last march”, “hull survey 2019”, “from ben yesterday”. Both servers are searched, read-only.
        </EmptyState>
      ) : (
        <DataTable
          tableId="mailbox-found"
          label="Messages found"
          columns={withAction}
          rows={answer?.found ?? []}
          rowId={rowId}
          placeName={`found ${mailboxId} ${asked}`}
          onOpen={({ source, destination }) =>
            onOpen({
              sourceFolder: source?.folder ?? null,
              destinationFolder: destination?.folder ?? null,
              sourceUid: source?.uid ?? null,
              destinationUid: destination?.uid ?? null,
            })
          }
          loading={search.isFetching && !answer}
          noun={['message', 'messages']}
          empty={answer ? <NeverSeen answer={answer} /> : undefined}
          toolbar={answer ? <Understood answer={answer} /> : undefined}
        />
      )}
    </div>
  );
}

/** How the line was understood, and how far the two searches went. */
function Understood({ answer }: { readonly answer: FindAnswer }): ReactNode {
  const { wanted, source, destination } = answer;
  const last = wanted.before === null ? null : new Date(Date.parse(wanted.before) - 86_400_000).toISOString();
  const parts = [
    wanted.from === null ? '' : `from ${wanted.from}`,
    wanted.to === null ? '' : `to ${wanted.to}`,
    ...wanted.words,
    wanted.since === null
      ? ''
      : wanted.since === last?.slice(0, 10)
        ? formatDay(wanted.since)
        : last
          ? `${formatDay(wanted.since)} to ${formatDay(last)}`
          : `since ${formatDay(wanted.since)}`,
    wanted.since === null && last ? `up to ${formatDay(last)}` : '',
  ].filter(Boolean);
  const limits = [limitOf('Source', source), limitOf('Destination', destination)].filter(Boolean).join(' ');
  return (
    <Group gap={6}>
      {parts.map((part) => (
        <Badge key={part} variant="default" radius="sm" className={classes.plain ?? ''}>
          {part}
        </Badge>
      ))}
      <Text size="xs" c="dimmed">
        as of <MomentCell iso={answer.at} />
      </Text>
      {limits && (
        <Text size="xs" c="var(--tone-warn)">
          {limits}
        </Text>
      )}
    </Group>
  );
}

function limitOf(side: string, { error, limited }: SearchedSide): string {
  if (error) return `${side}: ${error.message}`;
  return limited ? `${side}: ${limited}` : '';
}

function NeverSeen({ answer }: { readonly answer: FindAnswer }): ReactNode {
  const { source, destination } = answer;
  const whole = !source.error && !destination.error && !source.limited && !destination.limited;
  const looked = (side: SearchedSide): string =>
    `${formatCount(side.messages)} in ${formatNumberOf(side.folders, 'folder')}`;
  return (
    <Text size="sm">
      {whole ? 'Never seen' : 'Not found'}: no such message among {looked(source)} at the source and{' '}
      {looked(destination)} at the destination.{whole ? '' : ' Not everything could be searched, see above.'} Try fewer
      words, or leave the date out.
    </Text>
  );
}
