import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CheckFact } from '../../../shared/domain/step-check.ts';
import { PrivateText } from '../../ui/private.tsx';
import classes from './evidence.module.css';

/** What a check looked at, and what each thing says about the step. */
export function CheckFacts({ facts }: { facts: readonly CheckFact[] }): ReactNode {
  return (
    <dl className={classes.factList}>
      {facts.map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts never change their places, and two may have the same label
        <div key={index} className={classes.fact}>
          <dt>
            <FactMark ok={fact.ok} />
            <PrivateText text={fact.label} />
          </dt>
          <dd>
            <PrivateText text={fact.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FactMark({ ok }: { ok: boolean | null }): ReactNode {
  if (ok === null) return <span className={classes.factMark} />;
  return (
    <span className={classes.factMark} data-ok={ok}>
      {ok ? <IconCheck size={14} stroke={2.5} aria-hidden /> : <IconX size={14} stroke={2.5} aria-hidden />}
      <VisuallyHidden>{ok ? 'as it should be' : 'not as it should be'}</VisuallyHidden>
    </span>
  );
}
