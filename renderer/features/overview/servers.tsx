import { ActionIcon, Loader, Text, Tooltip } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import { placeText } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint } from '../../../shared/domain/endpoint-url.ts';
import { orpc } from '../../app/client.ts';
import { EndpointHealth } from '../../ui/endpoint-health.tsx';
import { settingsOf } from '../../ui/endpoint-settings.ts';
import { TextLink } from '../../ui/links.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import classes from './overview.module.css';

/** The servers with how their last test went. */
export function Servers({ endpoints }: { endpoints: readonly EndpointRow[] }): ReactNode {
  return (
    <Section
      title="Servers"
      flush
      actions={
        <TextLink size="sm" pr={6} to="/settings">
          Settings
        </TextLink>
      }
    >
      {endpoints.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          No server is known yet. Add the source and the destination in the settings.
        </Text>
      ) : (
        <ul className={rows.list}>
          {endpoints.map((endpoint) => (
            <ServerRow key={endpoint.id} endpoint={endpoint} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ServerRow({ endpoint }: { endpoint: EndpointRow }): ReactNode {
  const test = useMutation(
    orpc.endpoints.test.mutationOptions({ onError: (error) => notifyFailed(`${endpoint.name} was not tested`, error) }),
  );
  return (
    <li className={`${rows.row} ${classes.server}`}>
      <span className={rows.clip}>
        {endpoint.name}
        <Text size="xs" c="dimmed" truncate title={formatEndpoint(endpoint)}>
          {placeText(endpoint)}
        </Text>
      </span>
      <EndpointHealth lastTest={endpoint.lastTest} />
      <Tooltip label="Test the connection">
        <ActionIcon
          aria-label={`Test the connection to ${endpoint.name}`}
          disabled={test.isPending}
          onClick={() => test.mutate({ ...settingsOf(endpoint), id: endpoint.id })}
        >
          {test.isPending ? <Loader size={14} /> : <IconPlugConnected size={17} stroke={1.7} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
