import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { PrivateText } from './private.tsx';

const UNDO_MS = 10_000;

/** Says that something was done, and takes it back when asked within a while. */
export function notifyUndoable(message: string, undo: () => void): void {
  const id = notifications.show({
    message: (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span>
          <PrivateText text={message} />
        </span>
        <Button
          size="compact-xs"
          variant="default"
          flex="none"
          onClick={() => {
            undo();
            notifications.hide(id);
          }}
        >
          Undo
        </Button>
      </Group>
    ),
    color: 'teal.8',
    autoClose: UNDO_MS,
  });
}
