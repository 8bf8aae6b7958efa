import { Button, Chip, Group, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconFolderOff, IconMailQuestion, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PairSummary } from '../../../shared/contract/messages.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { isOfState, type MessageRow, nextGap, type RowState, rowStates } from '../../../shared/domain/message-row.ts';
import { orpc } from '../../app/client.ts';
import { useShortcuts } from '../../app/use-shortcuts.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { DataTable, type RowTone, type TableHandle } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { folderPrivacy, Private } from '../../ui/private.tsx';
import classes from './folder.module.css';
import { MessageDrawer } from './message-drawer.tsx';
import { pairColumns } from './pair-columns.tsx';
import { type PairSearch, rowWanted, statesOf } from './pair-search.ts';
import { stateWords } from './row-words.ts';
import { type OpenPair, type PairProgress, usePair } from './use-pair.ts';

const rowId = (row: MessageRow): string => String(row.index);

function rowTone({ kind }: MessageRow): RowTone {
  if (kind === 'missing') return 'danger';
  return kind === 'matched' ? 'plain' : 'warning';
}

/** Both message lists of a folder pair in one table, aligned by what matches. */
export function FolderPage({
  mailboxId,
  search,
}: {
  readonly mailboxId: string;
  readonly search: PairSearch;
}): ReactNode {
  const { source = null, destination = null } = search;
  const mailbox = useQuery(orpc.directory.mailbox.queryOptions({ input: { id: mailboxId } }));
  const reading = usePair(mailboxId, source, destination);
  const { pair, progress, readAgain, stop } = reading;
  const busy = pair.isFetching;
  const path = source ?? destination ?? '';
  const privacy = folderPrivacy(path);
  return (
    <div className={classes.page}>
      <PageHeader
        title={path}
        {...(privacy === null ? {} : { privateTitle: { kind: privacy, neutral: 'Folder' } })}
        above={
          <Text size="sm" c="dimmed">
            <TextLink to="/mailboxes/$mailboxId" params={{ mailboxId }} underline="always">
              <Private kind="address">{mailbox.data?.address ?? 'Mailbox'}</Private>
            </TextLink>{' '}
            / Folders
          </Text>
        }
        facts={<Facts source={source} destination={destination} summary={pair.data?.summary} />}
        actions={
          busy ? (
            <Button variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={stop}>
              Stop reading
            </Button>
          ) : (
            <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={readAgain}>
              {pair.data ? 'Read again' : 'Read both sides'}
            </Button>
          )
        }
      />
      {pair.error && !busy ? <ErrorView error={pair.error} onRetry={readAgain} /> : null}
      {busy ? <ReadingLine progress={progress} /> : null}
      {pair.data ? (
        <Opened key={pair.data.summary.id} open={pair.data} search={search} />
      ) : !busy && !pair.error ? (
        <EmptyState
          icon={IconFolderOff}
          title="The folder was not read"
          action={<Button onClick={readAgain}>Read both sides</Button>}
        >
          Reading was stopped. Nothing was changed on either side.
        </EmptyState>
      ) : null}
    </div>
  );
}

function Facts({
  source,
  destination,
  summary,
}: {
  readonly source: string | null;
  readonly destination: string | null;
  readonly summary: PairSummary | undefined;
}): ReactNode {
  const side = (name: string, path: string | null, messages: number | undefined): ReactNode => (
    <Text size="sm" span>
      <Text span inherit c="dimmed">
        {name}{' '}
      </Text>
      {path === null ? 'no folder' : <Private kind={folderPrivacy(path) ?? 'folder'}>{path}</Private>}
      {messages === undefined || path === null ? '' : `: ${formatNumberOf(messages, 'message')}`}
    </Text>
  );
  return (
    <Group gap="lg" wrap="wrap">
      {side('Source', source, summary?.sourceMessages)}
      {side('Destination', destination, summary?.destinationMessages)}
      {summary ? (
        <Text size="sm" c="dimmed" span>
          as of <MomentCell iso={summary.at} />
        </Text>
      ) : null}
    </Group>
  );
}

const phaseWords: Readonly<Record<PairProgress['phase'], string>> = {
  connecting: 'Logging in on both sides',
  listing: 'Listing the messages of both sides',
  reading: 'Reading headers',
  matching: 'Matching the messages',
  elsewhere: 'Looking for the missing ones in other folders',
};

function ReadingLine({ progress }: { readonly progress: PairProgress | null }): ReactNode {
  const { phase, done, total } = progress ?? { phase: 'connecting' as const, done: 0, total: 0 };
  const share = total === 0 ? null : (done / total) * 100;
  const unit = phase === 'elsewhere' ? ' folders' : '';
  return (
    <div className={classes.reading} role="status">
      <Progress
        value={share ?? 100}
        size={6}
        animated={share === null}
        className={classes.readingBar ?? ''}
        aria-label={phaseWords[phase]}
      />
      <Text size="sm">
        {phaseWords[phase]}
        {total === 0 ? '' : `: ${formatCount(done)} of ${formatCount(total)}${unit}`}
      </Text>
    </div>
  );
}

