import { Button, Group, Progress, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint } from '../../../shared/domain/endpoint-url.ts';
import { formatBytes } from '../../../shared/domain/format.ts';
import type { Quota, SideReport } from '../../../shared/domain/inspection.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Private } from '../../ui/private.tsx';
import classes from './triage-card.module.css';
import { loginWords } from './triage-words.ts';

/** One side of the mailbox in full: which server, as whom, how the login went, how full it is; and its password. */
export function SideCard({
  side,
  endpoint,
  user,
  report,
  hasSecret,
  onPassword,
}: {
  readonly side: Side;
  readonly endpoint: EndpointRow | undefined;
  readonly user: string;
  readonly report: SideReport | undefined;
  readonly hasSecret: boolean;
  readonly onPassword: () => void;
}): ReactNode {
  return (
    <div className={classes.details}>
      <div>
        <Text size="sm" fw={600}>
          {endpoint?.name ?? 'Unknown server'}
        </Text>
        <Text size="xs" c="dimmed">
          {endpoint ? formatEndpoint(endpoint) : ''}
        </Text>
      </div>
      <div className={classes.fact}>
        <Text size="sm" truncate>
          <Private kind="address">{user}</Private>
        </Text>
        <CopyButton text={user} what={`${side} user`} />
      </div>
      {report ? <Text size="xs">{loginWords(report).evidence}</Text> : null}
      {report?.quota ? <QuotaBar quota={report.quota} /> : null}
      <Group>
        <Button
          size="compact-sm"
          variant={hasSecret ? 'default' : 'filled'}
          leftSection={<IconKey size={14} aria-hidden />}
          onClick={onPassword}
        >
          {hasSecret ? 'Change password' : 'Enter password'}
        </Button>
      </Group>
    </div>
  );
}

function QuotaBar({ quota }: { readonly quota: Quota }): ReactNode {
  if (!quota.limitBytes) return <Text size="xs">{`${formatBytes(quota.usedBytes)} used, no limit named`}</Text>;
  const share = Math.min(1, quota.usedBytes / quota.limitBytes);
  const words = `${formatBytes(quota.usedBytes)} of ${formatBytes(quota.limitBytes)} used`;
  return (
    <div>
      <Text size="xs">{words}</Text>
      <Progress value={share * 100} size={6} mt={4} color={share >= 0.9 ? 'red.7' : 'harbour.5'} aria-label={words} />
    </div>
  );
}
