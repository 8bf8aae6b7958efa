import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MailboxRow } from '../../../shared/contract/directory.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { client } from '../../app/client.ts';
import { openDialog } from '../../app/dialogs.ts';
import { CountCell, MomentCell } from '../../ui/cells.tsx';
import { confirmAction } from '../../ui/confirm.tsx';
import type { DataColumn } from '../../ui/data-table/column.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { PrivateText, useNamed } from '../../ui/private.tsx';
import { MailboxStateBadge, mailboxStateFace } from '../../ui/states.tsx';
import classes from './domain.module.css';

/** The columns of a domain's mailboxes. */
export const mailboxColumns: readonly DataColumn<MailboxRow>[] = [
  {
    id: 'address',
    header: 'Mailbox',
    value: (row) => row.address,
    cell: (row) => <span className={classes.address}>{row.address}</span>,
    width: 200,
    grow: true,
    filterable: true,
    hideable: false,
    private: 'address',
  },
  {
    id: 'state',
    header: 'State',
    value: (row) => mailboxStateFace[row.state].label,
    cell: (row) => <MailboxStateBadge state={row.state} />,
    width: 164,
    filterable: true,
  },
  {
    id: 'messages',
    header: 'Messages',
    hint: 'On the source, by the last run',
    value: (row) => row.messages,
    cell: (row) => <CountCell value={row.messages} />,
    align: 'right',
    width: 104,
  },
  {
    id: 'findings',
    header: 'Findings',
    hint: 'By the last run',
    value: (row) => row.findings,
    cell: (row) => <CountCell value={row.findings} />,
    align: 'right',
    width: 90,
  },
  {
    id: 'last-run',
    header: 'Last run',
    value: (row) => row.lastRunAt,
    cell: (row) => <MomentCell iso={row.lastRunAt} never="not run yet" />,
    width: 108,
  },
  {
    id: 'verdict',
    header: 'Verdict',
    value: (row) => row.verdict,
    cell: (row) => <PrivateText text={row.verdict} titled />,
    width: 180,
    grow: true,
  },
  {
    id: 'note',
    header: 'Note',
    value: (row) => row.note,
    cell: (row) => <span title={row.note}>{row.note}</span>,
    private: 'text',
    width: 180,
    filterable: true,
    initiallyHidden: true,
  },
  {
    id: 'more',
    header: 'More',
    value: () => null,
    cell: (row) => <MailboxMenu mailbox={row} />,
    width: 60,
    align: 'center',
    sortable: false,
    hideable: false,
  },
];

function MailboxMenu({ mailbox }: { mailbox: MailboxRow }): ReactNode {
  const named = useNamed();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`More for ${named(mailbox.address, 'this mailbox')}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => openDialog({ kind: 'edit-mailbox', mailbox })}
        >
          Edit…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTrash size={16} aria-hidden />}
          disabled={mailbox.state === 'running'}
          onClick={() => void remove(mailbox)}
        >
          Remove…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function remove(mailbox: MailboxRow): Promise<void> {
  const sure = await confirmAction({
    title: `Remove ${mailbox.address} from the workspace?`,
    body: 'Mailferry forgets its runs, its findings and what was copied where. Mail on both servers stays as it is.',
    action: 'Remove mailbox',
    danger: true,
  });
  if (!sure) return;
  try {
    const { removedRuns } = await client.directory.removeMailbox({ id: mailbox.id });
    notifyDone(`${mailbox.address} was removed, with ${formatNumberOf(removedRuns, 'run')}.`);
  } catch (error) {
    notifyFailed(`${mailbox.address} was not removed`, error);
  }
}
