import { ActionIcon, Button, Menu, Table, Tooltip } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleDotted,
  IconCircleX,
  IconDots,
  IconListDetails,
  IconPencil,
  IconPlugConnected,
  IconPlus,
  IconTrash,
  IconWorldUpload,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { OpensrsAccountRow } from '../../../shared/contract/provisioning.ts';
import { client, orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { confirmAction } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Private, PrivateText } from '../../ui/private.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusBadge, type StatusFace } from '../../ui/status-badge.tsx';
import { clusterLabel } from './opensrs-clusters.ts';
import { OpensrsEditor } from './opensrs-editor.tsx';
import { OpensrsTrace } from './opensrs-trace.tsx';
import classes from './settings.module.css';

/** The accounts that make mailboxes at OpenSRS, one for each destination server. */
export function OpensrsAccounts(): ReactNode {
  const accounts = useQuery(orpc.provisioning.accounts.queryOptions());
  const [edited, setEdited] = useState<OpensrsAccountRow | 'new' | null>(null);
  const [traced, setTraced] = useState<OpensrsAccountRow | null>(null);
  return (
    <Section
      title="OpenSRS"
      flush
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
          Add account
        </Button>
      }
    >
      {accounts.isPending ? <LoadingRows rows={1} /> : null}
      {accounts.error ? <ErrorView error={accounts.error} onRetry={() => void accounts.refetch()} /> : null}
      {accounts.data?.length === 0 ? (
        <EmptyState icon={IconWorldUpload} title="No OpenSRS account yet">
          With one, Mailferry makes mailboxes at OpenSRS and logs in to them without the customer's password.
        </EmptyState>
      ) : null}
      {accounts.data && accounts.data.length > 0 ? (
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th pl="md">Server</Table.Th>
              <Table.Th>Cluster</Table.Th>
              <Table.Th>Admin login</Table.Th>
              <Table.Th>Last test</Table.Th>
              <Table.Th w={104}>
                <span className={classes.address}>More</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {accounts.data.map((account) => (
              <AccountLine
                key={account.endpointId}
                account={account}
                onEdit={() => setEdited(account)}
                onTrace={() => setTraced(account)}
              />
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      <OpensrsEditor edited={edited} accounts={accounts.data ?? []} onClose={() => setEdited(null)} />
      <OpensrsTrace account={traced} onClose={() => setTraced(null)} />
    </Section>
  );
}

function AccountLine({
  account,
  onEdit,
  onTrace,
}: {
  account: OpensrsAccountRow;
  onEdit: () => void;
  onTrace: () => void;
}): ReactNode {
  const { endpointId, endpointName, test } = account;
  const testing = useMutation({
    mutationFn: () => client.provisioning.testAccount({ endpointId }),
    onError: (error) => notifyFailed(`The account of ${endpointName} was not tested`, error),
  });
  return (
    <Table.Tr>
      <Table.Td pl="md" className={classes.server}>
        {endpointName}
      </Table.Td>
      <Table.Td>
        {clusterLabel[account.cluster]}
        {account.url ? <div className={classes.address}>{account.url}</div> : null}
      </Table.Td>
      <Table.Td>
        <Private kind="address">{account.user}</Private>
        {account.hasSecret ? null : <div className={classes.address}>no password stored</div>}
      </Table.Td>
      <Table.Td>
        <StatusBadge face={faceOf(test)} bare />
        {test ? (
          <div className={classes.address}>
            <PrivateText text={test.text} /> <MomentCell iso={test.at} />
          </div>
        ) : null}
      </Table.Td>
      <Table.Td>
        <Tooltip label="Test the login">
          <ActionIcon
            size="sm"
            mr={6}
            aria-label={`Test the account of ${endpointName}`}
            loading={testing.isPending}
            onClick={() => testing.mutate()}
          >
            <IconPlugConnected size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size="sm" aria-label={`More for the account of ${endpointName}`}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
              Edit…
            </Menu.Item>
            <Menu.Item leftSection={<IconListDetails size={16} aria-hidden />} onClick={onTrace}>
              Last calls…
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove(account)}>
              Remove…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}

function faceOf(test: OpensrsAccountRow['test']): StatusFace {
  if (!test) return { tone: 'neutral', label: 'Not tested', icon: IconCircleDotted };
  return test.ok
    ? { tone: 'good', label: 'Login works', icon: IconCircleCheck }
    : { tone: 'bad', label: 'Failed', icon: IconCircleX };
}

async function remove({ endpointId, endpointName }: OpensrsAccountRow): Promise<void> {
  const sure = await confirmAction({
    title: `Remove the OpenSRS account of ${endpointName}?`,
    body: 'Its settings and its password are forgotten. Nothing happens at OpenSRS.',
    action: 'Remove account',
    danger: true,
  });
  if (!sure) return;
  try {
    await client.provisioning.removeAccount({ endpointId });
    notifyDone('The OpenSRS account was removed.');
  } catch (error) {
    notifyFailed('The OpenSRS account was not removed', error);
  }
}
