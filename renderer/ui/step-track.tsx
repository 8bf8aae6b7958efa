import type { ReactNode } from 'react';
import type { Order } from '../../shared/domain/directory.ts';
import { type Stage, stagesInOrder } from '../../shared/domain/stage.ts';
import classes from './step-track.module.css';
import { stageText } from './steps.ts';

/**
 * The way of a domain as small marks and the stage it is at, for a row. Marks behind it are filled, marks ahead stay hollow: what is
 * ahead of the first open stage may be done or not.
 */
export function StepTrack({ order, stage }: { order: Order; stage: Stage | null }): ReactNode {
  const stages = stagesInOrder(order);
  const at = stage === null ? stages.length : stages.indexOf(stage);
  return (
    <span className={classes.track}>
      <span className={classes.marks} data-stages={stages.length} aria-hidden>
        {stages.map((which, index) => (
          <span
            key={which}
            className={[classes.mark, index < at ? classes.done : index === at ? classes.current : ''].join(' ')}
          />
        ))}
      </span>
      <span>{stage === null ? 'All done' : stageText[stage].label}</span>
    </span>
  );
}
