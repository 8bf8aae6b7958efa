import { IconChevronRight, IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Overview } from '../../../shared/contract/workspace.ts';
import { type Step, stepsInOrder } from '../../../shared/domain/directory.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { stageText, stepText } from '../../ui/steps.ts';
import classes from './overview.module.css';

/** How many domains are at each step, as the way they go; the copy tells its two parts and the forced order apart. */
export function DomainsByStep({ byStep, byStage }: Pick<Overview, 'byStep' | 'byStage'>): ReactNode {
  const places = [
    ...stepsInOrder('standard').map((key) => ({ key, ...stepText[key], icon: stageText[key].icon })),
    { key: 'done' as const, label: 'All done', what: 'Nothing left to do', icon: IconCircleCheck },
  ];
  return (
    <ol className={classes.steps} aria-label="Domains by the step they are at">
      {places.map(({ key, label, what, icon: StepSign }) => {
        const count = byStep[key];
        return (
          <li key={key}>
            <Link to="/domains" search={{ step: key }} className={classes.step}>
              <span className={classes.stepHead}>
                <span className={[classes.number, count === 0 ? classes.zero : ''].join(' ')}>
                  {formatCount(count)}
                </span>
                <StepSign size={18} stroke={1.6} className={classes.stepSign} aria-hidden />
              </span>
              <span className={classes.label}>{label}</span>
              <span className={classes.what}>{parts(key, byStage) ?? what}</span>
            </Link>
            {key === 'done' ? null : <IconChevronRight size={16} className={classes.arrow} aria-hidden />}
          </li>
        );
      })}
    </ol>
  );
}

/** What the copy is made of, where that says more than the number. */
function parts(key: Step | 'done', byStage: Overview['byStage']): string | null {
  if (key !== 'copy') return null;
  const told = [
    [byStage['first-copy'], 'first'],
    [byStage['last-copy'], 'last'],
    [byStage.copy, 'forced'],
  ] as const;
  const present = told.filter(([count]) => count > 0);
  return present.length === 0 ? null : present.map(([count, word]) => `${formatCount(count)} ${word}`).join(', ');
}
