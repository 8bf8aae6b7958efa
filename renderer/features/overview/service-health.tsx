import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { serviceNames } from '../../../shared/domain/service.ts';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import { standingFace } from '../../ui/service-states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './incidents.module.css';

/** What of each server is up, in one sentence and service by service. */
export function ServiceHealth(): ReactNode {
  const servers = useQuery(orpc.incidents.servers.queryOptions());
  if (servers.error) return <ErrorView error={servers.error} onRetry={() => void servers.refetch()} />;
  if (!servers.data || servers.data.length === 0) return null;
  return (
    <Section
      title="Service health"
      flush
      actions={
        <TextLink size="sm" pr={6} to="/incidents">
          Probes
        </TextLink>
      }
    >
      <ul className={rows.list}>
        {servers.data.map((server) => (
          <li key={server.key} className={`${rows.row} ${classes.health}`}>
            <span>
              {server.name}
              <Text size="xs" c="dimmed">
                {server.sentence}
              </Text>
            </span>
            <span className={classes.services}>
              {server.services
                .filter(({ standing }) => standing.state !== 'off')
                .map(({ id, kind, standing }) => (
                  <span key={id} title={standing.last?.text ?? ''}>
                    <StatusBadge
                      face={{
                        ...standingFace[standing.state],
                        label: kind === 'webmail' ? 'Web' : serviceNames[kind],
                      }}
                      bare
                    />
                    <span className={classes.spoken}>{standingFace[standing.state].label}</span>
                  </span>
                ))}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
