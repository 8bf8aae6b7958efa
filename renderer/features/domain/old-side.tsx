import { Button, Group, Text } from '@mantine/core';
import { IconArrowsExchange, IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { orpc } from '../../app/client.ts';
import { DriftWatchView } from '../../ui/bulk/drift-watch-view.tsx';
import { type JobWish, StartJobDialog } from '../../ui/bulk/start-job.tsx';
import { WatchDialog } from '../../ui/bulk/watch-dialog.tsx';
import { useNow } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { formatMoment } from '../../ui/moment.ts';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';

/** What is still to come from the old side: the last copy once caches have let go, and mail that lands there after it. */
export function OldSide({ domainId }: { domainId: string }): ReactNode {
  const now = useNow();
  const [wish, setWish] = useState<JobWish | null>(null);
  const [watching, setWatching] = useState(false);
  const watches = useQuery(orpc.bulk.watches.queryOptions({ input: { domainId } }));
  const due = useQuery(orpc.bulk.lastCopiesDue.queryOptions()).data?.find((one) => one.domainId === domainId);
  const watch = watches.data?.[0];
  const passed = due !== undefined && Date.parse(due.at) <= now;
  return (
    <Section title="Old side">
      {watches.error ? <ErrorView error={watches.error} onRetry={() => void watches.refetch()} /> : null}
      {watches.isPending ? <LoadingRows rows={2} height={30} /> : null}
      {due ? (
        <Notice
          tone={passed ? 'warn' : 'info'}
          icon={IconArrowsExchange}
          title={passed ? 'The last copy is due' : `Safe to sweep after ${formatMoment(due.at, now)}`}
        >
          <Text size="sm" mb={6}>
            {passed
              ? 'No sender can know the old mail servers any more. What came there in the meantime is brought over by the last copy.'
              : 'Until then, some senders may still know the old mail servers. The last copy can be scheduled for that moment.'}
          </Text>
          <Group gap="xs" mb={4}>
            <Button
              variant="default"
              leftSection={<IconArrowsExchange size={16} aria-hidden />}
              onClick={() => setWish({ action: 'delta', domainIds: [domainId] })}
            >
              Last copy…
            </Button>
          </Group>
        </Notice>
      ) : null}
      {watch ? <DriftWatchView watch={watch} onAgain={() => setWatching(true)} /> : null}
      {watches.data && !watch ? (
        <EmptyState
          icon={IconEye}
          title="Nobody watches the old side"
          action={
            <Button variant="default" onClick={() => setWatching(true)}>
              Watch the old side…
            </Button>
          }
        >
          After the last copy, mail may still land there: from senders with stale caches, or from devices that were
          forgotten. A watch tells when it does, and ends by itself when nothing comes any more.
        </EmptyState>
      ) : null}
      <StartJobDialog wish={wish} onClose={() => setWish(null)} />
      <WatchDialog domainIds={watching ? [domainId] : null} onClose={() => setWatching(false)} />
    </Section>
  );
}
