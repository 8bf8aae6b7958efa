import { Button, Progress, Skeleton, Text, Title, Tooltip } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconKey, IconPlugConnected } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint } from '../../../shared/domain/endpoint-url.ts';
import { errorCatalogue } from '../../../shared/domain/errors.ts';
import { formatBytes } from '../../../shared/domain/format.ts';
import type { Quota, SideReport } from '../../../shared/domain/inspection.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Private } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './mailbox.module.css';

export const sideTitle: Readonly<Record<Side, string>> = { source: 'Source', destination: 'Destination' };

/** One side of the mailbox: which server, as whom, whether the login works, how full it is. */
export function SideCard({
  side,
  endpoint,
  user,
  report,
  hasSecret,
  checking,
  onCheck,
  onPassword,
}: {
  readonly side: Side;
  readonly endpoint: EndpointRow | undefined;
  readonly user: string;
  readonly report: SideReport | undefined;
  readonly hasSecret: boolean;
  readonly checking: boolean;
  readonly onCheck: () => void;
  readonly onPassword: () => void;
}): ReactNode {
  return (
    <section className={classes.card} aria-label={sideTitle[side]}>
      <div className={classes.sideLine}>
        <Title order={2}>{sideTitle[side]}</Title>
        <Text size="sm" truncate flex={1}>
          {endpoint?.name ?? ' '}
        </Text>
        <Login report={report} checking={checking} />
      </div>
      <div className={classes.sideLine}>
        <Text size="sm" fw={500} truncate>
          <Private kind="address">{user}</Private>
        </Text>
        <CopyButton text={user} what={`${sideTitle[side].toLowerCase()} user`} />
        <Text size="xs" c="dimmed" truncate ml="auto">
          {endpoint ? formatEndpoint(endpoint) : ' '}
        </Text>
      </div>
      <div className={classes.sideLine}>
        <QuotaBar
          quota={report?.quota ?? null}
          known={report?.ok === true}
          waiting={report === undefined && checking}
        />
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlugConnected size={14} aria-hidden />}
          loading={checking}
          onClick={onCheck}
        >
          Check login
        </Button>
        <Button
          size="compact-xs"
          variant={hasSecret ? 'default' : 'filled'}
          leftSection={<IconKey size={14} aria-hidden />}
          onClick={onPassword}
        >
          {hasSecret ? 'Change password' : 'Enter password'}
        </Button>
      </div>
    </section>
  );
}

function Login({
  report,
  checking,
}: {
  readonly report: SideReport | undefined;
  readonly checking: boolean;
}): ReactNode {
  if (!report) {
    return checking ? (
      <Skeleton height={18} width={110} radius="xl" />
    ) : (
      <Text size="xs" c="dimmed">
        Not checked yet
      </Text>
    );
  }
  if (report.ok) {
    const facts = report.facts;
    const words = facts ? `${facts.product ?? facts.greeting} answers within ${Math.round(facts.roundTripMs)} ms.` : '';
    return (
      <Tooltip label={words} disabled={words === ''} multiline maw={360}>
        <span>
          <StatusBadge face={{ tone: 'good', label: 'Login works', icon: IconCircleCheck }} />
        </span>
      </Tooltip>
    );
  }
  const label = report.error ? errorCatalogue[report.error.code].title : 'Login failed';
  return <StatusBadge face={{ tone: 'bad', label, icon: IconCircleX }} />;
}

function QuotaBar({
  quota,
  known,
  waiting,
}: {
  readonly quota: Quota | null;
  readonly known: boolean;
  readonly waiting: boolean;
}): ReactNode {
  const share = quota?.limitBytes ? Math.min(1, quota.usedBytes / quota.limitBytes) : null;
  const full = share !== null && share >= 0.9;
  const words = quota
    ? quota.limitBytes === null
      ? `${formatBytes(quota.usedBytes)} used, no limit named`
      : `${formatBytes(quota.usedBytes)} of ${formatBytes(quota.limitBytes)}`
    : known
      ? 'No quota told'
      : waiting
        ? 'Asking the server'
        : 'Quota not known';
  return (
    <div className={classes.quota}>
      {share !== null && (
        <Progress
          value={share * 100}
          size={6}
          color={full ? 'red.7' : 'harbour.5'}
          aria-label={`Quota used: ${words}`}
          className={classes.quotaBar ?? ''}
        />
      )}
      <Text size="xs" truncate c={full ? 'var(--tone-bad)' : 'dimmed'}>
        {words}
        {full ? ', nearly full' : ''}
      </Text>
    </div>
  );
}
