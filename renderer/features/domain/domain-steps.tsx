import { ActionIcon } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import type { DomainStep } from '../../../shared/domain/directory.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { PrivateText } from '../../ui/private.tsx';
import { Section } from '../../ui/section.tsx';
import { StepTimeline } from '../../ui/step-track.tsx';
import { stepText } from '../../ui/steps.ts';
import classes from './domain.module.css';

/** The four steps with what their state rests on. */
export function DomainSteps({ domain, steps }: { domain: DomainRow; steps: readonly DomainStep[] }): ReactNode {
  return (
    <Section title="Steps" flush>
      <div className={classes.steps}>
        <StepTimeline
          order={domain.order}
          steps={steps}
          menu={(step) => <CheckButton domainId={domain.id} step={step} />}
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

function CheckButton({ domainId, step }: { domainId: string; step: DomainStep }): ReactNode {
  const { label } = stepText[step.step];
  const check = useMutation(
    orpc.moves.check.mutationOptions({
      onError: (error) => notifyFailed(`${label} was not checked`, error),
    }),
  );
  return (
    <ActionIcon
      className={classes.stateMenu}
      size="sm"
      aria-label={`Check ${label} now`}
      loading={check.isPending}
      onClick={() => check.mutate({ domainId, step: step.step })}
    >
      <IconRefresh size={14} aria-hidden />
    </ActionIcon>
  );
}
