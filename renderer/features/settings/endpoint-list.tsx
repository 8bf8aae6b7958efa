import { ActionIcon, Button, Menu, Table, Text } from '@mantine/core';
import { IconDots, IconPencil, IconPlus, IconServer2, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import { placeText } from '../../../shared/domain/endpoint.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { client, orpc } from '../../app/client.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EndpointHealth } from '../../ui/endpoint-health.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Section } from '../../ui/section.tsx';
import { EndpointEditor } from './endpoint-editor.tsx';
import { platformLabel, tlsShortLabel } from './platforms.ts';
import classes from './settings.module.css';

/** The servers mail comes from and goes to. */
export function EndpointList(): ReactNode {
  const endpoints = useQuery(orpc.endpoints.list.queryOptions());
  const [edited, setEdited] = useState<EndpointRow | 'new' | null>(null);
  return (
    <Section
      title="Servers"
      flush
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
          Add server
        </Button>
      }
    >
      {endpoints.isPending ? <LoadingRows rows={3} /> : null}
      {endpoints.error ? <ErrorView error={endpoints.error} onRetry={() => void endpoints.refetch()} /> : null}
      {endpoints.data?.length === 0 ? (
        <EmptyState icon={IconServer2} title="No server yet">
          Add the server the mail is on and the one it goes to.
        </EmptyState>
      ) : null}
      {endpoints.data && endpoints.data.length > 0 ? (
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th pl="md">Server</Table.Th>
              <Table.Th>Platform</Table.Th>
              <Table.Th>Security</Table.Th>
              <Table.Th ta="right">Connections</Table.Th>
              <Table.Th ta="right">Mailboxes</Table.Th>
              <Table.Th>Last test</Table.Th>
              <Table.Th w={56}>
                <span className={classes.address}>More</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {endpoints.data.map((endpoint) => (
              <EndpointLine key={endpoint.id} endpoint={endpoint} onEdit={() => setEdited(endpoint)} />
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      <EndpointEditor edited={edited} onClose={() => setEdited(null)} />
    </Section>
  );
}

function EndpointLine({ endpoint, onEdit }: { endpoint: EndpointRow; onEdit: () => void }): ReactNode {
  return (
    <Table.Tr>
      <Table.Td pl="md">
        <div className={classes.server}>{endpoint.name}</div>
        <div className={classes.address}>{placeText(endpoint)}</div>
      </Table.Td>
      <Table.Td>
        {platformLabel[endpoint.platform]}
        {endpoint.protocol === 'pop3' ? ', POP3' : endpoint.protocol === 'store' ? ', message store' : ''}
      </Table.Td>
      <Table.Td>
        {endpoint.protocol === 'store' ? 'On a disk' : tlsShortLabel[endpoint.tls]}
        {endpoint.pinnedFingerprint ? <div className={classes.address}>one certificate trusted</div> : null}
      </Table.Td>
      <Table.Td ta="right">{formatCount(endpoint.maxConnections)}</Table.Td>
      <Table.Td ta="right">{formatCount(endpoint.mailboxes)}</Table.Td>
      <Table.Td>
        <EndpointHealth lastTest={endpoint.lastTest} />
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size="sm" aria-label={`More for ${endpoint.name}`}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
              Edit or test…
            </Menu.Item>
            <Menu.Item
              leftSection={<IconTrash size={16} aria-hidden />}
              disabled={endpoint.mailboxes > 0}
              onClick={() => void remove(endpoint)}
            >
              Remove…
              {endpoint.mailboxes > 0 ? (
                <Text size="xs" c="dimmed">
                  Mailboxes use it
                </Text>
              ) : null}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}

async function remove(endpoint: EndpointRow): Promise<void> {
  const sure = await confirmAction({
    title: `Remove the server ${endpoint.name}?`,
    body: 'Its settings are forgotten. Nothing happens on the server itself.',
    action: 'Remove server',
    danger: true,
  });
  if (!sure) return;
  try {
    await client.endpoints.remove({ id: endpoint.id });
    notifyDone(`${endpoint.name} was removed.`);
  } catch (error) {
    notifyFailed(`${endpoint.name} was not removed`, error);
  }
}
