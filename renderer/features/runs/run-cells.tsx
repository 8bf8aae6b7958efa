import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatDuration, formatRate } from '../../../shared/domain/format.ts';
import { isActive, type Run } from '../../../shared/domain/run.ts';
import { useRunProgress } from '../../app/run-progress.ts';
import { useNow } from '../../ui/clock.ts';
import { resultText, runMs, runShare } from '../../ui/run/words.ts';
import classes from './runs.module.css';

/** What a run did so far; while it goes on a bar that moves. */
export function ResultCell({ run }: { readonly run: Run }): ReactNode {
  const live = useRunProgress(isActive(run.state) ? run.id : null);
  const totals = live?.totals ?? run.totals;
  if (!isActive(run.state)) return <span>{resultText(totals)}</span>;
  const share = runShare(totals) ?? 0;
  return (
    <span className={classes.live}>
      <Progress value={share * 100} size={6} className={classes.bar ?? ''} aria-label={`Progress of ${run.address}`} />
      <Text span size="xs">
        {live ? `${Math.floor(share * 100)}%, ${formatRate(live.bytesPerSecond)}` : 'about to start'}
      </Text>
    </span>
  );
}

/** How long a run took or is taking. */
export function DurationOf({ run }: { readonly run: Run }): ReactNode {
  const now = useNow();
  const ms = runMs(run, now);
  return ms === null ? null : formatDuration(ms / 1000);
}
