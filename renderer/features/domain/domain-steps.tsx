import { ActionIcon, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import { type DomainStep, stepState } from '../../../shared/domain/directory.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { PrivateText } from '../../ui/private.tsx';
import { Section } from '../../ui/section.tsx';
import { stepStateFace } from '../../ui/states.tsx';
import { StepTimeline } from '../../ui/step-track.tsx';
import { stepText } from '../../ui/steps.ts';
import classes from './domain.module.css';

/** The four steps with what their state rests on; a state can be set by hand where only a person knows. */
export function DomainSteps({ domain, steps }: { domain: DomainRow; steps: readonly DomainStep[] }): ReactNode {
  return (
    <Section title="Steps" flush>
      <div className={classes.steps}>
        <StepTimeline
          order={domain.order}
          steps={steps}
          menu={(step) => <StateMenu domainId={domain.id} step={step} />}
          details={(step) => (
            <div className={classes.evidence}>
              <PrivateText text={step.evidence ?? (step.state === 'unknown' ? 'Nobody has checked this yet.' : '')} />
              {step.at ? (
                <>
                  {step.evidence ? ' · ' : ''}
                  <MomentCell iso={step.at} />
                </>
              ) : null}
            </div>
          )}
        />
      </div>
    </Section>
  );
}

function StateMenu({ domainId, step }: { domainId: string; step: DomainStep }): ReactNode {
  const queries = useQueryClient();
  const { label } = stepText[step.step];
  const set = useMutation(
    orpc.directory.setStep.mutationOptions({
      onSuccess: (page) => queries.setQueryData(orpc.directory.domain.queryKey({ input: { id: domainId } }), page),
      onError: (error) => notifyFailed(`The state of ${label.toLowerCase()} was not set`, error),
    }),
  );
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon
          className={classes.stateMenu}
          size="sm"
          aria-label={`Set the state of ${label}`}
          loading={set.isPending}
        >
          <IconChevronDown size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{label} is</Menu.Label>
        {stepState.options.map((state) => {
          const face = stepStateFace[state];
          return (
            <Menu.Item
              key={state}
              leftSection={<face.icon size={16} aria-hidden />}
              rightSection={state === step.state ? <IconCheck size={14} aria-label="now" /> : null}
              onClick={() => set.mutate({ domainId, step: step.step, state })}
            >
              {face.label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
