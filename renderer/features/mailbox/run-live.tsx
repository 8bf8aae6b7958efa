import { Sparkline } from '@mantine/charts';
import { Button, Group, Progress, Switch, Text, Title, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../../shared/domain/format.ts';
import { emptyTotals, type Run, type RunPhase, type RunProgress } from '../../../shared/domain/run.ts';
import { PrivateText } from '../../ui/private.tsx';
import { phaseWords, runShare, timeLeft } from '../../ui/run/words.ts';
import { runKindLabel } from '../../ui/states.tsx';
import { LiveLog } from './live-log.tsx';
import classes from './mailbox.module.css';
import { RATE_POINTS, useRateHistory } from './rate-history.ts';
import type { RunActions } from './use-run-actions.ts';

/** Seconds the chart has room for at first. */
const SHORT_RUN = 30;

const movingPhases: ReadonlySet<RunPhase> = new Set(['waiting', 'connecting', 'listing', 'comparing', 'verifying']);

/** A run as it goes: what it does, how far it is, how fast, how long it still takes, and what went wrong so far. */
export function RunLive({
  run,
  progress,
  actions,
}: {
  readonly run: Run;
  readonly progress: RunProgress | undefined;
  readonly actions: RunActions;
}): ReactNode {
  const totals = progress?.totals ?? run.totals ?? emptyTotals;
  const phase: RunPhase = progress?.phase ?? 'waiting';
  const stopping = run.state === 'cancelling' || progress?.state === 'cancelling' || actions.cancelling;
  const paused = !stopping && run.state === 'paused';
  const share = runShare(totals);
  const moving = movingPhases.has(phase) && phase !== 'comparing';
  const rates = useRateHistory(progress);

  return (
    <section className={classes.card} aria-label="Run in progress">
      <Group justify="space-between" wrap="nowrap" align="center">
        <div className={classes.livePhase}>
          <Title order={2}>
            {runKindLabel[run.kind]}:{' '}
            {stopping ? 'Stopping' : paused && phase !== 'paused' ? 'Pausing' : phaseWords[phase]}
          </Title>
          <Text size="sm" c="dimmed" truncate>
            <PrivateText text={progress?.text ?? 'The run is about to start.'} />
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          {run.kind !== 'verify' && (
            <Tooltip
              label="Decides for the folders the run has not begun to read yet; the others keep their order."
              multiline
              w={260}
            >
              <Switch
                size="sm"
                mr={6}
                label="Newest first"
                checked={run.options.newestFirst ?? false}
                disabled={stopping || actions.ordering}
                onChange={(event) => actions.setNewestFirst(run.id, event.currentTarget.checked)}
              />
            </Tooltip>
          )}
          <Button
            w={112}
            leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
            variant={paused ? 'filled' : 'default'}
            loading={actions.pausing}
            disabled={stopping}
            onClick={() => (paused ? actions.resume(run.id) : actions.pause(run.id))}
          >
            {paused ? 'Resume' : 'Pause'}
          </Button>
          <Button
            w={112}
            variant="default"
            leftSection={<IconPlayerStop size={16} aria-hidden />}
            loading={actions.cancelling}
            disabled={stopping}
            onClick={() => actions.cancel(run.id)}
          >
            {stopping ? 'Stopping' : 'Cancel'}
          </Button>
        </Group>
      </Group>
      <div className={classes.liveBody}>
        <div className={classes.liveNumbers}>
          <Progress.Root size={14} radius="sm" mb={8}>
            <Progress.Section
              value={moving && share === null ? 100 : (share ?? 0) * 100}
              color={paused ? 'gray.5' : 'harbour.5'}
              striped={moving || paused}
              animated={moving && !paused}
              aria-label={`Progress of this run: ${runKindLabel[run.kind]}`}
            />
          </Progress.Root>
          <dl className={classes.stats}>
            <Stat label="Messages" width={104}>
              {share === null
                ? '–'
                : `${formatCount(totals.copied + totals.alreadyThere + totals.skipped)} of ${formatCount(totals.messages)}`}
            </Stat>
            <Stat label="Copied">{formatCount(totals.copied)}</Stat>
            <Stat label="There already">{formatCount(totals.alreadyThere)}</Stat>
            <Stat label="Skipped">{formatCount(totals.skipped)}</Stat>
            <Stat
              label="Bytes"
              width={126}
            >{`${formatBytes(totals.bytesCopied)} of ${formatBytes(totals.bytes)}`}</Stat>
            <Stat
              label="Folders"
              width={62}
            >{`${formatCount(totals.foldersDone)} of ${formatCount(totals.folders)}`}</Stat>
            <Stat label="Elapsed" width={78}>
              {formatDuration((progress?.elapsedMs ?? 0) / 1000)}
            </Stat>
            <Stat label="Time left" width={112}>
              {progress ? shortTimeLeft(progress) : '–'}
            </Stat>
          </dl>
        </div>
        <RateChart rates={rates} progress={progress} />
      </div>
      <LiveLog run={run} />
    </section>
  );
}

/** A number with its place kept, so that its neighbours stand still while it grows. */
function Stat({
  label,
  width,
  children,
}: {
  readonly label: string;
  readonly width?: number;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div style={{ minWidth: width ?? 48 }}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function shortTimeLeft(progress: RunProgress): string {
  if (progress.state === 'cancelling') return 'stopping';
  if (progress.state === 'paused') return 'paused';
  const known = progress.secondsLeft !== null || progress.secondsLeftRange !== null;
  return known ? timeLeft(progress).replace(/ left$/, '') : 'not known yet';
}

function RateChart({
  rates,
  progress,
}: {
  readonly rates: readonly number[];
  readonly progress: RunProgress | undefined;
}): ReactNode {
  // Seconds have one width from the start on, so that the line does not shrink while it grows; a long run moves on.
  const data = useMemo(() => [...Array<null>(Math.max(0, SHORT_RUN - rates.length)).fill(null), ...rates], [rates]);
  const now = progress ? formatRate(progress.bytesPerSecond) : '–';
  return (
    <figure className={classes.rate}>
      <figcaption>
        <Text size="sm" fw={600}>
          {now}
        </Text>
        <Text size="xs" c="dimmed">
          {progress ? `${progress.messagesPerSecond.toFixed(progress.messagesPerSecond < 10 ? 1 : 0)} messages/s` : ' '}
        </Text>
      </figcaption>
      <Sparkline
        h={40}
        className={classes.chart ?? ''}
        data={data}
        color="harbour.5"
        strokeWidth={1.5}
        fillOpacity={0.25}
        connectNulls={false}
        areaProps={{ isAnimationActive: false }}
        role="img"
        aria-label={`Rate of the last ${RATE_POINTS} seconds, now ${now}`}
      />
    </figure>
  );
}
