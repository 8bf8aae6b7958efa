import { Button } from '@mantine/core';
import { IconArrowRight, IconClock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DomainPage } from '../../../shared/contract/directory.ts';
import type { MoveStanding } from '../../../shared/contract/moves.ts';
import { formatDuration, formatNumberOf } from '../../../shared/domain/format.ts';
import { orpc } from '../../app/client.ts';
import { openLockedVault } from '../../app/vault.ts';
import { useNow } from '../../ui/clock.ts';
import { formatMoment } from '../../ui/moment.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { type Deed, nextAction } from './next-action.ts';
import classes from './timeline.module.css';

/** The next best thing to do, as one sentence and one button. */
export function NextStep({ data, standing }: { data: DomainPage; standing: MoveStanding | undefined }): ReactNode {
  const now = useNow();
  const navigate = useNavigate();
  const domainId = data.domain.id;
  const onError = (error: unknown): void => notifyFailed(`${data.domain.name} was not checked`, error);
  const check = useMutation(orpc.moves.check.mutationOptions({ onError }));
  const checkAll = useMutation(orpc.moves.checkAll.mutationOptions({ onError }));
  const start = useMutation(
    orpc.bulk.create.mutationOptions({
      onSuccess: ({ counts }) =>
        notifyDone(`A job has started with ${formatNumberOf(counts.queued + counts.running, 'mailbox', 'mailboxes')}.`),
      onError: (error) => notifyFailed('The job was not started', error),
    }),
  );
  // Its place is kept while the rest is being asked for, so that nothing jumps.
  if (!standing) return <div className={classes.next} />;
  const { sentence, button, until } = nextAction(data, standing, now);

  function carryOut(deed: Deed): void {
    switch (deed.kind) {
      case 'check':
        check.mutate({ domainId, step: deed.step });
        break;
      case 'check-all':
        checkAll.mutate({ domainId });
        break;
      case 'open':
        void navigate({
          to: '/domains/$domainId',
          params: { domainId },
          search: { tab: deed.tab },
          replace: true,
        });
        break;
      case 'run': {
        void navigate({ to: '/domains/$domainId', params: { domainId }, search: { tab: 'mailboxes' }, replace: true });
        void openLockedVault('The passwords of these mailboxes are needed.').then((open) => {
          if (open) start.mutate({ action: deed.run, mailboxIds: [...deed.mailboxIds] });
        });
      }
    }
  }

  return (
    <div className={classes.next}>
      <span className={classes.nextSign}>{until ? <IconClock size={16} aria-hidden /> : 'Next'}</span>
      <span className={classes.sentence}>
        {sentence}
        {until ? (
          <strong>
            {' '}
            Last copy from {formatMoment(until, now)} on, in{' '}
            {formatDuration(Math.max(60, Math.ceil((Date.parse(until) - now) / 60_000) * 60))}.
          </strong>
        ) : null}
      </span>
      {button ? (
        <Button
          size="sm"
          rightSection={<IconArrowRight size={16} aria-hidden />}
          loading={check.isPending || checkAll.isPending || start.isPending}
          onClick={() => carryOut(button.deed)}
        >
          {button.label}
        </Button>
      ) : null}
    </div>
  );
}
