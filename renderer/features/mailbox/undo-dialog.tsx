import { Button, Group, Modal, Progress, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatBytes, formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { type UndoPreview, type UndoReason, type UndoWay, undoReasonWords } from '../../../shared/domain/undo.ts';
import { client, orpc } from '../../app/client.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { Private } from '../../ui/private.tsx';
import { UndoMessages } from './undo-messages.tsx';
import { progressText, useSurgery } from './use-surgery.ts';

/** Shows what undoing a run would take away, asks how, and does it. */
export function UndoDialog({ run, onClose }: { readonly run: Run; readonly onClose: () => void }): ReactNode {
  const preview = useQuery(
    orpc.surgery.previewUndo.queryOptions({
      input: { runId: run.id },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      retry: false,
    }),
  );
  return (
    <Modal opened onClose={onClose} title="Undo this run" size={860}>
      {preview.error ? (
        <ErrorView error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.data === undefined || preview.isFetching ? (
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            Looking at the destination. Nothing is changed yet.
          </Text>
          <LoadingRows rows={8} height={24} />
        </Stack>
      ) : (
        <Confirm
          key={preview.data.id}
          preview={preview.data}
          onAgain={() => void preview.refetch()}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

function Confirm({
  preview,
  onAgain,
  onClose,
}: {
  readonly preview: UndoPreview;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const [way, setWay] = useState<UndoWay>('move');
  const [typed, setTyped] = useState('');
  const surgery = useSurgery();
  const { goes, bytes, stays, refusal } = preview;
  const messages = formatNumberOf(goes, 'message');
  const busy = surgery.progress !== null;
  const confirmed = way === 'move' || typed.replace(/\D/g, '') === String(goes);

  async function undo(): Promise<void> {
    const ended = await surgery.run((signal) =>
      client.surgery.undo({ previewId: preview.id, way, messages: goes }, { signal }),
    );
    if (ended === null) return;
    const { done, left } = ended.outcome;
    const rest = left.map((one) => `${formatNumberOf(one.messages, 'message')} stayed: ${one.reason}.`);
    notifyDone([`${formatNumberOf(done, 'message')} of the run undone.`, ...rest].join(' '));
    onClose();
  }

  if (goes === 0) {
    return (
      <Stack gap="sm">
        <Notice tone="info" icon={IconInfoCircle} title="Nothing of this run can be undone">
          {stays === 0
            ? 'The record names no message that this run copied: it copied nothing, or it was undone already.'
            : `All ${formatNumberOf(stays, 'message')} of it stay: ${staysText(preview)}.`}
        </Notice>
        <UndoMessages preview={preview} />
        <DialogFoot>
          <Button onClick={onClose}>Close</Button>
        </DialogFoot>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>
          {messages} ({formatBytes(bytes)}) in{' '}
          {formatNumberOf(preview.folders.filter((one) => one.goes > 0).length, 'folder')} would go.
        </Text>
        <Text size="sm" c="dimmed">
          The run copied them, and nobody has touched them since.{' '}
          {stays > 0
            ? `${formatNumberOf(stays, 'message')} of it ${stays === 1 ? 'stays' : 'stay'}: ${staysText(preview)}.`
            : 'Nothing else of it is there.'}{' '}
          Folders stay, empty ones too. The source is not touched; a later copy brings the messages again.
        </Text>
      </div>
      <UndoMessages preview={preview} />
      {refusal === null ? (
        <Radio.Group value={way} onChange={(value) => setWay(value as UndoWay)} label="How they go">
          <Stack gap={6} mt={4}>
            <Radio
              value="move"
              disabled={busy}
              label={
                <>
                  Move them to the folder “<Private kind="folder">{preview.moveTo}</Private>” at the destination
                </>
              }
              description="Nothing is lost: they can be moved back with any mail program."
            />
            <Radio
              value="remove"
              disabled={busy || !preview.canRemove}
              label="Remove them for good"
              description={
                preview.canRemove
                  ? 'They cannot be brought back, except by another copy.'
                  : 'This server cannot remove chosen messages.'
              }
            />
          </Stack>
        </Radio.Group>
      ) : (
        <Notice tone="warn" icon={IconAlertTriangle} title="This server cannot do that safely">
          {refusal}
        </Notice>
      )}
      {way === 'remove' && (
        <TextInput
          label={`Type the number of messages to remove them: ${formatCount(goes)}`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          disabled={busy}
          w={360}
        />
      )}
      {surgery.error ? <ErrorView error={surgery.error} onRetry={onAgain} /> : null}
      {surgery.progress && (
        <Group gap="sm" role="status">
          <Progress value={(surgery.progress.done / Math.max(1, goes)) * 100} flex={1} aria-label="Progress" />
          <Text size="sm">{progressText(surgery.progress)}</Text>
        </Group>
      )}
      <DialogFoot>
        <Button variant="default" onClick={busy ? surgery.stop : onClose}>
          {busy ? 'Stop' : 'Cancel'}
        </Button>
        <Button
          {...(way === 'remove' ? { color: 'red.8' } : {})}
          disabled={refusal !== null || !confirmed || surgery.error !== null}
          loading={busy}
          onClick={() => void undo()}
        >
          {way === 'move' ? `Move ${messages}` : `Remove ${messages} for good`}
        </Button>
      </DialogFoot>
    </Stack>
  );
}

function staysText({ folders }: UndoPreview): string {
  const counts = new Map<UndoReason, number>();
  for (const { stays } of folders)
    for (const [reason, count] of Object.entries(stays) as [UndoReason, number][])
      counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts].map(([reason, count]) => `${formatCount(count)} ${undoReasonWords[reason]}`).join('; ');
}
