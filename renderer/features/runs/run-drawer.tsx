import { Button, Drawer, Group, Progress, Stack, Text } from '@mantine/core';
import { IconGitCompare, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatBytes, formatCount } from '../../../shared/domain/format.ts';
import { canContinue, isActive, type Run } from '../../../shared/domain/run.ts';
import { orpc } from '../../app/client.ts';
import { useRunProgress } from '../../app/run-progress.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import { RunLog } from '../../ui/run/run-log.tsx';
import { SameSymptom } from '../../ui/run/same-symptom.tsx';
import { optionPhrases, phaseWords, rateText, runShare, timeLeft } from '../../ui/run/words.ts';
import { RunStateBadge, runKindLabel } from '../../ui/states.tsx';
import { DurationOf } from './run-cells.tsx';
import { RunComparisonDialog } from './run-comparison.tsx';
import classes from './runs.module.css';

/** One run with its totals, options, verdict, error and log; it can be continued or cancelled from here. */
export function RunDrawer({
  run,
  onClose,
  onStarted,
}: {
  readonly run: Run | null;
  readonly onClose: () => void;
  /** Another run took up this one. */
  readonly onStarted: (run: Run) => void;
}): ReactNode {
  return (
    <Drawer
      opened={run !== null}
      onClose={onClose}
      position="right"
      size={640}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={
        run && (
          <>
            {runKindLabel[run.kind]} of <Private kind="address">{run.address}</Private>
          </>
        )
      }
      classNames={{ body: classes.drawerBody ?? '', content: classes.drawerContent ?? '' }}
    >
      {run && <RunDetail run={run} onStarted={onStarted} />}
    </Drawer>
  );
}

function RunDetail({ run, onStarted }: { readonly run: Run; readonly onStarted: (run: Run) => void }): ReactNode {
  const queries = useQueryClient();
  const [comparing, setComparing] = useState(false);
  const refresh = (): void => void queries.invalidateQueries({ queryKey: orpc.runs.key() });
  const continuing = useMutation(
    orpc.runs.continue.mutationOptions({
      onSuccess: (next) => {
        refresh();
        onStarted(next);
      },
    }),
  );
  const pausing = useMutation(orpc.runs.pause.mutationOptions({ onSuccess: refresh }));
  const resuming = useMutation(orpc.runs.resume.mutationOptions({ onSuccess: refresh }));
  const cancelling = useMutation(orpc.runs.cancel.mutationOptions({ onSuccess: refresh }));
  const active = isActive(run.state);
  const live = useRunProgress(active ? run.id : null);
  const totals = live?.totals ?? run.totals;
  const phrases = optionPhrases(run.options);
  const failure = continuing.error ?? pausing.error ?? resuming.error ?? cancelling.error;

  return (
    <Stack gap="sm" className={classes.detail ?? ''}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <RunStateBadge state={run.state} />
          <Text size="sm" c="dimmed">
            asked for <MomentCell iso={run.queuedAt} />
            {run.startedAt && (
              <>
                , {active ? 'going for' : 'took'} <DurationOf run={run} />
              </>
            )}
          </Text>
        </Group>
        <Group gap="xs">
          {canContinue(run.state) && (
            <Button
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              loading={continuing.isPending}
              onClick={() => continuing.mutate({ id: run.id })}
            >
              Continue
            </Button>
          )}
          {active && run.state !== 'cancelling' && <PauseButton run={run} pausing={pausing} resuming={resuming} />}
          {active && (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              loading={cancelling.isPending}
              disabled={run.state === 'cancelling'}
              onClick={() => cancelling.mutate({ id: run.id })}
            >
              {run.state === 'cancelling' ? 'Stopping' : 'Cancel'}
            </Button>
          )}
          {!active && (
            <Button
              variant="default"
              leftSection={<IconGitCompare size={16} aria-hidden />}
              onClick={() => setComparing(true)}
            >
              Compare
            </Button>
          )}
          <ButtonLink to="/mailboxes/$mailboxId" params={{ mailboxId: run.mailboxId }} variant="default">
            Open mailbox
          </ButtonLink>
        </Group>
      </Group>
      {active && (
        <div>
          <Progress value={(runShare(totals) ?? 0) * 100} size={10} radius="sm" aria-label="Progress of the run" />
          <Group justify="space-between" mt={4}>
            <Text size="xs">
              <PrivateText text={live ? `${phaseWords[live.phase]}. ${live.text}` : 'The run is about to start.'} />
            </Text>
            <Text size="xs" c="dimmed">
              {live ? `${rateText(live)}, ${timeLeft(live).toLowerCase()}` : ''}
            </Text>
          </Group>
        </div>
      )}
      {run.verdict && (
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Text size="sm">
            <PrivateText text={run.verdict} />
          </Text>
          <CopyButton text={run.verdict} what="verdict" />
        </Group>
      )}
      {run.error && <ErrorView error={run.error} />}
      {failure ? <ErrorView error={failure} /> : null}
      {!active && (
        <div>
          <SameSymptom mailboxId={run.mailboxId} />
        </div>
      )}
      {comparing && <RunComparisonDialog run={run} onClose={() => setComparing(false)} />}
      <dl className={classes.totals}>
        <Total label="Messages" value={formatCount(totals.messages)} />
        <Total label="Copied" value={formatCount(totals.copied)} />
        <Total label="There already" value={formatCount(totals.alreadyThere)} />
        <Total label="Skipped" value={formatCount(totals.skipped)} />
        <Total label="Bytes copied" value={formatBytes(totals.bytesCopied)} />
        <Total label="Folders" value={`${formatCount(totals.foldersDone)} of ${formatCount(totals.folders)}`} />
        <Total label="Findings" value={formatCount(totals.findings)} />
      </dl>
      <Text size="sm" c="dimmed">
        <PrivateText text={phrases.length === 0 ? 'Usual options.' : `Options: ${phrases.join('; ')}.`} />
      </Text>
      <RunLog key={run.id} runId={run.id} state={run.state} />
    </Stack>
  );
}

interface Asking {
  readonly isPending: boolean;
  readonly mutate: (input: { readonly id: string }) => void;
}

function PauseButton({
  run,
  pausing,
  resuming,
}: {
  readonly run: Run;
  readonly pausing: Asking;
  readonly resuming: Asking;
}): ReactNode {
  const paused = run.state === 'paused';
  return (
    <Button
      variant={paused ? 'filled' : 'default'}
      leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
      loading={pausing.isPending || resuming.isPending}
      onClick={() => (paused ? resuming : pausing).mutate({ id: run.id })}
    >
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}

function Total({ label, value }: { readonly label: string; readonly value: string }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
