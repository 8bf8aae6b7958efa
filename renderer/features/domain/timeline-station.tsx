import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { stepOfStage } from '../../../shared/domain/stage.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { useNow } from '../../ui/clock.ts';
import { TextLink } from '../../ui/links.tsx';
import { formatMoment } from '../../ui/moment.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { PrivateText } from '../../ui/private.tsx';
import { StepStateBadge } from '../../ui/states.tsx';
import { stageText, stepText } from '../../ui/steps.ts';
import type { Station } from './stations.ts';
import { StepMenu } from './step-menu.tsx';
import classes from './timeline.module.css';

/** One place of the timeline: its mark on the rail, its state, what that rests on, and what can be done about it. */
export function TimelineStation({
  domainId,
  station,
  number,
  lastCopyFrom,
  checking,
}: {
  domainId: string;
  station: Station;
  number: number;
  /** ISO 8601; when the last copy may begin. */
  lastCopyFrom: string | null;
  checking: boolean;
}): ReactNode {
  const { stage, state, current, evidence, at, entries, check } = station;
  const now = useNow();
  const step = stepOfStage(stage);
  const { label, what, icon: StageSign } = stageText[stage];
  const look = useMutation(
    orpc.moves.check.mutationOptions({
      onError: (error) => notifyFailed(`${stepText[step].label} was not checked`, error),
    }),
  );
  const waits = stage === 'last-copy' && state !== 'done' && lastCopyFrom !== null && Date.parse(lastCopyFrom) > now;
  const notSeen = check?.outcome === 'unknown' && stage !== 'first-copy' ? check : null;
  return (
    <li
      className={classes.station}
      data-state={state}
      data-current={current || undefined}
      aria-current={current ? 'step' : undefined}
    >
      <div className={classes.rail}>
        <span className={classes.mark} aria-hidden>
          {state === 'done' ? <IconCheck size={16} stroke={2.6} /> : <StageSign size={16} stroke={1.8} />}
        </span>
      </div>
      <h3 className={classes.name}>
        <span className={classes.number} aria-hidden>
          {number}
        </span>
        {label}
      </h3>
      <div className={classes.state}>
        <StepStateBadge state={state} />
      </div>
      <p className={classes.evidence}>
        <PrivateText text={evidence ?? (state === 'unknown' ? `Nobody has looked yet. ${what}.` : `${what}.`)} />
        {waits ? <span className={classes.quiet}> From {formatMoment(lastCopyFrom, now)} on.</span> : null}
        {notSeen && notSeen.summary !== evidence ? (
          <span className={classes.notSeen}>
            <PrivateText text={notSeen.summary} />
          </span>
        ) : null}
      </p>
      <div className={classes.foot}>
        {stage === 'first-copy' ? (
          <span className={classes.seen}>{at ? <MomentCell iso={at} /> : null}</span>
        ) : (
          <>
            <Tooltip label={check ? `Checked ${formatMoment(check.at, now)}; look again` : 'Look at it now'}>
              <ActionIcon
                size="sm"
                aria-label={`Check ${label} now`}
                loading={look.isPending || checking}
                onClick={() => look.mutate({ domainId, step })}
              >
                <IconRefresh size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <span className={classes.when}>{at ? <MomentCell iso={at} /> : null}</span>
            {entries > 0 ? (
              <TextLink
                size="xs"
                to="/domains/$domainId"
                params={{ domainId }}
                search={{ tab: 'evidence', step }}
                replace
                aria-label={`Evidence of ${stepText[step].label}: ${formatNumberOf(entries, 'entry', 'entries')}`}
              >
                {formatNumberOf(entries, 'entry', 'entries')}
              </TextLink>
            ) : null}
            <StepMenu domainId={domainId} step={step} state={state} />
          </>
        )}
      </div>
    </li>
  );
}
