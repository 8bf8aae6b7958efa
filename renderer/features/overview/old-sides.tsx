import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { orpc } from '../../app/client.ts';
import { watchFace } from '../../ui/bulk/drift-watch-view.tsx';
import { type JobWish, StartJobDialog } from '../../ui/bulk/start-job.tsx';
import { useNow } from '../../ui/clock.ts';
import { TextLink } from '../../ui/links.tsx';
import { formatMoment } from '../../ui/moment.ts';
import { Private } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './overview.module.css';

const SHOWN = 6;

/** What still comes from old sides: last copies that are due, and mail that landed there. Not there while there is nothing to say. */
export function OldSides(): ReactNode {
  const now = useNow();
  const [wish, setWish] = useState<JobWish | null>(null);
  const due = useQuery(orpc.bulk.lastCopiesDue.queryOptions()).data ?? [];
  const watches = useQuery(orpc.bulk.watches.queryOptions({ input: {} })).data ?? [];
  const watched = watches.filter((watch) => watch.state === 'watching' || watch.found.length > 0);
  const found = watched.reduce((sum, watch) => sum + watch.found.reduce((all, one) => all + one.messages, 0), 0);
  const ready = due.filter(({ at }) => Date.parse(at) <= now).map(({ domainId }) => domainId);
  if (due.length + watched.length === 0) return null;
  return (
    <Section
      title="Old sides"
      count={found > 0 ? `${formatCount(found)} to bring over` : undefined}
      flush
      actions={
        ready.length > 0 ? (
          <Button variant="default" size="compact-xs" onClick={() => setWish({ action: 'delta', domainIds: ready })}>
            Last copy of {formatNumberOf(ready.length, 'domain')}…
          </Button>
        ) : undefined
      }
    >
      <StartJobDialog wish={wish} onClose={() => setWish(null)} />
      <ul className={rows.list}>
        {watched.slice(0, SHOWN).map((watch) => (
          <li key={watch.domainId} className={`${rows.row} ${classes.deadline}`}>
            <TextLink
              className={rows.clip}
              to="/domains/$domainId"
              params={{ domainId: watch.domainId }}
              search={{ tab: 'old-side' }}
            >
              <Private kind="name">{watch.domainName}</Private>
            </TextLink>
            <StatusBadge face={watchFace(watch)} />
          </li>
        ))}
        {due.slice(0, SHOWN).map(({ domainId, domainName, mailboxes, at }) => (
          <li key={`due ${domainId}`} className={`${rows.row} ${classes.deadline}`}>
            <TextLink className={rows.clip} to="/domains/$domainId" params={{ domainId }} search={{ tab: 'old-side' }}>
              <Private kind="name">{domainName}</Private>
            </TextLink>
            <span className={rows.dim}>
              {Date.parse(at) <= now
                ? `last copy of ${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')} is due`
                : `last copy after ${formatMoment(at, now)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
