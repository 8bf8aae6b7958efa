import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import { PrivateText } from './private.tsx';

/** Asks before something that cannot be taken back; the button says what will happen, never "OK". */
export function confirmAction({
  title,
  body,
  action,
  danger = false,
}: {
  title: string;
  body: ReactNode;
  action: string;
  danger?: boolean;
}): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title: <PrivateText text={title} />,
      children: (
        <Text size="sm" component="div">
          {typeof body === 'string' ? <PrivateText text={body} /> : body}
        </Text>
      ),
      labels: { confirm: action, cancel: 'Cancel' },
      confirmProps: danger ? { color: 'red.8' } : {},
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}
