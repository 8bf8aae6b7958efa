import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import { formatCount, formatDuration } from '../../../shared/domain/format.ts';
import { roughly } from '../../../shared/domain/risk.ts';
import { DeadlineClock } from '../../ui/deadline-clock.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Private, useNamed } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import { stageWords } from '../../ui/steps.ts';
import classes from './overview.module.css';

const SHOWN = 8;

/** Domains with a promise that runs out, those with the least time to spare first. */
export function Deadlines({ domains }: { domains: readonly DomainRow[] }): ReactNode {
  return (
    <Section
      title="Deadlines"
      count={domains.length > 0 ? formatCount(domains.length) : undefined}
      flush
      actions={
        domains.length > 0 ? (
          <TextLink size="sm" pr={6} to="/domains" search={{ attention: 'deadline' }}>
            All with a deadline
          </TextLink>
        ) : undefined
      }
    >
      {domains.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          No deadline is running. A domain gets one when it is switched to forced order, on its own page.
        </Text>
      ) : (
        <ul className={rows.list}>
          {domains.slice(0, SHOWN).map((domain) => (
            <DeadlineRow key={domain.id} domain={domain} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function DeadlineRow({ domain }: { domain: DomainRow }): ReactNode {
  const named = useNamed();
  const { deadlineAt, secondsNeeded, counts, stage } = domain;
  const percent = counts.mailboxes > 0 ? (100 * counts.verified) / counts.mailboxes : 0;
  return (
    <li className={`${rows.row} ${classes.deadline}`}>
      <span className={rows.clip}>
        <TextLink fw={600} to="/domains/$domainId" params={{ domainId: domain.id }}>
          <Private kind="name">{domain.name}</Private>
        </TextLink>
        <Text size="xs" c="dimmed" truncate>
          {stageWords(stage)}
          {secondsNeeded ? `, about ${formatDuration(roughly(secondsNeeded))} to copy` : ''}
        </Text>
      </span>
      <span className={classes.share}>
        <Progress
          value={percent}
          size={6}
          aria-label={`${named(domain.name, 'This domain')}: ${Math.round(percent)} percent of its mailboxes verified`}
        />
        <Text size="xs" c="dimmed">
          {formatCount(counts.verified)} / {formatCount(counts.mailboxes)} verified
        </Text>
      </span>
      <span className={rows.right}>
        {deadlineAt ? <DeadlineClock deadline={{ deadlineAt, secondsNeeded }} met={stage === null} /> : null}
      </span>
    </li>
  );
}
