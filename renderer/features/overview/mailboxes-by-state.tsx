import type { ReactNode } from 'react';
import type { MailboxState } from '../../../shared/domain/directory.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { TextLink } from '../../ui/links.tsx';
import rows from '../../ui/rows.module.css';
import { mailboxStateFace } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './overview.module.css';

const barColor: Readonly<Record<MailboxState, string>> = {
  'not-started': 'var(--page-thumb)',
  running: 'var(--mantine-color-harbour-4)',
  interrupted: 'var(--mantine-color-yellow-5)',
  copied: 'var(--mantine-color-harbour-6)',
  verified: 'var(--mantine-color-teal-7)',
  findings: 'var(--mantine-color-orange-5)',
  failed: 'var(--mantine-color-red-6)',
};

/** Which domains have mailboxes in such a state; all of them where nobody is needed. */
const attentionOf: Readonly<Record<MailboxState, 'failed' | 'findings' | 'running' | 'unverified' | null>> = {
  'not-started': 'unverified',
  running: 'running',
  interrupted: 'unverified',
  copied: 'unverified',
  verified: null,
  findings: 'findings',
  failed: 'failed',
};

/** The order of a mailbox that goes well, then what needs somebody. */
const shownOrder: readonly MailboxState[] = [
  'verified',
  'copied',
  'running',
  'not-started',
  'interrupted',
  'findings',
  'failed',
];

/** All mailboxes as one bar, and in words and numbers. */
export function MailboxesByState({ byState }: { byState: Readonly<Record<string, number>> }): ReactNode {
  const present = shownOrder.map((state) => ({ state, count: byState[state] ?? 0 })).filter((entry) => entry.count > 0);
  return (
    <>
      <div className={classes.bar} aria-hidden>
        {present.map(({ state, count }) => (
          <div key={state} style={{ flexGrow: count, background: barColor[state] }} />
        ))}
      </div>
      <ul className={rows.list}>
        {present.map(({ state, count }) => (
          <li key={state} className={`${rows.row} ${classes.state}`}>
            <span>
              <StatusBadge face={mailboxStateFace[state]} bare />
            </span>
            <TextLink
              to="/domains"
              search={attentionOf[state] ? { attention: attentionOf[state] } : {}}
              aria-label={`${formatCount(count)} ${mailboxStateFace[state].label}: show their domains`}
            >
              {formatCount(count)}
            </TextLink>
          </li>
        ))}
      </ul>
    </>
  );
}
