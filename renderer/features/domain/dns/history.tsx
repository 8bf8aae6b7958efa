import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DnsChange } from '../../../../shared/domain/dns-change.ts';
import { orpc } from '../../../app/client.ts';
import { MomentCell } from '../../../ui/cells.tsx';
import { notifyFailed } from '../../../ui/notify.ts';
import { PrivateText } from '../../../ui/private.tsx';
import rows from '../../../ui/rows.module.css';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import classes from './dns.module.css';
import { changeFace, changeTitle } from './dns-words.ts';

/** What was changed, newest first; each with all its records, and a way back. */
export function History({
  changes,
  onShow,
  onUndo,
}: {
  changes: readonly DnsChange[];
  onShow: (change: DnsChange) => void;
  onUndo: (change: DnsChange) => void;
}): ReactNode {
  const settle = useMutation(
    orpc.cutover.settle.mutationOptions({ onError: (error) => notifyFailed('The change was not checked', error) }),
  );
  if (changes.length === 0) return null;
  return (
    <Section title="Changes" count={changes.length} flush>
      <ul className={rows.list}>
        {changes.map((change) => (
          <li key={change.id} className={`${rows.row} ${classes.history}`}>
            <span className={rows.dim}>
              <MomentCell iso={change.appliedAt ?? change.plannedAt} />
            </span>
            <div>
              <div>{changeTitle(change)}</div>
              <div className={classes.small}>
                {change.accountName}
                {change.error ? (
                  <>
                    {' · '}
                    <PrivateText text={change.error.message} />
                  </>
                ) : null}
              </div>
            </div>
            <StatusBadge face={changeFace[change.state]} bare />
            <div className={classes.historyActions}>
              {change.state === 'unclear' || change.state === 'by-hand' ? (
                <Button
                  variant="default"
                  loading={settle.isPending}
                  onClick={() => settle.mutate({ changeId: change.id })}
                >
                  Check
                </Button>
              ) : null}
              {change.state === 'applied' ? (
                <Button variant="default" onClick={() => onUndo(change)}>
                  Undo…
                </Button>
              ) : null}
              <Button variant="default" onClick={() => onShow(change)}>
                Records
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
