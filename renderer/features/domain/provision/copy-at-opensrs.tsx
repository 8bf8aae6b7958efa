import { Button, List, Text } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { MailboxRow } from '../../../../shared/contract/directory.ts';
import { formatNumberOf } from '../../../../shared/domain/format.ts';
import { client } from '../../../app/client.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { Private, PrivateText } from '../../../ui/private.tsx';
import { Section } from '../../../ui/section.tsx';
import classes from './provision.module.css';

/** Lets OpenSRS fetch the old mail by itself; what came of it is compared by Mailferry like any other copy. */
export function CopyAtOpenSrs({
  mailboxes,
  endpointId,
}: {
  mailboxes: readonly MailboxRow[];
  endpointId: string;
}): ReactNode {
  const able = mailboxes.filter(
    ({ destination, state }) => destination.endpointId === endpointId && state !== 'running',
  );
  const begin = useMutation({
    mutationFn: async () => {
      if (!(await agreed(able.length))) return null;
      return client.provisioning.copyAtOpenSrs({ mailboxIds: able.map(({ id }) => id) });
    },
  });
  return (
    <Section title="Copy at OpenSRS">
      <div className={classes.copy}>
        <div>
          <Text size="sm">
            OpenSRS can fetch the old mail by itself, without this computer in between. Mailferry watches, then compares
            both sides message by message as after any copy.
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconCloudDownload size={16} aria-hidden />}
          disabled={able.length === 0}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          Run at OpenSRS…
        </Button>
      </div>
      {begin.error ? <ErrorView error={begin.error} onRetry={() => begin.mutate()} /> : null}
      {begin.data ? (
        <div role="status">
          <Text size="sm" mt="xs">
            {formatNumberOf(begin.data.runs.length, 'mailbox', 'mailboxes')} handed over; see{' '}
            <TextLink to="/runs" size="sm">
              Runs
            </TextLink>
            .
          </Text>
          {begin.data.refused.length > 0 ? (
            <ul className={classes.handed}>
              {begin.data.refused.map(({ mailboxId, address, text }) => (
                <li key={mailboxId}>
                  <Private kind="address">{address}</Private>: <PrivateText text={text} />
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
    </Section>
  );
}

function agreed(count: number): Promise<boolean> {
  return confirmAction({
    title: `Let OpenSRS copy ${formatNumberOf(count, 'mailbox', 'mailboxes')}?`,
    body: (
      <List size="sm" spacing={4}>
        <List.Item>OpenSRS gets the passwords of the old mailboxes to read them.</List.Item>
        <List.Item>The old server has to be reachable from the servers of OpenSRS.</List.Item>
        <List.Item>
          Once begun it cannot be stopped: a cancelled run stops watching, while OpenSRS goes on by itself.
        </List.Item>
      </List>
    ),
    action: 'Run at OpenSRS',
  });
}
