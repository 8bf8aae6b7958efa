import { Divider, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { orpc } from '../../app/client.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Private } from '../../ui/private.tsx';
import { CapsuleSave } from './capsule-save.tsx';
import classes from './mailbox.module.css';

/** What an agent passes on: the note as Markdown for the ticket, and all facts as a file for another installation. */
export function HandOffDialog({
  mailboxId,
  onClose,
}: {
  readonly mailboxId: string;
  readonly onClose: () => void;
}): ReactNode {
  const note = useQuery(orpc.mailboxes.handOff.queryOptions({ input: { id: mailboxId }, staleTime: 0, gcTime: 0 }));
  const markdown = note.data?.markdown;
  return (
    <Modal opened onClose={onClose} title="Hand off" size="xl">
      <Stack gap="sm">
        <CapsuleSave mailboxId={mailboxId} />
        <Divider />
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed">
            The facts of this mailbox for the ticket. No passwords and no message bodies are in it.
          </Text>
          {markdown && <CopyButton text={markdown} what="hand-off note" label="Copy" />}
        </Group>
        {note.error ? (
          <ErrorView error={note.error} onRetry={() => void note.refetch()} />
        ) : markdown === undefined ? (
          <LoadingRows rows={10} height={18} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
          <pre className={classes.note} tabIndex={0} role="document" aria-label="Hand-off note">
            <Private kind="text">{markdown}</Private>
          </pre>
        )}
      </Stack>
    </Modal>
  );
}
