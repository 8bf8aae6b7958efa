import { Code, Drawer, Stack, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { OpensrsAccountRow } from '../../../shared/contract/provisioning.ts';
import { orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Private } from '../../ui/private.tsx';
import classes from './settings.module.css';

/** The last calls to the mail API with their answers, for whoever has to find out what OpenSRS said. */
export function OpensrsTrace({
  account,
  onClose,
}: {
  account: OpensrsAccountRow | null;
  onClose: () => void;
}): ReactNode {
  return (
    <Drawer
      opened={account !== null}
      onClose={onClose}
      position="right"
      closeButtonProps={{ 'aria-label': 'Close' }}
      size={720}
      title={account ? `Last calls: ${account.endpointName}` : ''}
    >
      {account ? <Calls endpointId={account.endpointId} /> : null}
    </Drawer>
  );
}

function Calls({ endpointId }: { endpointId: string }): ReactNode {
  const calls = useQuery({
    ...orpc.provisioning.trace.queryOptions({ input: { endpointId } }),
    gcTime: 0,
    staleTime: 0,
  });
  if (calls.isPending) return <LoadingRows rows={4} />;
  if (calls.error) return <ErrorView error={calls.error} onRetry={() => void calls.refetch()} />;
  if (calls.data.length === 0) {
    return (
      <EmptyState icon={IconListDetails} title="No call in this session">
        Test the login, or look at a domain; what was asked and answered is listed here without passwords and tokens.
      </EmptyState>
    );
  }
  return (
    <Stack gap="md">
      {calls.data.map((call, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two calls of one millisecond have no other name, and the list never changes
        <div key={at}>
          <Text size="sm" fw={600}>
            {call.method}{' '}
            <span className={classes.address}>
              {call.status === null ? 'no answer' : `HTTP ${call.status}`}, {call.ms} ms, <MomentCell iso={call.at} />
            </span>
          </Text>
          <Private kind="text">
            <Code block className={classes.call}>
              {call.request}
            </Code>
            <Code block mt={4} className={classes.call}>
              {call.answer}
            </Code>
          </Private>
        </div>
      ))}
    </Stack>
  );
}
