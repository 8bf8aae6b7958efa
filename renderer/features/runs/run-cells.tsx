import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatDuration, formatRate } from '../../../shared/domain/format.ts';
import { isActive, type Run } from '../../../shared/domain/run.ts';
import { useRunProgress } from '../../app/run-progress.ts';
import { useNow } from '../../ui/clock.ts';
import { resultText, runMs, runShare } from '../../ui/run/words.ts';
import classes from './runs.module.css';

/** What a run did; while it goes on a bar that moves. Only such a row listens for news: most rows are history. */
export function ResultCell({ run }: { readonly run: Run }): ReactNode {
  return isActive(run.state) ? <LiveResult run={run} /> : resultText(run.totals);
}

function LiveResult({ run }: { readonly run: Run }): ReactNode {
  const live = useRunProgress(run.id);
  const share = runShare(live?.totals ?? run.totals) ?? 0;
  return (
    <span className={classes.live}>
      <Progress value={share * 100} size={6} className={classes.bar ?? ''} aria-label="Progress of this run" />
      <Text span size="xs">
        {live ? `${Math.floor(share * 100)}%, ${formatRate(live.bytesPerSecond)}` : 'about to start'}
      </Text>
    </span>
  );
}

/** How long a run took or is taking. */
export function DurationOf({ run }: { readonly run: Run }): ReactNode {
  return run.endedAt === null ? <LiveDuration run={run} /> : durationText(run, 0);
}

function LiveDuration({ run }: { readonly run: Run }): ReactNode {
  return durationText(run, useNow());
}

function durationText(run: Run, now: number): string {
  const ms = runMs(run, now);
  return ms === null ? '' : formatDuration(ms / 1000);
}
