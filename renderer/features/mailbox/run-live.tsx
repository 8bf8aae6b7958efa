import { Sparkline } from '@mantine/charts';
import { Button, Group, Progress, Text, Title } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../../shared/domain/format.ts';
import { emptyTotals, type Run, type RunPhase, type RunProgress } from '../../../shared/domain/run.ts';
import { PrivateText } from '../../ui/private.tsx';
import { useRunLog } from '../../ui/run/use-run-log.ts';
import { formatClock, phaseWords, runShare, timeLeft } from '../../ui/run/words.ts';
import { runKindLabel } from '../../ui/states.tsx';
import classes from './mailbox.module.css';
import { RATE_POINTS, useRateHistory } from './rate-history.ts';

/** Seconds the chart has room for at first. */
const SHORT_RUN = 30;

const movingPhases: ReadonlySet<RunPhase> = new Set(['waiting', 'connecting', 'listing', 'comparing', 'verifying']);

/** A run as it goes: what it does, how far it is, how fast, how long it still takes, and what went wrong so far. */
export function RunLive({
  run,
  progress,
  cancelling,
  onCancel,
}: {
  readonly run: Run;
  readonly progress: RunProgress | undefined;
  readonly cancelling: boolean;
  readonly onCancel: () => void;
}): ReactNode {
  const totals = progress?.totals ?? run.totals ?? emptyTotals;
  const phase: RunPhase = progress?.phase ?? 'waiting';
  const stopping = run.state === 'cancelling' || progress?.state === 'cancelling' || cancelling;
  const share = runShare(totals);
  const moving = movingPhases.has(phase) && phase !== 'comparing';
  const rates = useRateHistory(progress);

  return (
    <section className={classes.card} aria-label="Run in progress">
      <Group justify="space-between" wrap="nowrap" align="center">
        <div className={classes.livePhase}>
          <Title order={2}>
            {runKindLabel[run.kind]}: {stopping ? 'Stopping' : phaseWords[phase]}
          </Title>
          <Text size="sm" c="dimmed" truncate>
            <PrivateText text={progress?.text ?? 'The run is about to start.'} />
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          loading={cancelling}
          disabled={stopping}
          onClick={onCancel}
        >
          {stopping ? 'Stopping' : 'Cancel'}
        </Button>
      </Group>
      <div className={classes.liveBody}>
        <div className={classes.liveNumbers}>
          <Progress.Root size={14} radius="sm" mb={8}>
            <Progress.Section
              value={moving && share === null ? 100 : (share ?? 0) * 100}
              color="harbour.5"
              striped={moving}
              animated={moving}
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
            <Stat label="Time left" width={98}>
              {progress ? shortTimeLeft(progress) : '–'}
            </Stat>
          </dl>
        </div>
        <RateChart rates={rates} progress={progress} />
      </div>
      <LatestTrouble run={run} />
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
  return progress.secondsLeft === null ? 'not known yet' : timeLeft(progress).replace(/ left$/, '');
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

/** The latest warning or error of the log; the place is there from the start. */
function LatestTrouble({ run }: { readonly run: Run }): ReactNode {
  const log = useRunLog(run.id, run.state);
  const troubles = (log.data ?? []).filter((event) => event.level === 'warn' || event.level === 'error');
  const latest = troubles.at(-1);
  return (
    <div className={classes.troubles} role="log" aria-label="Warnings and errors of this run">
      {latest ? (
        <Text size="xs" truncate c={latest.level === 'error' ? 'var(--tone-bad)' : 'var(--tone-warn)'}>
          {formatClock(latest.at)} <PrivateText text={latest.text} titled />
          {troubles.length > 1 ? ` (and ${formatCount(troubles.length - 1)} before: see the log under "Runs")` : ''}
        </Text>
      ) : (
        <Text size="xs" c="dimmed">
          No warnings or errors so far.
        </Text>
      )}
    </div>
  );
}
