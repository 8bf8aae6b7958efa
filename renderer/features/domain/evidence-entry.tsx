import { Collapse, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconChevronRight, IconMessage } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import type { StepEvidence } from '../../../shared/domain/step-check.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { PrivateText } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { stepText } from '../../ui/steps.ts';
import { checkOutcomeFace } from './check-face.ts';
import { CheckFacts } from './check-facts.tsx';
import classes from './evidence.module.css';

const asked = {
  agent: 'asked by an agent',
  bulk: 'asked by a job',
  schedule: 'by schedule',
  run: 'after a run',
} as const;

/** One line of the evidence; a check opens to what it looked at. */
export function EvidenceEntry({
  evidence,
  named,
  initiallyOpen = false,
}: {
  evidence: StepEvidence;
  /** Whether to say which step it is about. */
  named: boolean;
  initiallyOpen?: boolean;
}): ReactNode {
  const facts = evidence.kind === 'check' ? evidence.facts : [];
  const [open, setOpen] = useState(initiallyOpen && facts.length > 0);
  const id = useId();
  const line = (
    <>
      <span className={classes.when}>
        <MomentCell iso={evidence.at} />
      </span>
      <span className={classes.outcome}>
        {evidence.kind === 'check' ? (
          <StatusBadge face={checkOutcomeFace[evidence.outcome]} />
        ) : evidence.kind === 'remark' ? (
          <StatusBadge face={{ tone: 'neutral', label: 'Remark', icon: IconMessage }} />
        ) : (
          <StatusBadge face={{ tone: 'warn', label: 'Set back', icon: IconArrowBackUp }} />
        )}
      </span>
      <span className={classes.what}>
        {named ? <span className={classes.step}>{stepText[evidence.step].label}</span> : null}
        <PrivateText text={evidence.kind === 'check' ? evidence.summary : evidence.text} />
        <span className={classes.by}>{evidence.kind === 'check' ? asked[evidence.by] : 'by an agent'}</span>
      </span>
    </>
  );
  if (facts.length === 0) {
    return (
      <li className={classes.entry}>
        <div className={classes.line}>
          <span className={classes.mark} />
          {line}
        </div>
      </li>
    );
  }
  return (
    <li className={classes.entry}>
      <UnstyledButton
        className={classes.line}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen((before) => !before)}
      >
        <IconChevronRight size={14} className={classes.chevron} data-open={open || undefined} aria-hidden />
        {line}
      </UnstyledButton>
      <Collapse expanded={open} transitionDuration={120}>
        <div id={id} className={classes.facts}>
          <CheckFacts facts={facts} />
        </div>
      </Collapse>
    </li>
  );
}
