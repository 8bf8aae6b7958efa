import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { currentStep, type DomainStep, type Order, type Step, stepsInOrder } from '../../shared/domain/directory.ts';
import { StepStateBadge } from './states.tsx';
import classes from './step-track.module.css';
import { stepText } from './steps.ts';

/**
 * The four steps as four small marks and the step the domain is at, for a row. Marks behind it are filled, marks ahead stay
 * hollow: what is ahead of the first open step may be done or not.
 */
export function StepTrack({ order, current }: { order: Order; current: Step | null }): ReactNode {
  const steps = stepsInOrder(order);
  const at = current === null ? steps.length : steps.indexOf(current);
  return (
    <span className={classes.track}>
      <span className={classes.marks} aria-hidden>
        {steps.map((step, index) => (
          <span
            key={step}
            className={[classes.mark, index < at ? classes.done : index === at ? classes.current : ''].join(' ')}
          />
        ))}
      </span>
      <span>{current === null ? 'All done' : stepText[current].label}</span>
    </span>
  );
}

/** The four steps side by side with state and evidence; `menu` is what stands beside the state of each. */
export function StepTimeline({
  order,
  steps,
  details,
  menu,
}: {
  order: Order;
  steps: readonly DomainStep[];
  details: (step: DomainStep) => ReactNode;
  menu: (step: DomainStep) => ReactNode;
}): ReactNode {
  const current = currentStep(order, steps);
  return (
    <ol className={classes.big}>
      {stepsInOrder(order).map((which, index) => {
        const entry = steps.find((step) => step.step === which) ?? {
          step: which,
          state: 'unknown',
          at: null,
          evidence: null,
        };
        return (
          <li
            key={which}
            className={classes.step}
            data-state={entry.state}
            data-current={which === current || undefined}
            aria-current={which === current ? 'step' : undefined}
          >
            <div className={classes.rail}>
              <span className={classes.number} aria-hidden>
                {entry.state === 'done' ? <IconCheck size={14} stroke={3} /> : index + 1}
              </span>
            </div>
            <Text fw={600} size="md">
              {stepText[which].label}
            </Text>
            <Text size="xs" c="dimmed" mb={6}>
              {stepText[which].what}
            </Text>
            <div>
              <StepStateBadge state={entry.state} />
              {menu(entry)}
            </div>
            {details(entry)}
          </li>
        );
      })}
    </ol>
  );
}
