import { ActionIcon, Drawer, Group, Loader, SegmentedControl, Tabs, Text, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronsDown, IconChevronsUp, IconChevronUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { PairSummary } from '../../../shared/contract/messages.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { MessageRow } from '../../../shared/domain/message-row.ts';
import type { MessageCopy, MessageView } from '../../../shared/domain/message-view.ts';
import { orpc } from '../../app/client.ts';
import { ariaKeys, type ShortcutId, shortcutOf } from '../../app/shortcuts.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { Private, useNamed } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Differences, differencesInWords } from './differences.tsx';
import classes from './folder.module.css';
import { CopyHead, type Face, MessageFace } from './message-faces.tsx';
import { faceOf, whyOf } from './row-words.ts';

type Move = (step: 1 | -1, toGap: boolean) => void;
type Shown = Side | 'both';

const moves: readonly {
  readonly id: ShortcutId;
  readonly step: 1 | -1;
  readonly toGap: boolean;
  readonly label: string;
}[] = [
  { id: 'message-previous-gap', step: -1, toGap: true, label: 'The one before that only one side has' },
  { id: 'previous-message', step: -1, toGap: false, label: 'Message before' },
  { id: 'next-message', step: 1, toGap: false, label: 'Next message' },
  { id: 'message-next-gap', step: 1, toGap: true, label: 'Next one that only one side has' },
];
const icons = [IconChevronsUp, IconChevronUp, IconChevronDown, IconChevronsDown] as const;

/** One message from both sides: what each has of it, and what the servers changed. */
export function MessageDrawer({
  summary,
  row,
  onClose,
  onMove,
}: {
  readonly summary: PairSummary;
  readonly row: MessageRow;
  readonly onClose: () => void;
  readonly onMove: Move;
}): ReactNode {
  const named = useNamed();
  const view = useQuery(
    orpc.messages.read.queryOptions({
      input: {
        id: summary.id,
        sourceUid: row.source?.uid ?? null,
        destinationUid: row.destination?.uid ?? null,
      },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 10_000,
      retry: false,
    }),
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement && event.target.type !== 'radio') return;
    const id = shortcutOf(event, 'message');
    const move = moves.find((entry) => entry.id === id);
    if (move === undefined) return;
    event.preventDefault();
    onMove(move.step, move.toGap);
  };
  const subject = row.subject === '' ? '(no subject)' : row.subject;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(1320px, 86vw)"
      transitionProps={{ duration: 0 }}
      classNames={{ body: classes.drawerBody ?? '', content: classes.drawer ?? '', title: classes.drawerTitle ?? '' }}
      closeButtonProps={{ 'aria-label': 'Close the message' }}
      onKeyDown={onKeyDown}
      title={
        <span className={classes.title} title={named(subject, '')}>
          <Private kind="subject">{subject}</Private>
        </span>
      }
    >
      <Group gap="sm" wrap="nowrap" className={classes.drawerLine ?? ''}>
        <span title={whyOf(row)}>
          <StatusBadge face={faceOf(row)} />
        </span>
        <Text size="sm" c="dimmed" truncate className={classes.drawerFrom ?? ''}>
          <Private kind="name">{row.from}</Private>
        </Text>
        <Group gap={2} wrap="nowrap">
          {moves.map((move, at) => {
            const MoveIcon = icons[at] ?? IconChevronDown;
            return (
              <Tooltip key={move.id} label={`${move.label} (${ariaKeys(move.id)})`}>
                <ActionIcon
                  aria-label={move.label}
                  aria-keyshortcuts={ariaKeys(move.id)}
                  onClick={() => onMove(move.step, move.toGap)}
                >
                  <MoveIcon size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
            );
          })}
        </Group>
      </Group>
      {view.error ? (
        <ErrorView error={view.error} onRetry={() => void view.refetch()} />
      ) : view.data ? (
        <Loaded key={`${summary.id} ${row.index}`} summary={summary} view={view.data} row={row} />
      ) : (
        <Group gap="sm" className={classes.waiting ?? ''} role="status">
          <Loader size="sm" />
          <Text size="sm">Reading the message{row.source && row.destination ? ' from both sides' : ''}</Text>
        </Group>
      )}
    </Drawer>
  );
}

