import { Loader, SegmentedControl } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Order, type Step, stepsInOrder } from '../../../shared/domain/directory.ts';
import { orpc } from '../../app/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { Section } from '../../ui/section.tsx';
import { stepText } from '../../ui/steps.ts';
import classes from './evidence.module.css';
import { EvidenceEntry } from './evidence-entry.tsx';

const SHOWN = 200;

/** All that the steps rest on, newest first: checks with what they looked at, remarks, and what was set back. */
export function StepEvidenceList({
  domainId,
  order,
  step,
}: {
  domainId: string;
  order: Order;
  step: Step | null;
}): ReactNode {
  const navigate = useNavigate();
  const evidence = useQuery({
    ...orpc.moves.evidence.queryOptions({ input: { domainId, step, limit: SHOWN } }),
    placeholderData: keepPreviousData,
  });
  const choices = [
    { value: 'all', label: 'All steps' },
    ...stepsInOrder(order).map((which) => ({ value: which, label: stepText[which].label })),
  ];
  return (
    <Section
      title="Evidence"
      flush
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Evidence of"
          data={choices}
          value={step ?? 'all'}
          onChange={(value) => {
            const which = stepsInOrder(order).find((entry) => entry === value);
            void navigate({
              to: '/domains/$domainId',
              params: { domainId },
              search: { tab: 'evidence', ...(which ? { step: which } : {}) },
              replace: true,
            });
          }}
        />
      }
    >
      {evidence.error ? <ErrorView error={evidence.error} onRetry={() => void evidence.refetch()} /> : null}
      {evidence.isPending ? <Loader size="sm" m="md" aria-label="Loading" /> : null}
      {evidence.data?.length === 0 ? (
        <EmptyState icon={IconListCheck} title="Nothing has been looked at yet">
          Check a step above: what is seen then stands here for good, with its time and its numbers.
        </EmptyState>
      ) : null}
      <ol className={classes.list}>
        {evidence.data?.map((entry, index) => (
          <EvidenceEntry key={entry.id} evidence={entry} named={step === null} initiallyOpen={index === 0} />
        ))}
      </ol>
    </Section>
  );
}
