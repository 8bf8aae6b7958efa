import { Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconEye, IconEyeOff, IconRefresh, IconWind } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DriftWatch } from '../../../shared/domain/drift.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { orpc } from '../../app/client.ts';
import { openLockedVault } from '../../app/vault.ts';
import { useNow } from '../clock.ts';
import { TextLink } from '../links.tsx';
import { formatMoment } from '../moment.ts';
import { notifyFailed } from '../notify.ts';
import { Private, PrivateText } from '../private.tsx';
import { StatusBadge, type StatusFace } from '../status-badge.tsx';
import classes from './drift-watch-view.module.css';

/** The face of a watch: what it knows, at a glance. */
export function watchFace({ state, found }: Pick<DriftWatch, 'state' | 'found'>): StatusFace {
  if (found.length > 0) return { tone: 'warn', label: 'Mail on the old side', icon: IconAlertTriangle };
  if (state === 'watching') return { tone: 'info', label: 'Watching', icon: IconEye };
  return state === 'quiet'
    ? { tone: 'good', label: 'Quiet', icon: IconCircleCheck }
    : { tone: 'neutral', label: 'Watch ended', icon: IconEyeOff };
}

/** The watch over the old side of one domain: what was found with folder and count, and the way to bring it over. */
export function DriftWatchView({ watch, onAgain }: { watch: DriftWatch; onAgain: () => void }): ReactNode {
  const now = useNow();
  const navigate = useNavigate();
  const { domainId, state, found, unseen } = watch;
  const look = useMutation(
    orpc.bulk.lookNow.mutationOptions({ onError: (error) => notifyFailed('The old side was not looked at', error) }),
  );
  const end = useMutation(
    orpc.bulk.endWatch.mutationOptions({ onError: (error) => notifyFailed('The watch was not ended', error) }),
  );
  const sweep = useMutation(
    orpc.bulk.sweep.mutationOptions({
      onSuccess: (job) => void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } }),
      onError: (error) => notifyFailed('Nothing was brought over', error),
    }),
  );
  async function bringOver(): Promise<void> {
    if (await openLockedVault('The passwords of these mailboxes are needed.')) sweep.mutate({ domainId });
  }
  const total = found.reduce((sum, { messages }) => sum + messages, 0);
  return (
    <div className={classes.watch}>
      <div className={classes.head}>
        <StatusBadge face={watchFace(watch)} />
        <span className={classes.evidence}>
          <PrivateText text={watch.evidence} />
        </span>
      </div>
      {found.length > 0 ? (
        <ul className={classes.list} aria-label="Mail on the old side">
          {found.map(({ mailboxId, address, folder, messages, firstSeenAt }) => (
            <li key={`${mailboxId} ${folder}`}>
              <TextLink className={classes.clip} to="/mailboxes/$mailboxId" params={{ mailboxId }}>
                <Private kind="address">{address}</Private>
              </TextLink>
              <span className={classes.clip}>
                <Private kind="folder">{folder}</Private>
              </span>
              <span className={classes.number}>{formatCount(messages)}</span>
              <span className={classes.quiet}>seen {formatMoment(firstSeenAt, now)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {unseen.length > 0 ? (
        <ul className={classes.list} aria-label="Could not be looked at">
          {unseen.map(({ mailboxId, address, reason }) => (
            <li key={mailboxId} data-wide>
              <span className={classes.clip}>
                <Private kind="address">{address}</Private>
              </span>
              <span className={`${classes.quiet} ${classes.clip}`}>
                <PrivateText text={reason} titled />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <Group gap="xs">
        {found.length > 0 ? (
          <Button
            leftSection={<IconWind size={16} aria-hidden />}
            loading={sweep.isPending}
            onClick={() => void bringOver()}
          >
            Bring over {formatCount(total)}
          </Button>
        ) : null}
        {state === 'watching' ? (
          <>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              loading={look.isPending}
              onClick={() => look.mutate({ domainId })}
            >
              Look now
            </Button>
            <Button variant="subtle" loading={end.isPending} onClick={() => end.mutate({ domainId })}>
              End the watch
            </Button>
            <span className={classes.quiet}>
              until {formatMoment(watch.until, now)} at least
              {watch.sweeps ? ', brings over by itself what it finds' : ''}
            </span>
          </>
        ) : (
          <Button variant="default" leftSection={<IconEye size={16} aria-hidden />} onClick={onAgain}>
            Watch again…
          </Button>
        )}
      </Group>
    </div>
  );
}