function Opened({ open, search }: { readonly open: OpenPair; readonly search: PairSearch }): ReactNode {
  const { summary, rows } = open;
  const navigate = useNavigate();
  const table = useRef<TableHandle<MessageRow>>(null);
  const wanted = useMemo(() => rowWanted(rows, search), [rows, search]);
  const [shown, setShown] = useState<MessageRow | null>(wanted);
  const asked = search.sourceUid !== undefined || search.destinationUid !== undefined;
  const states = useMemo(() => statesOf(search.show ?? []), [search.show]);
  const marks = useMemo(
    () =>
      states.length === 0
        ? null
        : Uint8Array.from(rows, (row) => (states.some((state) => isOfState(row, state)) ? 1 : 0)),
    [rows, states],
  );
  const setStates = useCallback(
    (next: readonly RowState[]): void => {
      const { show: _show, ...rest } = search;
      void navigate({
        to: '/mailboxes/$mailboxId/folders',
        params: { mailboxId: summary.mailboxId },
        search: next.length === 0 ? rest : { ...rest, show: next },
        replace: true,
      });
    },
    [navigate, search, summary.mailboxId],
  );
  const choices = useMemo(
    () => ({
      value: states.length === 0 ? {} : { show: states.join(' ') },
      onChange: (value: Readonly<Record<string, string>>) => setStates(statesOf((value.show ?? '').split(' '))),
    }),
    [states, setStates],
  );
  const openRow = useCallback((row: MessageRow) => setShown(row), []);
  // Whoever came for one message stands at it when it is closed.
  useEffect(() => {
    const at = wanted === null ? -1 : (table.current?.rows().indexOf(wanted) ?? -1);
    if (at >= 0) table.current?.moveTo(at);
  }, [wanted]);

  /** Moves the active row to the next one of the table, or to the next gap; null when there is none. */
  const move = (step: 1 | -1, toGap: boolean): MessageRow | null => {
    const handle = table.current;
    if (handle === null) return null;
    const all = handle.rows();
    const from = handle.activeIndex < 0 && step < 0 ? all.length : handle.activeIndex;
    const at = toGap ? nextGap(all, from, step) : from + step;
    const row = at === null ? undefined : all[at];
    if (at === null || row === undefined) return null;
    handle.moveTo(at);
    return row;
  };
  const jump = (step: 1 | -1): void => {
    if (move(step, true) !== null) table.current?.focus();
  };
  useShortcuts({ 'next-gap': () => jump(1), 'previous-gap': () => jump(-1) });

  return (
    <>
      <Remarks summary={summary} />
      {asked && wanted === null ? (
        <Notice tone="warn" icon={IconMailQuestion} title="The message is not in this folder pair any more">
          It was moved or deleted since, or came after the folders were read. Read again to see them as they are now.
        </Notice>
      ) : null}
      <div className={classes.table}>
        <DataTable
          tableId="folder-pair"
          placeName={`folder-pair ${summary.id}`}
          label="Messages of both sides"
          columns={pairColumns}
          rows={rows}
          marks={marks}
          rowId={rowId}
          recycle
          rowTone={rowTone}
          handle={table}
          onOpen={openRow}
          choices={choices}
          noun={['message', 'messages']}
          empty={
            <Text size="sm">
              {rows.length === 0
                ? 'Both folders are empty.'
                : 'No message is of the states chosen above. Choose others, or none to see all.'}
            </Text>
          }
          toolbar={<StateChips summary={summary} states={states} onChange={setStates} />}
        />
      </div>
      {shown ? (
        <MessageDrawer
          summary={summary}
          row={shown}
          onClose={() => {
            setShown(null);
            table.current?.focus();
          }}
          onMove={(step, toGap) => {
            const next = move(step, toGap);
            if (next !== null) setShown(next);
          }}
        />
      ) : null}
    </>
  );
}

function StateChips({
  summary,
  states,
  onChange,
}: {
  readonly summary: PairSummary;
  readonly states: readonly RowState[];
  readonly onChange: (states: readonly RowState[]) => void;
}): ReactNode {
  const found = rowStates.filter((state) => summary.counts[state] > 0 || states.includes(state));
  return (
    <Chip.Group multiple value={[...states]} onChange={(value) => onChange(statesOf(value))}>
      <Group gap={6} wrap="wrap" role="group" aria-label="Show only">
        {found.map((state) => (
          <Tooltip key={state} label={stateWords[state].why} multiline maw={320}>
            <Chip value={state} size="xs" radius="sm" variant="outline">
              {stateWords[state].label} {formatCount(summary.counts[state])}
            </Chip>
          </Tooltip>
        ))}
      </Group>
    </Chip.Group>
  );
}

function Remarks({ summary }: { readonly summary: PairSummary }): ReactNode {
  const remarks = [
    summary.destinationExists
      ? ''
      : `The folder is not at the destination yet. A copy creates it and brings ${formatNumberOf(summary.sourceMessages, 'message')}.`,
    summary.destination === null ? 'This folder is left out of the folder map, so nothing of it is brought over.' : '',
    summary.source === null ? 'No folder of the source goes to this folder of the destination.' : '',
    summary.sharedWith.length > 0
      ? `Copies that came from ${formatNumberOf(summary.sharedWith.length, 'other source folder')} into the same destination folder are not shown here.`
      : '',
    summary.lookedElsewhere || !summary.destinationExists || summary.destination === null
      ? ''
      : `${formatNumberOf(summary.counts.missing, 'message')} are missing: too many to look for each in the other folders.`,
  ].filter(Boolean);
  if (remarks.length === 0) return null;
  return (
    <Stack gap={4}>
      {remarks.map((remark) => (
        <Notice key={remark} tone="info" icon={IconFolderOff} title={remark}>
          {null}
        </Notice>
      ))}
    </Stack>
  );
}
