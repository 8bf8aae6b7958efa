import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconAlertTriangle, IconCopyX } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { DuplicatesFound } from '../../../shared/contract/surgery.ts';
import {
  copyKey,
  type DuplicateCopy,
  type DuplicateGroup,
  type DuplicateScope,
  proposedExtras,
} from '../../../shared/domain/duplicates.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { client } from '../../app/client.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { type DataColumn, DataTable } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { Notice } from '../../ui/notice.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { folderPrivacy } from '../../ui/private.tsx';
import { DuplicatesMoved } from './duplicates-moved.tsx';
import { DuplicatesPair } from './duplicates-pair.tsx';
import classes from './mailbox.module.css';
import { progressText, useSurgery } from './use-surgery.ts';

const rowId = ({ id }: DuplicateGroup): string => id;
const folderOf = ({ copies }: DuplicateGroup): string => [...new Set(copies.map(({ folder }) => folder))].join(', ');

const columns: DataColumn<DuplicateGroup>[] = [
  {
    id: 'subject',
    header: 'Subject',
    value: ({ subject }) => (subject === '' ? '(no subject)' : subject),
    width: 200,
    grow: true,
    filterable: true,
    hideable: false,
    private: 'subject',
  },
  { id: 'from', header: 'From', value: ({ from }) => from, width: 170, filterable: true, private: 'address' },
  {
    id: 'folder',
    header: 'Folder',
    value: folderOf,
    width: 150,
    filterable: true,
    private: (row) => (row.copies.some(({ folder }) => folderPrivacy(folder) !== null) ? 'folder' : null),
  },
  {
    id: 'same',
    header: 'Same',
    hint: 'All bytes are the same, or the text is and header lines differ',
    value: ({ same }) => (same === 'bytes' ? 'every byte' : 'the text'),
    width: 90,
  },
  { id: 'there', header: 'There', value: ({ copies }) => copies.length, align: 'right', width: 66 },
  {
    id: 'source',
    header: 'Source',
    hint: 'How often the source has it',
    value: ({ atSource }) => atSource,
    align: 'right',
    width: 70,
  },
  { id: 'extras', header: 'Extras', value: (row) => row.copies.length - row.keep, align: 'right', width: 70 },
];

