import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { DeadlineClock } from '../../ui/deadline-clock.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Private } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import classes from './overview.module.css';

const SHOWN = 8;

/** Domains in forced order with the time left, the most urgent first. */
export function Deadlines({ domains }: { domains: readonly DomainRow[] }): ReactNode {
  return (
    <Section title="Deadlines" count={domains.length > 0 ? formatCount(domains.length) : undefined} flush>
      {domains.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          No domain is in forced order with a deadline.
        </Text>
      ) : (
        <ul className={rows.list}>
          {domains.slice(0, SHOWN).map((domain) => (
            <li key={domain.id} className={`${rows.row} ${classes.deadline}`}>
              <span className={rows.clip}>
                <TextLink to="/domains/$domainId" params={{ domainId: domain.id }}>
                  <Private kind="name">{domain.name}</Private>
                </TextLink>
                <Text size="xs" c="dimmed">
                  {formatCount(domain.counts.verified)} of {formatCount(domain.counts.mailboxes)} mailboxes verified
                </Text>
              </span>
              {domain.deadlineAt ? (
                <DeadlineClock deadline={{ ...domain, deadlineAt: domain.deadlineAt }} met={domain.stage === null} />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
