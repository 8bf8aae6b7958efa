import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import { IncidentBadge } from '../../ui/service-states.tsx';
import classes from './incidents.module.css';

/** Incidents that are not closed, and how many the console offers; not there while there is neither. */
export function OpenIncidentList(): ReactNode {
  const incidents = useQuery(orpc.incidents.list.queryOptions());
  const offers = useQuery(orpc.incidents.offers.queryOptions()).data ?? [];
  const open = (incidents.data ?? []).filter(({ status }) => status !== 'closed');
  if (incidents.error) return <ErrorView error={incidents.error} onRetry={() => void incidents.refetch()} />;
  if (open.length === 0 && offers.length === 0) return null;
  return (
    <Section
      title="Open incidents"
      count={open.length === 0 ? undefined : open.length}
      flush
      actions={
        <TextLink size="sm" pr={6} to="/incidents">
          All incidents
        </TextLink>
      }
    >
      <ul className={rows.list}>
        {open.map(({ id, number, title, status, startedAt, domains }) => (
          <li key={id} className={`${rows.row} ${classes.incident}`}>
            <IncidentBadge status={status} />
            <span className={rows.clip}>
              <TextLink to="/incidents/$incidentId" params={{ incidentId: id }} search={{}}>
                {number}
              </TextLink>
              <Text size="xs" c="dimmed" truncate>
                {title}
              </Text>
            </span>
            <span className={`${rows.right} ${rows.dim}`}>{formatNumberOf(domains, 'domain')}</span>
            <span className={`${rows.right} ${rows.dim}`}>
              <MomentCell iso={startedAt} />
            </span>
          </li>
        ))}
        {offers.length === 0 ? null : (
          <li className={`${rows.row} ${classes.offered}`}>
            <TextLink to="/incidents">
              {offers.length === 1
                ? 'One thing to decide: probes saw a change'
                : `${offers.length} things to decide: probes saw changes`}
            </TextLink>
          </li>
        )}
      </ul>
    </Section>
  );
}
