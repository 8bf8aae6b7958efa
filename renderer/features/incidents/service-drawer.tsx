import { Button, Drawer, Stack, Switch, Text } from '@mantine/core';
import { IconHeartbeat } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ServerRow, ServiceRow } from '../../../shared/contract/incidents.ts';
import type { ProbePhase, ServiceProbe } from '../../../shared/domain/service-probe.ts';
import { client, orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { CertificateView } from '../../ui/certificate-view.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import factList from '../../ui/facts.module.css';
import { notifyFailed } from '../../ui/notify.ts';
import { PrivateText } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { AvailabilityCell, ServiceStripe, standingFace } from '../../ui/service-states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { AccountForm } from './account-form.tsx';
import classes from './incidents.module.css';
import { ServiceForm } from './service-form.tsx';
import { kindHeads } from './service-matrix.tsx';

const phases: readonly { readonly phase: ProbePhase; readonly label: string }[] = [
  { phase: 'name', label: 'Name looked up' },
  { phase: 'connect', label: 'Connection' },
  { phase: 'tls', label: 'Encryption' },
  { phase: 'greeting', label: 'Greeting' },
  { phase: 'page', label: 'Page' },
  { phase: 'login', label: 'Login, on a connection of its own' },
];

const loginWords: Readonly<Record<ServiceProbe['login'], string>> = {
  none: 'not tried, no account is set',
  ok: 'worked',
  refused: 'refused; not tried again with this password',
  'held-back': 'not tried: this password was refused before',
  failed: 'did not work',
};

/** All that is known of one service, with the way to probe and correct it. */
export function ServiceDrawer({
  found,
  probing,
  onProbe,
  onClose,
}: {
  readonly found: { readonly server: ServerRow; readonly service: ServiceRow } | null;
  readonly probing: boolean;
  readonly onProbe: (serviceId: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Drawer
      opened={found !== null}
      onClose={onClose}
      position="right"
      size={560}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={found ? `${kindHeads[found.service.kind]} of ${found.server.name}` : ''}
    >
      {found ? (
        <Detail
          key={found.service.id}
          server={found.server}
          service={found.service}
          probing={probing}
          onProbe={() => onProbe(found.service.id)}
        />
      ) : null}
    </Drawer>
  );
}

function Detail({
  server,
  service,
  probing,
  onProbe,
}: {
  readonly server: ServerRow;
  readonly service: ServiceRow;
  readonly probing: boolean;
  readonly onProbe: () => void;
}): ReactNode {
  const { standing, stripe, kind } = service;
  const { last } = standing;
  const watch = useMutation({
    mutationFn: (watched: boolean) => client.incidents.saveService({ id: service.id, watched }),
    onError: (error) => notifyFailed('The service was not changed', error),
  });
  return (
    <Stack gap="md">
      <div className={classes.drawerHead}>
        <StatusBadge face={standingFace[standing.state]} />
        <Button leftSection={<IconHeartbeat size={16} aria-hidden />} loading={probing} onClick={onProbe}>
          Probe now
        </Button>
      </div>
      <Text size="sm">
        <PrivateText text={last?.text ?? 'Nobody has looked yet. Probe it now, or let the schedule do it.'} />
      </Text>
      {last?.error?.serverText ? <ErrorView error={last.error} /> : null}
      <dl className={factList.facts}>
        <dt>Where</dt>
        <dd>
          {service.host}:{service.port}
          {kind === 'webmail' ? service.path : ''}, {tlsWords[service.tls]}
        </dd>
        {last ? (
          <>
            <dt>Looked at</dt>
            <dd>
              <MomentCell iso={last.at} />, {last.by === 'agent' ? 'asked for' : 'on schedule'}
            </dd>
            {phases.map(({ phase, label }) => {
              const ms = last.times[phase];
              return ms === undefined ? null : (
                <PhaseLine key={phase} label={label} ms={ms} failed={last.phase === phase && last.state === 'down'} />
              );
            })}
            {last.greeting ? (
              <>
                <dt>{kind === 'webmail' ? 'Title' : 'It says'}</dt>
                <dd className={classes.mono}>
                  <PrivateText text={last.greeting} />
                </dd>
              </>
            ) : null}
            <dt>Version</dt>
            <dd>{last.version ?? 'it does not tell'}</dd>
            {kind === 'imap' || kind === 'pop3' ? (
              <>
                <dt>Login</dt>
                <dd>{loginWords[last.login]}</dd>
              </>
            ) : null}
            <dt>Up in the last day</dt>
            <dd>
              <AvailabilityCell value={standing.day} />
            </dd>
            <dt>Up in the last week</dt>
            <dd>
              <AvailabilityCell value={standing.week} />
            </dd>
            <dt>The last day</dt>
            <dd>
              <ServiceStripe stripe={stripe} />
            </dd>
          </>
        ) : null}
      </dl>
      {last?.tls?.certificate ? <CertificateView certificate={last.tls.certificate} problemSaid={last.text} /> : null}
      <History serviceId={service.id} last={last?.at ?? ''} />
      <Switch
        label="Watch this service"
        description="Probed on schedule, and an outage offers an incident"
        checked={service.watched}
        onChange={(event) => watch.mutate(event.currentTarget.checked)}
      />
      {service.endpointId === null ? (
        <ServiceForm service={service} />
      ) : (
        <Text size="sm" c="dimmed">
          Host, port and TLS are those of the server in the settings.
        </Text>
      )}
      {kind === 'imap' || kind === 'pop3' ? <AccountForm server={server} /> : null}
    </Stack>
  );
}

const tlsWords = {
  implicit: 'TLS from the start',
  starttls: 'STARTTLS required',
  offered: 'encrypted where offered',
  none: 'clear text',
} as const;

function PhaseLine({ label, ms, failed }: { label: string; ms: number; failed: boolean }): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd className={failed ? classes.failed : undefined}>
        {ms} ms{failed ? ', and failed' : ''}
      </dd>
    </>
  );
}

const SHOWN = 20;

function History({ serviceId, last }: { readonly serviceId: string; readonly last: string }): ReactNode {
  const probes = useQuery({
    ...orpc.incidents.probes.queryOptions({ input: { serviceId, limit: SHOWN } }),
    enabled: last !== '',
  });
  if (!probes.data || probes.data.length === 0) return null;
  return (
    <details className={classes.history}>
      <summary>The last {probes.data.length} looks</summary>
      <ul className={rows.list}>
        {probes.data.map((probe) => (
          <li key={probe.at} className={`${rows.row} ${classes.look}`}>
            <MomentCell iso={probe.at} />
            <StatusBadge face={standingFace[probe.state]} bare />
            <span className={`${rows.clip} ${rows.dim}`} title={probe.text}>
              {probe.text}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
