import { ActionIcon, Button, Popover, Skeleton, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
  IconMessage2,
  IconProgress,
  IconRefresh,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DomainStep } from '../../../shared/domain/directory.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import type { Comparison } from '../../../shared/domain/inspection.ts';
import type { Run } from '../../../shared/domain/run.ts';
import type { TriageFindings } from '../../../shared/domain/triage.ts';
import type { TriageAction, TriageSentence } from '../../../shared/domain/triage-sentence.ts';
import { ariaKeys, shortcutText } from '../../app/shortcuts.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { useNow } from '../../ui/clock.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatFullMoment, formatMoment } from '../../ui/moment.ts';
import { PrivateText, useNamed } from '../../ui/private.tsx';
import { RunStateBadge, runKindLabel, stepStateFace } from '../../ui/states.tsx';
import { ReplyPanel } from './reply-panel.tsx';
import classes from './triage-card.module.css';
import { differenceWords, type LineWords, loginWords, newestWords, pointingWords, quotaWords } from './triage-words.ts';

/** After this, a line says how old it is in a colour of its own. */
const STALE_MS = 15 * 60_000;

const toneIcons = {
  neutral: IconInfoCircle,
  info: IconProgress,
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
} as const;

export interface TriageCardProps {
  readonly sentence: TriageSentence;
  readonly reply: string;
  readonly replyOpen: boolean;
  readonly onReply: (open: boolean) => void;
  readonly learned: TriageFindings;
  readonly comparison: Comparison | undefined;
  readonly steps: readonly DomainStep[];
  readonly latest: Run | null;
  /** The verdict of the run that decides how the mailbox stands. */
  readonly verdict: string | null;
  readonly looking: boolean;
  readonly onLook: () => void;
  readonly busy: boolean;
  readonly onAction: (action: TriageAction) => void;
  /** Server, user and password of one side. */
  readonly sideDetails: (side: Side) => ReactNode;
}

/** What an agent knows of a mailbox ten seconds after opening it, and the next best thing to do. */
export function TriageCard(props: TriageCardProps): ReactNode {
  const { sentence, learned, comparison, looking } = props;
  const now = useNow();
  const { logins, newest, routing, webmail } = learned;
  const moment = (iso: string): string => formatMoment(iso, now);
  const ToneIcon = toneIcons[sentence.tone];
  return (
    <section className={classes.card} aria-label="Triage">
      <div className={classes.head} data-tone={sentence.tone}>
        <ToneIcon size={20} className={classes.icon} aria-hidden />
        <p className={classes.sentence} role="status">
          <PrivateText text={sentence.text} />
        </p>
        <div className={classes.actions}>
          {sentence.action ? <Action {...props} action={sentence.action} /> : null}
          <ReplyPanel reply={props.reply} opened={props.replyOpen} onOpened={props.onReply}>
            <Button
              variant="default"
              leftSection={<IconMessage2 size={16} aria-hidden />}
              onClick={() => props.onReply(!props.replyOpen)}
            >
              Reply
            </Button>
          </ReplyPanel>
          <Tooltip label={`Look again at both sides (${shortcutText('look-again')})`}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label="Look again at both sides"
              aria-keyshortcuts={ariaKeys('look-again')}
              loading={looking}
              onClick={props.onLook}
            >
              <IconRefresh size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
      <dl className={classes.lines}>
        {(['source', 'destination'] as const).map((side) => {
          const login = logins[side];
          return (
            <Line
              key={side}
              label={side === 'source' ? 'Source' : 'Destination'}
              words={login ? loginWords(login.report) : null}
              at={login?.at}
              waiting={looking}
              now={now}
              details={props.sideDetails(side)}
            />
          );
        })}
        <Line
          label="Difference"
          words={comparison ? differenceWords(comparison) : null}
          at={comparison?.at}
          waiting={looking}
          now={now}
        />
        <Line
          label="Room left there"
          words={comparison ? quotaWords(comparison.destination) : null}
          at={comparison?.at}
          waiting={looking}
          now={now}
        />
        {(['source', 'destination'] as const).map((side) => {
          const known = newest[side];
          return (
            <Line
              key={side}
              label={`Newest at the ${side}`}
              words={known ? newestWords(known.newest, moment) : null}
              at={known?.at}
              waiting={looking}
              now={now}
            />
          );
        })}
        <Line
          label="New mail goes to (MX)"
          words={routing ? pointingWords(routing.pointing, stepText(props.steps, 'routing')) : null}
          at={routing?.at}
          waiting={looking}
          now={now}
        />
        <Line
          label="Webmail"
          words={webmail ? pointingWords(webmail.pointing, stepText(props.steps, 'webmail')) : null}
          at={webmail?.at}
          waiting={looking}
          now={now}
        />
      </dl>
      <LastRun latest={props.latest} verdict={props.verdict} />
    </section>
  );
}

