import { Group, SegmentedControl, Switch, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { isActive, type RunEvent, type RunState } from '../../../shared/domain/run.ts';
import { CopyButton } from '../copy-button.tsx';
import { ErrorView } from '../error-view.tsx';
import { LoadingRows } from '../loading.tsx';
import { PrivateText } from '../private.tsx';
import classes from './run-log.module.css';
import { useRunLog } from './use-run-log.ts';
import { formatClock } from './words.ts';

const levels = [
  { value: 'info', label: 'Log' },
  { value: 'warn', label: 'Warnings' },
  { value: 'error', label: 'Errors' },
  { value: 'debug', label: 'Everything' },
];
const severity: Readonly<Record<RunEvent['level'], number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const levelWords: Readonly<Record<RunEvent['level'], string>> = {
  debug: 'detail',
  info: '',
  warn: 'warning',
  error: 'error',
};

/** The log of a run by level; follows the end while the run goes on. */
export function RunLog({ runId, state }: { readonly runId: string; readonly state: RunState }): ReactNode {
  const [level, setLevel] = useState<string>('info');
  const [follow, setFollow] = useState(true);
  const log = useRunLog(runId, state);
  const end = useRef<HTMLDivElement>(null);
  const events = log.data ?? [];
  const shown = events.filter((event) => severity[event.level] >= severity[level as RunEvent['level']]);
  const active = isActive(state);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a further line is what moves the view
  useEffect(() => {
    const box = end.current;
    if (active && follow && box) box.scrollTop = box.scrollHeight;
  }, [active, follow, shown.length]);

  return (
    <div className={classes.frame}>
      <Group justify="space-between" gap="xs" mb={6}>
        <SegmentedControl size="xs" data={levels} value={level} onChange={setLevel} aria-label="Which lines to show" />
        <Group gap="sm">
          <Text size="xs" c="dimmed">
            {formatNumberOf(shown.length, 'line')}
          </Text>
          <Switch
            size="xs"
            label="Follow"
            checked={follow}
            disabled={!active}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
          <CopyButton
            what="these lines"
            text={shown.map((e) => `${e.at} ${e.level.toUpperCase()} ${e.text}`).join('\n')}
          />
        </Group>
      </Group>
      {log.error ? (
        <ErrorView error={log.error} onRetry={() => void log.refetch()} />
      ) : log.isPending ? (
        <LoadingRows rows={8} height={18} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <div ref={end} className={classes.lines} role="log" aria-label="Log of the run" aria-live="off" tabIndex={0}>
          {shown.length === 0 && (
            <Text size="sm" c="dimmed" p="xs">
              {events.length === 0
                ? 'The run has written nothing yet.'
                : 'No line of this kind. Choose "Everything" to see all.'}
            </Text>
          )}
          {shown.map((event) => (
            <div key={event.seq} className={classes.line} data-level={event.level}>
              <time dateTime={event.at}>{formatClock(event.at)}</time>
              <span className={classes.text}>
                {levelWords[event.level] && <strong className={classes.level}>{levelWords[event.level]}: </strong>}
                <PrivateText text={event.text} />
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
