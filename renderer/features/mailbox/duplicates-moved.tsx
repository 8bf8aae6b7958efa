import { Button, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SurgeryRow } from '../../../shared/contract/surgery.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { client, orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { confirmAction } from '../../ui/confirm.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PrivateText } from '../../ui/private.tsx';
import classes from './duplicates.module.css';
import { progressText, useSurgery } from './use-surgery.ts';

/** What was moved aside or undone at this destination; duplicates can be put back. */
export function DuplicatesMoved({
  mailboxId,
  busy,
}: {
  readonly mailboxId: string;
  readonly busy: boolean;
}): ReactNode {
  const surgeries = useQuery(orpc.surgery.list.queryOptions({ input: { mailboxId } }));
  const surgery = useSurgery();
  const rows = (surgeries.data ?? []).filter(({ messages, endedAt }) => messages > 0 || endedAt === null);
  if (surgeries.error) return <ErrorView error={surgeries.error} onRetry={() => void surgeries.refetch()} />;
  if (rows.length === 0) return null;

  async function putBack(row: SurgeryRow): Promise<void> {
    const left = row.messages - row.back - row.lost;
    const sure = await confirmAction({
      title: `Put back ${formatNumberOf(left, 'message')}?`,
      body: `They are moved from "${row.folder}" to the folders they came from, at the destination.`,
      action: `Put back ${formatNumberOf(left, 'message')}`,
    });
    if (!sure) return;
    const ended = await surgery.run((signal) => client.surgery.putBack({ id: row.id, messages: null }, { signal }));
    if (ended === null) return;
    const rest = ended.outcome.left.map((one) => ` ${formatNumberOf(one.messages, 'message')}: ${one.reason}.`);
    notifyDone(`${formatNumberOf(ended.outcome.done, 'message')} put back.${rest.join('')}`);
  }

  return (
    <section className={classes.moved} aria-label="Taken away at this destination">
      <Text size="sm" fw={600}>
        Taken away at this destination
      </Text>
      {rows.map((row) => (
        <div key={row.id} className={classes.movedLine}>
          <Text size="sm">
            <MomentCell iso={row.at} />: <PrivateText text={sentenceOf(row)} />
          </Text>
          {row.kind === 'duplicates' && row.messages > row.back + row.lost && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              disabled={busy}
              loading={surgery.progress !== null}
              onClick={() => void putBack(row)}
            >
              Put back
            </Button>
          )}
        </div>
      ))}
      {surgery.progress && (
        <Text size="xs" c="dimmed" role="status">
          {progressText(surgery.progress)}
        </Text>
      )}
      {surgery.error ? <ErrorView error={surgery.error} /> : null}
    </section>
  );
}

function sentenceOf({ kind, way, folder, messages, back, lost, endedAt }: SurgeryRow): string {
  if (messages === 0)
    return kind === 'undo'
      ? 'An undo was cut off, and nobody has looked since what went. Undo the run again to go on.'
      : `A move to "${folder}" was cut off, and nobody has looked since what went. Look for duplicates again to see.`;
  const what = formatNumberOf(
    messages,
    kind === 'undo' ? 'message of a run' : 'duplicate',
    kind === 'undo' ? 'messages of a run' : 'duplicates',
  );
  const where = way === 'move' ? `moved to "${folder}"` : 'removed for good';
  const rest = [
    back > 0 ? `${formatNumberOf(back, 'is', 'are')} back` : '',
    lost > 0 ? `${formatNumberOf(lost, 'was', 'were')} not found there any more` : '',
    endedAt === null ? 'cut off: do the same again to go on' : '',
  ].filter((text) => text !== '');
  return `${[`${what} ${where}`, ...rest].join('; ')}.`;
}
