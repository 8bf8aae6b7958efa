import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { Run, RunEvent } from '../../../shared/domain/run.ts';
import { PrivateText } from '../../ui/private.tsx';
import { useRunLog } from '../../ui/run/use-run-log.ts';
import { formatClock } from '../../ui/run/words.ts';
import { isTrouble, latestLines } from './latest-lines.ts';
import classes from './mailbox.module.css';

const LINES = 3;

const colours: Partial<Record<RunEvent['level'], string>> = { error: 'var(--tone-bad)', warn: 'var(--tone-warn)' };

/** What a run says as it goes; the place is there from the start. */
export function LiveLog({ run }: { readonly run: Run }): ReactNode {
  const log = useRunLog(run.id, run.state);
  const events = log.data ?? [];
  const troubles = events.filter(isTrouble).length;
  return (
    <div className={classes.liveLog} role="log" aria-label="Latest lines of the log of this run">
      {latestLines(events, LINES).map((event) => (
        <Text key={event.seq} size="xs" truncate c={colours[event.level] ?? 'dimmed'}>
          {formatClock(event.at)} <PrivateText text={event.text} titled />
        </Text>
      ))}
      <Text size="xs" c="dimmed" className={classes.liveTroubles ?? ''}>
        {troubles === 0
          ? 'No warnings or errors so far'
          : formatNumberOf(troubles, 'warning or error', 'warnings and errors')}
      </Text>
    </div>
  );
}
