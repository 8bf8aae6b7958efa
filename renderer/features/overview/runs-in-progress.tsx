import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Overview } from '../../../shared/contract/workspace.ts';
import { formatCount, formatDuration, formatRate } from '../../../shared/domain/format.ts';
import { isActive } from '../../../shared/domain/run.ts';
import { useAllProgress, useRunProgress } from '../../app/run-progress.ts';
import { TextLink } from '../../ui/links.tsx';
import { Private, PrivateText, useNamed } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import classes from './overview.module.css';

/** More would push everything else out of sight; the rest is in the list of runs. */
const SHOWN = 8;

type Running = Overview['running'][number];

/** Runs that are going on, moving as they go. */
export function RunsInProgress({ runs }: { runs: readonly Running[] }): ReactNode {
  return (
    <Section
      title="Runs in progress"
      count={runs.length > 0 ? formatCount(runs.length) : undefined}
      flush
      actions={
        <>
          {runs.length > 0 ? <Throughput runs={runs} /> : null}
          <TextLink size="sm" pr={6} to="/runs">
            All runs
          </TextLink>
        </>
      }
    >
      {runs.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          No run is going on. Open a{' '}
          <TextLink to="/domains" underline="always">
            domain
          </TextLink>{' '}
          and press what it says is next.
        </Text>
      ) : (
        <ul className={rows.list}>
          {runs.slice(0, SHOWN).map((run) => (
            <RunningRow key={run.runId} run={run} />
          ))}
          {runs.length > SHOWN ? (
            <li className={`${rows.row} ${rows.dim}`}>
              and {formatCount(runs.length - SHOWN)} more, going on or waiting for their turn
            </li>
          ) : null}
        </ul>
      )}
    </Section>
  );
}

/** What all runs together bring over now. */
function Throughput({ runs }: { runs: readonly Running[] }): ReactNode {
  const live = useAllProgress(runs);
  const messages = live.reduce((sum, run) => sum + run.messagesPerSecond, 0);
  const bytes = live.reduce((sum, run) => sum + run.bytesPerSecond, 0);
  return (
    <span className={classes.throughput}>
      {formatCount(Math.round(messages))} msg/s, {formatRate(bytes)}
    </span>
  );
}

function RunningRow({ run }: { run: Running }): ReactNode {
  const named = useNamed();
  const progress = useRunProgress(run.runId) ?? run;
  const { totals } = progress;
  const looked = totals.copied + totals.alreadyThere + totals.skipped;
  const percent = totals.messages > 0 ? Math.min(100, (100 * looked) / totals.messages) : 0;
  const active = isActive(progress.state);
  return (
    <li className={`${rows.row} ${classes.running}`}>
      <TextLink className={rows.clip} fw={600} to="/mailboxes/$mailboxId" params={{ mailboxId: run.mailboxId }}>
        <Private kind="address">{run.address}</Private>
      </TextLink>
      <span className={`${rows.right} ${rows.dim}`}>
        {active ? `${formatCount(Math.round(progress.messagesPerSecond))} msg/s` : ''}
      </span>
      <span className={`${rows.right} ${rows.dim}`}>{active ? formatRate(progress.bytesPerSecond) : ''}</span>
      <span className={rows.right}>
        {progress.secondsLeft === null || !active ? '' : `${formatDuration(progress.secondsLeft)} left`}
      </span>
      <span className={rows.right}>
        {formatCount(looked)} <span className={rows.dim}>/ {formatCount(totals.messages)}</span>
      </span>
      <Progress
        className={classes.wide}
        value={percent}
        size={6}
        aria-label={`${named(run.address, 'A mailbox')}: ${Math.round(percent)} percent`}
        transitionDuration={150}
      />
      <span className={`${rows.clip} ${rows.dim} ${classes.wide}`}>
        <PrivateText text={progress.text} />
      </span>
    </li>
  );
}
