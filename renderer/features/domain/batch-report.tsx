import { CloseButton, Loader } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { TextLink } from '../../ui/links.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import type { Batch, BatchLine } from './batch.ts';
import classes from './domain.module.css';

const titles = { preflight: 'Check', copy: 'Copy', delta: 'Last copy', verify: 'Verify' } as const;

/** What came of an action on several mailboxes, line by line as it happens. */
export function BatchReport({ batch, onClose }: { batch: Batch; onClose: () => void }): ReactNode {
  const bad = batch.lines.filter((line) => line.state === 'bad').length;
  const done = batch.lines.filter((line) => line.state === 'good' || line.state === 'bad').length;
  return (
    <div className={classes.report} role="status">
      <div className={classes.reportHead}>
        {titles[batch.action]}: {done} of {formatNumberOf(batch.lines.length, 'mailbox', 'mailboxes')}
        {bad > 0 ? <span className={classes.bad}>{formatNumberOf(bad, 'problem')}</span> : null}
        <CloseButton size="sm" aria-label="Close this list" disabled={batch.busy} onClick={onClose} />
      </div>
      <ul className={rows.list}>
        {batch.lines.map((line) => (
          <li key={line.mailboxId} className={`${rows.row} ${classes.reportRow}`}>
            <LineIcon state={line.state} />
            <TextLink className={rows.clip} to="/mailboxes/$mailboxId" params={{ mailboxId: line.mailboxId }}>
              <Private kind="address">{line.address}</Private>
            </TextLink>
            <span className={`${rows.clip} ${line.state === 'bad' ? classes.bad : classes.quiet}`}>
              <PrivateText text={line.text} titled />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function LineIcon({ state }: { state: BatchLine['state'] }): ReactNode {
  switch (state) {
    case 'busy':
      return <Loader size={16} aria-label="going on" />;
    case 'good':
      return <IconCircleCheck size={18} className={classes.good} aria-label="done" />;
    case 'bad':
      return <IconCircleX size={18} className={classes.bad} aria-label="problem" />;
    case 'waiting':
      return <IconClock size={18} className={classes.quiet} aria-label="waiting" />;
  }
}
