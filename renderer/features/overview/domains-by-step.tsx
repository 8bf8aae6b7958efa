import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Step, stepsInOrder } from '../../../shared/domain/directory.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { stepText } from '../../ui/steps.ts';
import classes from './overview.module.css';

/** How many domains are at each step, as the way they go. */
export function DomainsByStep({ byStep }: { byStep: Readonly<Partial<Record<Step | 'done', number>>> }): ReactNode {
  const places: readonly { key: Step | 'done'; label: string; what: string }[] = [
    ...stepsInOrder('standard').map((step) => ({ key: step, ...stepText[step] })),
    { key: 'done', label: 'All done', what: 'Nothing left to do' },
  ];
  return (
    <ol className={classes.steps} aria-label="Domains by the step they are at">
      {places.map(({ key, label, what }) => {
        const count = byStep[key] ?? 0;
        return (
          <li key={key}>
            <Link to="/domains" search={{ step: key }} className={classes.step}>
              <div className={[classes.number, count === 0 ? classes.zero : ''].join(' ')}>{formatCount(count)}</div>
              <div className={classes.label}>{label}</div>
              <div className={classes.what}>{what}</div>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}