function Action({
  action,
  busy,
  looking,
  reply,
  onAction,
}: TriageCardProps & { readonly action: TriageAction }): ReactNode {
  if (action.kind === 'reply') return <CopyButton text={reply} what="reply" label={action.label} />;
  return (
    <Button loading={action.kind === 'look' ? looking : busy} onClick={() => onAction(action)}>
      {action.label}
    </Button>
  );
}

/** One line: what it is about, its age, and what is known; the evidence is a hint away. */
function Line({
  label,
  words,
  at,
  waiting,
  now,
  details,
}: {
  readonly label: string;
  readonly words: LineWords | null;
  readonly at: string | undefined;
  readonly waiting: boolean;
  readonly now: number;
  readonly details?: ReactNode;
}): ReactNode {
  const stale = at !== undefined && now - Date.parse(at) > STALE_MS;
  const named = useNamed();
  const hint =
    words && at
      ? `${named(words.evidence, 'The evidence is hidden.')} Looked at ${formatFullMoment(at)}${stale ? '; this may be out of date' : ''}.`
      : '';
  const value = words ? (
    <span className={classes.value} data-tone={words.tone}>
      <PrivateText text={words.value} />
    </span>
  ) : waiting ? (
    <Skeleton height={12} width="70%" mt={4} />
  ) : (
    <span className={classes.value}>Not looked at</span>
  );
  return (
    <div className={classes.line}>
      <dt>
        <span>{label}</span>
        {at === undefined ? null : (
          <span className={classes.age} data-stale={stale || undefined}>
            <MomentCell iso={at} />
          </span>
        )}
      </dt>
      <dd>
        {details ? (
          <Popover position="bottom-start" shadow="md" trapFocus returnFocus>
            <Popover.Target>
              <UnstyledButton
                className={classes.more ?? ''}
                aria-label={`${label}: ${words?.value ?? 'not known yet'}. Server and password`}
                title={hint}
              >
                {value}
              </UnstyledButton>
            </Popover.Target>
            <Popover.Dropdown p="sm">{details}</Popover.Dropdown>
          </Popover>
        ) : (
          <Tooltip label={hint} disabled={hint === ''} multiline maw={420}>
            <span className={classes.hinted}>{value}</span>
          </Tooltip>
        )}
      </dd>
    </div>
  );
}

function stepText(steps: readonly DomainStep[], which: DomainStep['step']): string {
  const entry = steps.find(({ step }) => step === which);
  if (!entry || entry.state === 'unknown') return '';
  return `On record for this step: ${stepStateFace[entry.state].label.toLowerCase()}${entry.evidence ? `, ${entry.evidence}` : ''}.`;
}

function LastRun({ latest, verdict }: { readonly latest: Run | null; readonly verdict: string | null }): ReactNode {
  const said = latest?.verdict ?? verdict;
  return (
    <div className={classes.run}>
      <span className={classes.runLabel}>Last run</span>
      {latest ? (
        <>
          <span className={classes.runKind}>
            {runKindLabel[latest.kind]} <MomentCell iso={latest.endedAt ?? latest.startedAt ?? latest.queuedAt} />
          </span>
          <RunStateBadge state={latest.state} />
          <span className={classes.verdict}>
            <PrivateText text={said} titled />
          </span>
          {said ? <CopyButton text={said} what="verdict" /> : null}
        </>
      ) : (
        <span>No run has ended yet.</span>
      )}
    </div>
  );
}
