import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Run } from '../../../shared/domain/run.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import { RunStateBadge, runKindLabel } from '../../ui/states.tsx';
import classes from './overview.module.css';

const SHOWN = 10;

/** The last runs with how they ended. */
export function RecentRuns({ runs }: { runs: readonly Run[] }): ReactNode {
  return (
    <Section
      title="Recent runs"
      flush
      actions={
        <TextLink size="sm" pr={6} to="/runs">
          All runs
        </TextLink>
      }
    >
      {runs.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          Nothing has run yet. Open a{' '}
          <TextLink to="/domains" underline="always">
            domain
          </TextLink>
          , check its mailboxes, and copy them.
        </Text>
      ) : (
        <ul className={rows.list}>
          {runs.slice(0, SHOWN).map((run) => (
            <li key={run.id} className={`${rows.row} ${classes.recent}`}>
              <span>
                <RunStateBadge state={run.state} />
              </span>
              <span className={rows.clip}>
                <TextLink to="/mailboxes/$mailboxId" params={{ mailboxId: run.mailboxId }}>
                  <Private kind="address">{run.address}</Private>
                </TextLink>
                <Text size="xs" c="dimmed" truncate>
                  <PrivateText text={run.verdict ?? run.error?.message ?? '\u00a0'} titled />
                </Text>
              </span>
              <span className={rows.dim}>{runKindLabel[run.kind]}</span>
              <span className={`${rows.right} ${rows.dim}`}>
                <MomentCell iso={run.endedAt ?? run.startedAt ?? run.queuedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
