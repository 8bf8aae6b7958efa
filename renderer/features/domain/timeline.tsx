import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DomainPage } from '../../../shared/contract/directory.ts';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { Section } from '../../ui/section.tsx';
import { NextStep } from './next-step.tsx';
import { stationsOf } from './stations.ts';
import classes from './timeline.module.css';
import { TimelineStation } from './timeline-station.tsx';

/** The way of the domain: each place with what its state rests on, and the one thing to do next. */
export function DomainTimeline({ data }: { data: DomainPage }): ReactNode {
  const { domain, steps } = data;
  const standing = useQuery(orpc.moves.standing.queryOptions({ input: { domainId: domain.id } }));
  const checkAll = useMutation(
    orpc.moves.checkAll.mutationOptions({
      onError: (error) => notifyFailed(`${domain.name} was not checked`, error),
    }),
  );
  const done = steps.filter((step) => step.state === 'done').length;
  return (
    <Section
      title="The move"
      count={`${done} of ${steps.length} steps done`}
      flush
      actions={
        <Button
          variant="subtle"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={checkAll.isPending}
          onClick={() => checkAll.mutate({ domainId: domain.id })}
        >
          Check all steps
        </Button>
      }
    >
      <ol className={classes.way} data-stations={domain.order === 'standard' ? 5 : 4}>
        {stationsOf(domain, steps, standing.data).map((station, index) => (
          <TimelineStation
            key={station.stage}
            domainId={domain.id}
            station={station}
            number={index + 1}
            lastCopyFrom={standing.data?.lastCopyFrom.at ?? null}
            checking={checkAll.isPending}
          />
        ))}
      </ol>
      {standing.error ? <ErrorView error={standing.error} onRetry={() => void standing.refetch()} /> : null}
      <NextStep data={data} standing={standing.data} />
    </Section>
  );
}