/** Finds what is at the destination more often than the source has it, and moves chosen extras aside. */
export function DuplicatesPanel({
  mailboxId,
  busy,
}: {
  readonly mailboxId: string;
  readonly busy: boolean;
}): ReactNode {
  const [scope, setScope] = useState<DuplicateScope>('folder');
  const [found, setFound] = useState<DuplicatesFound | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [swapped, setSwapped] = useState<ReadonlyMap<string, readonly DuplicateCopy[]>>(new Map());
  const [openId, setOpenId] = useState<string | null>(null);
  const surgery = useSurgery();
  const working = surgery.progress !== null;

  const groups = useMemo(
    () => (found?.groups ?? []).map((group) => ({ ...group, copies: [...(swapped.get(group.id) ?? group.copies)] })),
    [found, swapped],
  );
  const extras = groups.filter(({ id }) => chosen.has(id)).flatMap((group) => proposedExtras(group));
  const open = groups.find(({ id }) => id === openId) ?? groups[0];

  async function look(wanted: DuplicateScope): Promise<void> {
    const ended = await surgery.run((signal) =>
      client.surgery.findDuplicates({ mailboxId, scope: wanted }, { signal }),
    );
    if (ended === null) return;
    setFound(ended.found);
    setSwapped(new Map());
    // Where header lines differ, somebody should look first.
    setChosen(new Set(ended.found.groups.filter(({ same }) => same === 'bytes').map(rowId)));
  }

  async function move(): Promise<void> {
    if (found === null) return;
    const messages = formatNumberOf(extras.length, 'message');
    const sure = await confirmAction({
      title: `Move ${messages}?`,
      body: `${messages} in ${formatNumberOf(new Set(extras.map(({ folder }) => folder)).size, 'folder')} at the destination are moved to the folder "${found.moveTo}". Of each, at least one stays where it is. They can be put back from here.`,
      action: `Move ${messages}`,
    });
    if (!sure) return;
    const list = extras.map(({ folder, uid }) => ({ folder, uid }));
    const ended = await surgery.run((signal) =>
      client.surgery.moveDuplicates({ lookId: found.id, extras: list }, { signal }),
    );
    setFound(null);
    if (ended === null) return;
    const { done, left } = ended.outcome;
    const rest = left.map((one) => `${formatNumberOf(one.messages, 'message')} stayed: ${one.reason}.`);
    notifyDone([`${formatNumberOf(done, 'message')} moved to "${found.moveTo}".`, ...rest].join(' '));
    await look(scope);
  }

  /** This copy stays, in the place of the last that would have. */
  const keep = (group: DuplicateGroup, copy: DuplicateCopy): void => {
    const others = group.copies.filter((one) => copyKey(one) !== copyKey(copy));
    setSwapped(new Map([...swapped, [group.id, [copy, ...others]]]));
  };

  const toolbar = (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        value={scope}
        onChange={(value) => setScope(value as DuplicateScope)}
        disabled={working}
        aria-label="Where to look"
        data={[
          { value: 'folder', label: 'Within each folder' },
          { value: 'across', label: 'Across folders' },
        ]}
      />
      <Button
        size="compact-sm"
        variant={found ? 'default' : 'filled'}
        loading={working}
        onClick={() => void look(scope)}
      >
        {found ? 'Look again' : 'Look for duplicates'}
      </Button>
      {found && (
        <Button
          size="compact-sm"
          disabled={extras.length === 0 || busy || working || found.refusal !== null}
          onClick={() => void move()}
        >
          Move {formatNumberOf(extras.length, 'extra')} aside
        </Button>
      )}
      {surgery.progress && (
        <Text size="xs" c="dimmed" role="status">
          {progressText(surgery.progress)}
        </Text>
      )}
    </Group>
  );

  return (
    <div className={classes.fill}>
      {surgery.error ? <ErrorView error={surgery.error} onRetry={() => void look(scope)} /> : null}
      {found?.sourceUnread && (
        <Notice tone="warn" icon={IconAlertTriangle} title="Not compared with the source">
          It could not be read: {found.sourceUnread} Whatever Mailferry copied stays; look twice before you move
          anything.
        </Notice>
      )}
      {found?.refusal && (
        <Notice tone="warn" icon={IconAlertTriangle} title="They cannot be moved here">
          {found.refusal}
        </Notice>
      )}
      {found === null ? (
        <EmptyState icon={IconCopyX} title="Messages that came twice" action={toolbar}>
          Looks for messages that are at the destination more often than the source has them. Both sides are only read.
          Extras you choose are moved to a folder of their own and can be put back.
        </EmptyState>
      ) : (
        <>
          <DataTable
            tableId="mailbox-duplicates"
            label="Duplicates at the destination"
            columns={columns}
            rows={groups}
            rowId={rowId}
            selection={{ ids: chosen, onChange: setChosen }}
            onOpen={(row) => setOpenId(row.id)}
            rowTone={(row) => (row.id === open?.id ? 'chosen' : 'plain')}
            noun={['message', 'messages']}
            maxRows={7}
            minRows={3}
            empty={
              <Text size="sm">
                No duplicates: of {formatNumberOf(found.messages, 'message')} in{' '}
                {formatNumberOf(found.folders, 'folder')} none is there more often than it should be.
              </Text>
            }
            toolbar={toolbar}
          />
          {found.more > 0 && (
            <Text size="xs" c="dimmed">
              {formatCount(found.more)} more are shown once these are moved.
            </Text>
          )}
          {open && <DuplicatesPair group={open} onKeep={(copy) => keep(open, copy)} />}
        </>
      )}
      <DuplicatesMoved mailboxId={mailboxId} busy={busy || working} />
    </div>
  );
}
