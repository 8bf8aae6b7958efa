import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { resultText } from '../../ui/run/words.ts';
import { runKindLabel } from '../../ui/states.tsx';
import { MailError, type MailErrorContext } from './mail-error.tsx';
import classes from './mailbox.module.css';

/** What became of a run that did not end well, and the way on. Nothing for a run that did. */
export function RunOutcome({
  run,
  context,
  busy,
  onContinue,
  onFindings,
}: {
  readonly run: Run;
  readonly context: MailErrorContext;
  readonly busy: boolean;
  readonly onContinue: () => void;
  readonly onFindings: () => void;
}): ReactNode {
  const goOn = (
    <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} loading={busy} onClick={onContinue}>
      Continue the run
    </Button>
  );
  switch (run.state) {
    case 'failed':
      return (
        <MailError
          error={
            run.error ?? {
              code: 'internal',
              message: run.verdict ?? 'The run ended without saying why. Its log tells more.',
            }
          }
          context={context}
          actions={goOn}
        />
      );
    case 'interrupted':
      return (
        <Callout
          icon={<IconPlayerPause size={18} aria-hidden />}
          title={`${runKindLabel[run.kind]}: interrupted`}
          text="The engine stopped in the middle. What was copied is on record: continuing brings nothing twice."
          run={run}
        >
          {goOn}
        </Callout>
      );
    case 'cancelled':
      return (
        <Callout
          icon={<IconPlayerStop size={18} aria-hidden />}
          title={`${runKindLabel[run.kind]}: cancelled`}
          text="It stopped between two messages. Continuing takes up what is left."
          run={run}
        >
          {goOn}
        </Callout>
      );
    case 'findings':
      return (
        <Callout
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={`${runKindLabel[run.kind]}: ended with ${formatNumberOf(run.totals.findings, 'finding')}`}
          text="Each finding names its message and the reason."
          run={run}
        >
          <Button onClick={onFindings}>See the findings</Button>
          {run.kind === 'verify' ? null : (
            <Button variant="default" loading={busy} onClick={onContinue}>
              Continue the run
            </Button>
          )}
        </Callout>
      );
    default:
      return null;
  }
}

function Callout({
  icon,
  title,
  text,
  run,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly run: Run;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={classes.callout} aria-label={title}>
      <span className={classes.calloutIcon}>{icon}</span>
      <div className={classes.calloutText}>
        <Text size="sm" fw={600} c="var(--tone-warn)">
          {title}
        </Text>
        <Text size="sm">{text}</Text>
        <Text size="xs" c="dimmed">
          {resultText(run.totals)}. <MomentCell iso={run.endedAt ?? run.startedAt} never="" />
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        {children}
      </Group>
    </section>
  );
}
