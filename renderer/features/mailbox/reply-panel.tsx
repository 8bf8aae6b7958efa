import { Group, Kbd, Popover, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { shortcutText } from '../../app/shortcuts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { PrivateText } from '../../ui/private.tsx';
import classes from './triage-card.module.css';

/** The reply for the chat, to read before it is sent. */
export function ReplyPanel({
  reply,
  opened,
  onOpened,
  children,
}: {
  readonly reply: string;
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
  /** What opens it. */
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Popover opened={opened} onChange={onOpened} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p="sm" aria-label="Reply for the chat">
        <p className={classes.reply}>
          <PrivateText text={reply} />
        </p>
        <Group justify="space-between">
          <CopyButton text={reply} what="reply" label="Copy the reply" />
          <Text size="xs" c="dimmed">
            <Kbd size="xs">{shortcutText('copy-reply')}</Kbd> copies it at any time
          </Text>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