/** What the agent looked at last is what the next message shows too. */
let lastTab: string = 'text';
let lastShown: Shown = 'both';

function Loaded({
  summary,
  view,
  row,
}: {
  readonly summary: PairSummary;
  readonly view: MessageView;
  readonly row: MessageRow;
}): ReactNode {
  const [tab, setTab] = useState(lastTab);
  const [shown, setShown] = useState<Shown>(lastShown);
  const copies = [view.source, view.destination].filter((copy): copy is MessageCopy => copy !== null);
  const visible = copies.length < 2 || shown === 'both' ? copies : copies.filter((copy) => copy.side === shown);
  const hasHtml = copies.some((copy) => copy.html !== null);
  const attachments = Math.max(0, ...copies.map((copy) => copy.attachments.length));
  const differences = view.differences?.length ?? 0;
  const faces: readonly { readonly id: Face | 'differences'; readonly label: string; readonly off?: boolean }[] = [
    { id: 'text', label: 'Text' },
    { id: 'html', label: 'HTML', off: !hasHtml },
    { id: 'headers', label: 'Headers' },
    { id: 'attachments', label: attachments === 0 ? 'Attachments' : `Attachments ${attachments}` },
    { id: 'raw', label: 'Raw' },
    {
      id: 'differences',
      label: differences === 0 ? 'Differences' : `Differences ${differences}`,
      off: view.differences === null,
    },
  ];
  const active =
    faces.find((face) => face.id === tab && !face.off)?.id ?? (hasHtml && tab === 'html' ? 'html' : 'text');
  return (
    <div className={classes.message}>
      <Summary view={view} row={row} />
      <Tabs
        value={active}
        keepMounted={false}
        className={classes.faces ?? ''}
        onChange={(value) => {
          lastTab = value ?? 'text';
          setTab(lastTab);
        }}
      >
        <Group gap="md" wrap="nowrap" align="center" className={classes.faceLine ?? ''}>
          <Tabs.List className={classes.faceTabs ?? ''}>
            {faces.map((face) => (
              <Tabs.Tab key={face.id} value={face.id} disabled={face.off === true}>
                {face.label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {copies.length === 2 && active !== 'differences' ? (
            <SegmentedControl
              size="xs"
              aria-label="Which side to show"
              value={shown}
              onChange={(value) => {
                lastShown = value as Shown;
                setShown(lastShown);
              }}
              data={[
                { value: 'source', label: 'Source' },
                { value: 'both', label: 'Both' },
                { value: 'destination', label: 'Destination' },
              ]}
            />
          ) : null}
        </Group>
        <Tabs.Panel value={active} className={classes.facePanel ?? ''}>
          {active === 'differences' ? (
            <Differences differences={view.differences ?? []} />
          ) : (
            <div className={classes.copies} data-count={visible.length}>
              {visible.map((copy) => (
                <section key={copy.side} className={classes.copy} aria-label={sideWords[copy.side]}>
                  <CopyHead comparisonId={summary.id} copy={copy} />
                  <MessageFace face={active} copy={copy} />
                </section>
              ))}
            </div>
          )}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

const sideWords: Readonly<Record<Side, string>> = { source: 'Source', destination: 'Destination' };

function Summary({ view, row }: { readonly view: MessageView; readonly row: MessageRow }): ReactNode {
  const words =
    view.differences === null
      ? row.source && row.destination
        ? 'Both copies could not be held against each other.'
        : whyOf(row)
      : differencesInWords(view.differences);
  return (
    <div className={classes.summary} data-tone={view.differences?.some(({ serious }) => serious) ? 'warn' : undefined}>
      <Text size="sm">{words}</Text>
      {view.unread.map(({ side, reason }) => (
        <Text key={side} size="sm" c="var(--tone-warn)">
          {sideWords[side]}: {reason}
        </Text>
      ))}
      {row.source && row.destination && view.differences ? (
        <Text size="xs" c="dimmed">
          {formatNumberOf(view.differences.length, 'difference')} between both copies, compared byte for byte just now.
        </Text>
      ) : null}
    </div>
  );
}
